"""The two made-up rosters with their lists of planted slips: every one is found, and nothing else is touched."""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from intake.reading import households, problems
from tuopin.intake.parent import read_roster

SHARED = Path(os.environ.get("TUOPIN_SHARED") or Path(__file__).parents[3] / "shared") / "data"
NEEDS_REGISTER = {"village-code-unknown"}  # the file alone cannot tell: tests/registry


@pytest.fixture(scope="module", params=["roster-township", "roster-431129-2018"])
def roster(request):
    path = SHARED / f"{request.param}.xlsx"
    if not path.exists():
        pytest.skip("the shared rosters are not here")
    truth = json.loads(path.with_suffix("").with_suffix(".truth.json").read_text())
    return truth, list(read_roster(path, year=truth["year"]))


def test_every_planted_slip_is_found_in_its_cell_with_its_outcome(roster):
    truth, found = roster
    at = defaultdict(set)
    for p in problems(found):
        at[p["sheet"], p["row"], p["column"]].add(p["outcome"])
    missed = [d for d in truth["defects"] if d["kind"] not in NEEDS_REGISTER and d["outcome"] not in at[d["sheet"], d["row"], d["column"]]]
    assert not missed


def test_nothing_is_said_about_a_household_without_a_slip(roster):
    truth, found = roster
    untouched = truth["untouched_verdicts"].keys()
    assert not [p for p in problems(found) if p["key"] in untouched]
    assert not [p for p in problems(found) if p["kind"] != "household"]
    assert all(h["outcome"] == "accepted" for h in households(found) if h["key"] in untouched)


def test_the_totals_are_those_of_the_roster(roster):
    truth, found = roster
    rows = found[-1]["rows"]
    assert [rows[sheet]["total"] for sheet in ("行政村", "贫困户", "家庭成员", "帮扶责任人", "结对帮扶")] == [
        truth[name] for name in ("villages", "households", "persons", "helpers", "pairs")
    ]
    assert all(counts["total"] == sum(counts.values()) - counts["total"] for counts in rows.values())
    untouched = [h for h in households(found) if h["key"] in truth["untouched_verdicts"]]
    assert len(untouched) == truth["untouched_households"]
    assert sum(len(h["members"]) for h in untouched) == truth["untouched_persons"]


def test_the_income_of_untouched_households_gives_the_planned_verdict(roster):
    truth, found = roster
    for h in households(found):
        if (reasons := truth["untouched_verdicts"].get(h["key"])) is not None:
            net = sum(-fen if line == "business_expense" else fen for line, fen in h["income"].items())
            assert (net < truth["line"] * 100 * len(h["members"])) == ("income" in reasons)
