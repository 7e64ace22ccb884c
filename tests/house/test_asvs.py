"""The table of ASVS requirements is whole, and no line claims what no test holds."""

import re

import pytest

from source import ROOT

PAGE = ROOT / "docs" / "reference" / "asvs.md"
SECTIONS = {  # how many requirements of levels 1 and 2 each section has, from its first number on without a gap
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5,
    "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4,
    "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4,
    "16.4": 3, "16.5": 3,
}
CORE = {"V1.2.10", "V2.3.5", "V5.2.4", "V5.2.5", "V5.2.6", "V8.3.2", "V8.3.3", "V14.2.6", "V14.2.7", "V14.2.8", "V15.4.1", "V15.4.2", "V16.5.4"}
WHOLE_CHAPTERS = {"V10": 29, "V17": 7}
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| V")
]


def test_every_requirement_has_its_line_once():
    asked = {f"V{section}.{n}" for section, count in SECTIONS.items() for n in range(1, count + 1)}
    assert len(asked) + sum(WHOLE_CHAPTERS.values()) == 253
    assert sorted(row[0] for row in ROWS) == sorted(asked | CORE | set(WHOLE_CHAPTERS))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_line_claims_no_more_than_its_tests_hold(row):
    number, state, how, held = row
    tests = re.findall(r"`([^`]+)`", held)
    assert state in {"met", "part", "open", "n.a."}
    assert how or tests, "say how"
    assert state != "met" or tests, f"{number} names no test"
    for test in tests:
        path, _, name = test.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / "tests" / path).read_text(encoding="utf-8"), re.MULTILINE), f"no such test: {test}"
