"""A meeting's votes from a file by command: what cannot be read is told by its line, before anything is written."""

import pytest
from click.testing import CliRunner

from tuopin.identification.commands import meeting
from tuopin.identification.models import Meeting
from tuopin.kernel.refusals import Refusal
from web import kit

pytestmark = pytest.mark.django_db
HEAD = "case,in_favour,against,abstained\n"


@pytest.mark.parametrize(("text", "encoding", "code", "said"), [
    (f"{HEAD}1,40,2,3\n二,40,2,3\n", "utf-8", "votes-unfit", "3"), (f"{HEAD}1,四十,2,3\n", "gb18030", "votes-unfit", "2"), (f"{HEAD}1,-4,2,3\n", "utf-8", "votes-unfit", "2"),
    (f"{HEAD}1,4.0,2,3\n", "utf-8", "votes-unfit", "2"), (f"{HEAD}{'9' * 10},4,2,3\n", "utf-8", "votes-unfit", "2"), ("案件,同意\n1,40\n", "utf-8-sig", "votes-unfit", "2"),
    (f"{HEAD}1,40,2,3\n", "utf-16", "not-text", ""), (HEAD, "utf-8", "nobody-chosen", ""), (f"{HEAD}{'9' * 9},4,2,3\n", "utf-8", "no-such-case", ""),
])
def test_votes_that_cannot_be_read_are_told_by_their_line(tmp_path, text, encoding, code, said):
    kit.lay_out_places()
    kit.an_official(kit.VILLAGE, "clerk", username="village")
    path = tmp_path / "votes.csv"
    path.write_bytes(text.encode(encoding))
    result = CliRunner().invoke(meeting, [kit.VILLAGE, str(path), "--on", "2018-10-08", "--entitled", "60", "--present", "45"], obj={"account": "village"})
    assert isinstance(result.exception, Refusal) and result.exception.code == code, result.output
    assert said in str(result.exception.params.get("line", "")) and not Meeting.objects.exists()
