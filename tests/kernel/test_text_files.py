"""A text comes in as offices save it, and what is none is refused."""

import pytest

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.text_files import decoded, text_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_of_either_encoding_is_read(encoding):
    assert text_of("案件,票数\n一县一策,䶮\n".encode(encoding)) == "案件,票数\n一县一策,䶮\n"


def test_a_nul_is_left_to_who_looks_at_each_cell():
    assert decoded(b"a\x00b") == "a\x00b"


@pytest.mark.parametrize("data", [b"\xff\xfe\xff", "案件".encode("utf-16"), b"a\x00b", b"\x81"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(Refusal) as refused:
        text_of(data)
    assert refused.value.code == "not-text"
