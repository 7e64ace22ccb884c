"""Who is behind the pseudonyms of a sample: told within one's places to whoever may export, and recorded."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from register import COUNTY, NEIGHBOUR, VILLAGE, a_household, a_village_form, an_actor
from tuopin.cli.drawing import sample
from tuopin.editions.services.make_edition import make_edition
from tuopin.editions.services.name_households import name_households
from tuopin.kernel.refusals import Forbidden, NotFound
from tuopin.people.selectors import working_as
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


@pytest.fixture
def drawn(tmp_path):
    """A sample of a register of seven households in two villages, as the command writes it."""
    households = [a_household(village=village, persons=2) for village in [VILLAGE] * 4 + [NEIGHBOUR] * 3]
    a_village_form()
    make_edition(year=2018, area=COUNTY, out=tmp_path / "e", actor=an_actor(), on=ON)
    plan = ["--villages", "2", "--households", "2", "--reserve", "1", "--seed", "07 23 11", "--out", str(tmp_path / "s.json")]
    CliRunner().invoke(sample, ["draw", "--snapshot", str(tmp_path / "e"), *plan], catch_exceptions=False)
    said = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    wanted = {}
    for row in said["sample"]:
        wanted.setdefault(row["village"], []).append(row["household"])
    return wanted, {h.number: h.village_code for h in households}


def test_the_numbers_behind_a_sample_are_those_of_its_villages(drawn):
    wanted, households = drawn
    with working_as(an_actor()):
        found = name_households(wanted=wanted, basis="第三方评估", actor=an_actor(), on=ON)
    assert len(found) == 6 and all(households[found[each]] == village for village, many in wanted.items() for each in many)
    told = Entry.objects.filter(verb="export").latest("id")
    assert told.area_code == COUNTY and told.detail == {"pseudonyms": 6, "households": 6} and told.basis == "第三方评估"


def test_nobody_learns_of_households_elsewhere_or_without_the_act(drawn):
    wanted, _ = drawn
    for actor, fault in ((an_actor(VILLAGE), NotFound), (an_actor("433130000000"), NotFound), (an_actor(acts="read"), Forbidden)):
        with working_as(actor), pytest.raises(fault):
            name_households(wanted=wanted, basis="x", actor=actor, on=ON)
    assert not Entry.objects.filter(verb="export").exists()


def test_a_pseudonym_that_is_nobodys_is_left_out(drawn):
    with working_as(an_actor()):
        assert name_households(wanted={VILLAGE: ["0" * 16]}, basis="x", actor=an_actor(), on=ON) == {}
