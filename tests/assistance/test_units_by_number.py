"""A unit asked for by its number is that of the village's own list or one above, the nearest; any other number is refused and not taken for none."""

import pytest
from click.testing import CliRunner
from django.urls import reverse

from helping import BASIS, ON, head
from tuopin.assistance.commands.teaming import team as command
from tuopin.assistance.models import HandChoice, Team, Unit
from tuopin.assistance.selectors.units import unit_numbered
from tuopin.assistance.services.choices import keep_unit
from tuopin.assistance.services.teams import TeamSaid, form_teams
from tuopin.assistance.services.units import UnitSaid, register_units
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import NotFound
from tuopin.people.selectors import working_as
from web import kit

pytestmark = pytest.mark.django_db
VILLAGE, TOWN, COUNTY, CITY = kit.VILLAGE, kit.TOWN, kit.COUNTY, kit.CITY
FORM = {"village": VILLAGE, "on_day": "2018-01-01", "basis": BASIS}


def a_unit(area: str, number: str = "U1") -> Unit:
    with working_as(head(area)):
        return register_units(area_code=area, units=[UnitSaid(number, f"{area} {number}")], actor=head(area), on=ON)[0]


def test_the_nearest_list_is_asked_first_and_no_list_beside_the_village():
    nation, city, county, town = (a_unit(area) for area in (NATION, CITY, COUNTY, TOWN))
    beside = [a_unit(area) for area in ("431129999000", kit.OTHER_COUNTY, kit.NEIGHBOUR)]
    for own in (town, county, city, nation):
        assert unit_numbered(VILLAGE, " U1 ") == own
        Unit.objects.filter(pk=own.pk).update(closed_on=ON)
    for place, number in ((VILLAGE, "U1"), (VILLAGE, "U2"), ("not a code", "U1")):
        with pytest.raises(NotFound) as refused:
            unit_numbered(place, number)
        assert refused.value.code == "no-such-unit-number"
    for unit in (*beside, town):  # not by their rows either
        with working_as(head()), pytest.raises(NotFound):
            keep_unit(village=VILLAGE, unit=unit.pk, reason="安排", actor=head(), on=ON)


def test_a_team_is_formed_with_the_unit_that_was_meant_or_not_at_all():
    kit.lay_out_places()
    client = kit.logged_in(kit.an_official(COUNTY))
    a_unit(f"{COUNTY[:6]}201000")  # of another township, with the same number
    city = a_unit(CITY)
    answer = client.post(reverse("form-team"), FORM | {"unit": "U9"})
    assert answer.status_code == 422 and "U9" in answer.content.decode() and not Team.objects.exists()
    assert client.post(reverse("form-team"), FORM | {"unit": "U1"}).status_code == 302
    assert Team.objects.get().unit == city
    result = CliRunner().invoke(command, ["form", kit.NEIGHBOUR, "--unit", "U9", "--basis", BASIS], obj={}, standalone_mode=False)
    assert isinstance(result.exception, NotFound) and Team.objects.count() == 1
    closed = a_unit(COUNTY, "U3")
    Unit.objects.filter(pk=closed.pk).update(closed_on=ON)
    for unit in (0, closed.pk):
        with working_as(head()), pytest.raises(NotFound) as refused:
            form_teams(teams=[TeamSaid(kit.NEIGHBOUR, unit)], starts_on=ON, basis=BASIS, actor=head(), on=ON)
        assert refused.value.code == "no-such-unit"


def test_a_unit_of_the_prefecture_is_chosen_by_hand_on_the_page():
    kit.lay_out_places()
    client = kit.logged_in(kit.an_official(COUNTY))
    a_unit(f"{COUNTY[:6]}201000")
    city, url = a_unit(CITY), reverse("choice-deed", args=["unit"])
    assert client.post(url, {"village": VILLAGE, "unit": "U9", "reason": "安排"}).status_code == 422 and not HandChoice.objects.exists()
    assert client.post(url, {"village": VILLAGE, "unit": "U1", "reason": "安排"}).status_code == 302
    assert HandChoice.objects.get().unit == city
