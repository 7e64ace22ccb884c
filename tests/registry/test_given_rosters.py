"""The given rosters from file to register: every household without a planted slip is in, and only those with one wait."""

import json
import os
from pathlib import Path

import pytest

from register import an_actor
from rosters import bring_in
from tuopin.registry.models import Household, ImportProblem, Person, StagedBlock

FOLDER = Path(os.environ.get("TUOPIN_SHARED") or Path(__file__).parents[2].parent / "shared") / "data"
COUNTY, TOWNSHIP = FOLDER / "roster-431129-2018.xlsx", FOLDER / "roster-township.xlsx"
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not COUNTY.exists(), reason="the given rosters are not beside the checkout")]


def test_a_roster_without_a_slip_comes_in_whole():
    truth = json.loads(TOWNSHIP.with_suffix(".truth.json").read_text())
    batch = bring_in(TOWNSHIP, an_actor())
    assert (batch.year, batch.progress, Person.objects.count()) == (2018, truth["households"], truth["persons"])
    assert not ImportProblem.objects.exists() and set(Household.objects.values_list("number", flat=True)) == set(truth["untouched_verdicts"])


def test_of_the_county_exactly_those_with_a_slip_wait():
    truth = json.loads(COUNTY.with_suffix(".truth.json").read_text())
    batch = bring_in(COUNTY, an_actor())
    inside = set(Household.objects.values_list("number", flat=True))
    assert set(truth["untouched_verdicts"]) <= inside
    waiting = set(StagedBlock.objects.filter(batch=batch, kind="household", merged_at=None).values_list("key", flat=True))
    slipped = {(d["sheet"], d["row"]) for d in truth["defects"] if d["outcome"] in "WQ"}
    held = ImportProblem.objects.filter(outcome__in="WQ", block_kind="household").values_list("block_key", "sheet", "row")
    assert {key for key, sheet, row in held if (sheet, row) in slipped} <= waiting  # a wrong household number makes two wait
    assert len(inside) == truth["untouched_households"] + sum(d["outcome"] == "A" for d in truth["defects"])
