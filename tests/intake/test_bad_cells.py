"""One thing wrong in a small roster: it is found where it is, with the outcome it deserves, and nothing else is."""

import pytest

from intake.corpus import CASES, Case, rows, with_case, write_book
from intake.reading import households, problems, read

CONSEQUENCES = {"size-mismatch", "no-members", "no-head", "orphan-member", "orphan-pairing", "number-stored-as-text", "helper-quarantined"}


def test_a_sound_roster_has_no_problem(tmp_path):
    found = read(write_book(tmp_path / "r.xlsx", rows()))
    assert not problems(found)
    assert {record["outcome"] for record in households(found)} == {"accepted"}
    assert [len(record["members"]) for record in households(found)] == [2, 2, 2]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_cell_is_found_and_nothing_else(tmp_path, case: Case):
    found = read(with_case(tmp_path / "r.xlsx", case))
    here = [p for p in problems(found) if p["code"] == case.code]
    others = [p for p in problems(found) if p["code"] not in CONSEQUENCES | {case.code}]
    assert not others, others
    if not case.code:
        assert not problems(found), problems(found)
        return
    assert {p["outcome"] for p in here} == {case.outcome}
    assert (case.at or (case.sheet, case.row, case.column)) in {(p["sheet"], p["row"], p["column"]) for p in here}


@pytest.mark.parametrize("case", [case for case in CASES if case.outcome == "Q"], ids=lambda case: case.name)
def test_what_is_quarantined_keeps_its_block_out_and_shows_its_cells(tmp_path, case: Case):
    found = read(with_case(tmp_path / "r.xlsx", case))
    waiting = [r for r in found if r["t"] in ("household", "helper", "village") and r["outcome"] == "quarantined"]
    assert (waiting or case.code == "totals-row") and all(r["raw"] for r in waiting)
    assert sum(r["outcome"] == "accepted" for r in households(found)) >= 1  # the others go on
