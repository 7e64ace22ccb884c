"""No title of a task becomes a line of its own in a calendar, whatever its reader takes for the end of a line."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from tuopin.ledger.states.calendar import WIDEST, Due, calendar_text

AT = datetime(2020, 6, 1, 9, tzinfo=UTC)
SMUGGLED = "END:VEVENT{0}BEGIN:VALARM{0}ACTION:AUDIO{0}ATTACH:http://elsewhere.example/x"
ENDS = ("\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")


def lines_of(title: str, text: str = "") -> list[str]:
    told = calendar_text([Due("task-1@host", date(2020, 6, 2), title, text, "https://host/tasks/1/")], name="我的任务", at=AT)
    assert all(len(line.encode()) <= WIDEST for line in told.split("\r\n"))
    return told.replace("\r\n ", "").splitlines()  # which parts at every sign that any reader may


def test_a_title_smuggles_in_no_line():
    for end in ENDS:
        title = f"走访{end}{SMUGGLED.format(end)}"
        lines = lines_of(title, title)
        assert len(lines) == len(lines_of("走访", "走访")) and not [line for line in lines if line.startswith(("BEGIN:VALARM", "ACTION", "ATTACH"))]
        assert sum(line == "END:VEVENT" for line in lines) == 1


@given(st.text(max_size=120), st.text(max_size=120))
def test_every_title_is_one_line_and_is_told(title, text):
    lines = lines_of(title, text)
    assert len(lines) == len(lines_of("x", "x")) and [line.partition(":")[0] for line in lines[7:9]] == ["UID", "DTSTAMP"]
    plain = "".join(c for c in title if c.isalnum())
    [summary] = [line for line in lines if line.startswith("SUMMARY:")]
    assert "".join(c for c in summary[8:].replace("\\n", "") if c.isalnum()) == plain
