"""What changed after a county was judged is judged again by the job that comes round, whichever way it came in."""

from datetime import date, datetime

import pytest

from register import COUNTY, VILLAGE, a_household, a_status, an_actor
from tuopin.desk.models import Job
from tuopin.desk.services.worker import Worker
from tuopin.people.selectors import working_as
from tuopin.policy.models import Freshness, Standing
from tuopin.policy.selectors.figures import figures_of
from tuopin.policy.selectors.freshness import counties_changed, freshness
from tuopin.policy.services import judge_counties
from tuopin.policy.services.refresh import MANY, refresh_figures
from tuopin.registry.models import HouseholdForm, ImportBatch
from tuopin.trail.models import Entry
from tuopin.trail.services import record
from tuopin.web.jobs import KINDS, figures

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


@pytest.fixture(autouse=True)
def nothing_looked_at(monkeypatch):
    monkeypatch.setattr(figures, "_all_judged_at", -1)


def judged(*years):
    with working_as(an_actor()):
        for year in years:
            judge_counties(year=year, counties=[COUNTY], actor=an_actor())


def changed(household, verb="change-status"):
    """An act on the household that the trail tells of, its form changed as by that act."""
    HouseholdForm.objects.filter(household=household).update(house_grade="D")
    record(area_code=household.village_code, verb=verb, subject=f"household:{household.number}", actor=an_actor(), on=DAY)


def refreshed():
    with working_as(an_actor()):
        return refresh_figures(actor=an_actor(), on=DAY)


def unsafe(year=2018):
    return figures_of(an_actor(), COUNTY, year)["fails_safe_housing"].value


def test_nothing_is_done_where_nothing_changed():
    a_household()
    judged(2018)
    before = Entry.objects.count()
    assert refreshed() == {} and Entry.objects.count() == before and not figures.is_due()


def test_the_households_that_changed_are_judged_again_in_every_year_and_the_county_is_current():
    one, two, _three = a_household(), a_household(), a_household()
    judged(2018, 2019)
    assert unsafe() == 0
    changed(one)
    changed(two)
    assert figures.is_due()
    assert refreshed() == {COUNTY: 2}
    assert (unsafe(2018), unsafe(2019)) == (2, 2)
    assert freshness(an_actor(), COUNTY, 2018).is_current and freshness(an_actor(), COUNTY, 2019).is_current
    assert not Standing.objects.get(number=one.number, year=2018).may_exit
    told = list(Entry.objects.filter(verb="judge", subject__startswith="household:").values_list("subject", flat=True))
    assert sorted(told) == sorted(f"household:{h.number}" for h in (one, two))
    assert refreshed() == {} and not figures.is_due()


def test_a_change_of_members_is_told_of_the_household_and_of_itself_and_judges_the_household_alone():
    household = a_household()
    judged(2018)
    changed(household, "change-members")
    record(area_code=VILLAGE, verb="change-members", subject="change:7", actor=an_actor(), on=DAY)
    assert refreshed() == {COUNTY: 1} and unsafe() == 1 and freshness(an_actor(), COUNTY, 2018).is_current


def test_a_household_that_left_has_no_standing_any_more():
    household, _stays = a_household(), a_household()
    judged(2018)
    a_status(household, "removed", date(2018, 8, 1))
    record(area_code=VILLAGE, verb="change-status", subject=f"household:{household.number}", actor=an_actor(), on=DAY)
    assert refreshed() == {COUNTY: 1} and not Standing.objects.filter(number=household.number).exists()
    assert figures_of(an_actor(), COUNTY, 2018)["households"].value == 1


def test_an_act_about_something_else_or_many_households_judges_the_county():
    households = [a_household() for _ in range(3)]
    judged(2018)
    changed(households[0])
    record(area_code=VILLAGE, verb="correct", subject=f"village:{VILLAGE}", actor=an_actor(), on=DAY)
    assert refreshed() == {COUNTY: 0} and unsafe() == 1 and freshness(an_actor(), COUNTY, 2018).is_current
    for n in range(MANY + 1):
        record(area_code=VILLAGE, verb="change-status", subject=f"household:X{n}", actor=an_actor(), on=DAY)
    assert refreshed() == {COUNTY: 0} and freshness(an_actor(), COUNTY, 2018).is_current


def test_other_rules_judge_the_county_again_as_on_the_day_it_was_judged():
    a_household()
    with working_as(an_actor()):
        judge_counties(year=2018, counties=[COUNTY], on=date(2018, 6, 30), actor=an_actor())
    Freshness.objects.update(rulebook_version="other")
    assert refreshed() == {COUNTY: 0}
    row = Freshness.objects.get()
    assert row.judged_on == date(2018, 6, 30) and row.rulebook_version != "other"


def test_a_county_into_which_a_roster_is_going_is_left_alone():
    household = a_household()
    judged(2018)
    changed(household)
    ImportBatch.objects.create(digest="0" * 64, file_name="r.xlsx", year=2018, area_code=COUNTY, actor="tester", state="merging")
    assert counties_changed() == {} and refreshed() == {}
    ImportBatch.objects.filter(digest="0" * 64).update(state="merged")
    assert refreshed() == {COUNTY: 1}


def test_the_worker_calls_it_once_a_minute_and_only_where_something_changed():
    household = a_household()
    judged(2018)
    worker = Worker({"refresh": KINDS["refresh"]})
    at = datetime(2020, 6, 1, 9, 30, 5)
    worker.call_rounds(at)
    assert not Job.objects.exists()
    changed(household)
    worker.call_rounds(at.replace(second=50))
    assert not Job.objects.exists(), "this minute was looked at"
    for second in (1, 2, 3):
        worker.call_rounds(at.replace(minute=31, second=second))
    assert Job.objects.get().slot == "2020-06-01T09:31"
    assert worker.work_off() == 1 and Job.objects.get().state == "done" and unsafe() == 1
    worker.call_rounds(at.replace(minute=32))
    assert Job.objects.count() == 1
    worker.side.close()
