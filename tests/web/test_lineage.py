"""Recording on a page what became of a place: the households go along, and only an official of the place may."""

from datetime import date

import pytest

from register import a_household
from tuopin.divisions.models import Division, Succession
from tuopin.divisions.selectors import division_on
from tuopin.registry.models import Household
from web import kit

SENT = {"merge-day": "2016-05-20", "merge-basis": "江政发〔2016〕8号"}


@pytest.fixture
def official(db):
    kit.lay_out_places()
    return kit.logged_in(kit.an_official(kit.COUNTY))


def test_a_merge_recorded_on_the_page_moves_the_households(official):
    Division.objects.create(code="431129210901", name="龙安村", initials="lac", level=5, starts_on=date(2014, 1, 1))
    for _ in range(3):
        a_household(village="431129210901", year=2015)
    page = official.post(f"/divisions/{kit.VILLAGE}/lineage/merge/", SENT | {"merge-predecessors": "栗林村\n431129210901"})
    assert page.status_code == 302
    assert Household.objects.filter(village_code=kit.VILLAGE).count() == 3
    assert division_on("431129210901", date(2016, 5, 20)) is None
    recorded = Succession.objects.filter(successor_code=kit.VILLAGE)
    assert set(recorded.values_list("predecessor_name", flat=True)) == {"栗林村", "龙安村"}


def test_a_merge_taken_back_gives_each_village_its_households(official):
    old = [a_household(village=kit.NEIGHBOUR, year=year) for year in (2015, 2018)]
    own = a_household(village=kit.VILLAGE)
    sent = SENT | {"merge-predecessors": f"{kit.VILLAGE}\n{kit.NEIGHBOUR}"}
    assert official.post(f"/divisions/{kit.VILLAGE}/lineage/merge/", sent).status_code == 302
    assert Household.objects.filter(village_code=kit.VILLAGE).count() == 3
    since = a_household(village=kit.VILLAGE)
    for link in Succession.objects.filter(successor_code=kit.VILLAGE, withdrawn_at=None):
        official.post(f"/divisions/{kit.VILLAGE}/lineage/{link.pk}/withdraw/", {"basis": "误登记"})
    assert division_on(kit.NEIGHBOUR, date(2018, 1, 1)) is not None
    assert set(Household.objects.filter(village_code=kit.NEIGHBOUR)) == set(old)
    assert set(Household.objects.filter(village_code=kit.VILLAGE)) == {own, since}
    assert {form.village_code for each in old for form in each.forms.all()} == {kit.NEIGHBOUR}


def test_a_merge_that_cannot_be_is_told_on_the_page(official):
    page = official.post(f"/divisions/{kit.VILLAGE}/lineage/merge/", SENT | {"merge-predecessors": "栗林村"})
    assert page.status_code == 422 and "合并至少要有两个原区划" in page.content.decode()
    assert not Succession.objects.exclude(decided_by="").exists()


def test_a_neighbour_county_cannot_record_it(official):
    neighbour = kit.logged_in(kit.an_official(kit.OTHER_COUNTY, username="neighbour"))
    page = neighbour.post(f"/divisions/{kit.VILLAGE}/lineage/merge/", SENT | {"merge-predecessors": "栗林村\n龙安村"})
    assert page.status_code == 404
    assert not Succession.objects.exclude(decided_by="").exists()
