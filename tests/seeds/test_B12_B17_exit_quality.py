"""B17 质量成色, B12 被脱贫: exits with incomplete evidence are amber and no quality exits; exits done in bulk are found."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import transaction

from identification.places import visit
from procedure.cases import EXIT, POSTS, an_exit, an_official, evidence, officials
from procedure.pure import VILLAGE
from register import a_household
from tuopin.identification.models import Visit
from tuopin.identification.selectors.quality import bulk_exits, exits_shown
from tuopin.identification.states.quality import ExitFacts, quality_of
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import operator
from tuopin.procedure.services import Said, complete, take_step
from tuopin.procedure.services.clock import today
from tuopin.registry.models import StatusEvent
from web import kit

pytestmark = pytest.mark.django_db
GOOD = ExitFacts(exited_on=date(2018, 12, 1), pieces=10, wanted=10, stale=0, visits=3, levels=3, recognised=True, revisited=True)


@pytest.mark.parametrize(("changes", "colour", "missing"), [
    ({}, "green", ()), ({"pieces": 9}, "amber", ("evidence",)), ({"stale": 1}, "amber", ("fresh",)), ({"visits": 2}, "amber", ("visits",)), ({"levels": 2}, "amber", ("visits",)),
    ({"revisited": False}, "amber", ("revisited",)), ({"recognised": None, "by_roster": True}, "amber", ("evidence", "fresh", "recognised")),
    ({"recognised": False}, "red", ("recognised",)), ({"in_bulk": True}, "red", ()), ({"fails_now": True}, "red", ()),
])
def test_green_is_only_what_lacks_nothing(changes, colour, missing):
    found = quality_of(ExitFacts(**GOOD.__dict__ | changes), on=date(2020, 1, 1))
    assert (found.colour, found.missing) == (colour, missing)


def test_nobody_need_have_come_back_within_the_first_year():
    assert quality_of(ExitFacts(**GOOD.__dict__ | {"revisited": False}), on=date(2019, 6, 1)).colour == "green"


def test_an_exit_without_its_three_visits_is_amber_and_green_with_them(clock):
    who = officials()
    household = a_household(status="identified")
    subject = f"household:{household.number}"
    for n, level in enumerate(("village", "township")):
        visit(who["town_clerk"], subject, level, today() - timedelta(days=n))
    case = an_exit(household.number, who, clock)
    shown = exits_shown(operator(), VILLAGE, on=today())[0]
    assert (shown.quality.colour, shown.quality.missing, shown.facts.pieces) == ("amber", ("visits",), 10)
    visit(who["county_head"], subject, "county", today() - timedelta(days=5))
    shown = exits_shown(operator(), VILLAGE, on=today())[0]
    assert (shown.quality.missing, shown.facts.visits) == (("visits",), 2), "entered after the exit, however early its day"
    assert Visit.objects.get(level="county").recorded_at > case.ended_at

    other = a_household(status="identified")
    for n, level in enumerate(("village", "township", "county")):
        visit(who["county_head"], f"household:{other.number}", level, today() - timedelta(days=n))
    an_exit(other.number, {name: an_official(f"o-{name}", POSTS[name]) for name in who}, clock)
    assert exits_shown(operator(), VILLAGE, on=today(), numbers=[other.number])[0].quality.colour == "green"


def test_three_days_of_one_level_are_no_three_visits(clock):
    who, household = officials(), a_household(status="identified")
    for n in range(3):
        visit(who["clerk"], f"household:{household.number}", "village", today() - timedelta(days=n))
    an_exit(household.number, who, clock)
    shown, = exits_shown(operator(), VILLAGE, on=today())
    assert (shown.quality.colour, shown.facts.visits, shown.facts.levels) == ("amber", 3, 1)


def test_nobody_records_a_visit_of_a_level_above_their_own():
    who, household = officials(), a_household(status="identified")
    subject = f"household:{household.number}"
    for name, level in (("clerk", "township"), ("town_clerk", "county"), ("county_head", "city")):
        with pytest.raises(Refusal) as refusal:
            visit(who[name], subject, level, today())
        assert refusal.value.code == "above-your-post" and all(refusal.value.say())
    visit(who["town_clerk"], subject, "village", today())
    visit(operator(), subject, "province", today())
    assert Visit.objects.count() == 2


def test_who_exited_by_a_roster_alone_counts_as_no_quality_exit():
    a_household(status="exited")
    shown, = exits_shown(operator(), VILLAGE, on=today())
    assert shown.quality.colour == "amber" and "recognised" in shown.quality.missing


def test_many_exits_of_one_person_in_one_minute_are_found_and_red(clock):
    who, alone = officials(), a_household(status="exited")
    cases = []
    for n in range(5):
        case = an_exit(a_household().number, who | {"clerk": an_official(f"c{n}", (VILLAGE, "clerk", ""))}, clock, until=5)
        cases.append(case)
    last = EXIT.step("approve")
    for case, words in zip(cases, ("同意退出", "同意退出", "同意退出", "已核实", ""), strict=True):
        complete(case=case.pk, actor=who["county_head"], said=Said(evidence=evidence(last.evidence, case.subject), note=words))
    found, = bulk_exits(operator(), VILLAGE)
    assert (found.account, found.count, found.area_code) == ("county_head", 5, VILLAGE) and set(found.cases) == {case.pk for case in cases}
    assert found.same_words == 3
    auditor = kit.logged_in(kit.an_official(kit.COUNTY, "auditor", username="auditor"))
    page = auditor.get("/alarms/").content.decode()
    assert "一人一分钟内批准多户退出" in page and "county_head 5 户,说明相同 3 户" in page
    behind = auditor.get(re.search(r'href="(/exits/[^"]+bulk=[^"]+)"', page)[1].replace("&amp;", "&")).content.decode()
    assert all(case.subject.partition(":")[2] in behind for case in cases) and alone.number not in behind, "the rows behind the alarm are its own households"
    assert "一人一分钟内批准多户退出" not in kit.logged_in(kit.an_official(kit.OTHER_COUNTY, "auditor", username="beside")).get("/alarms/").content.decode()
    assert {shown.quality.colour for shown in exits_shown(operator(), VILLAGE, on=today()) if shown.case} == {"red"}


def test_B12_no_household_is_exited_without_its_own_recognition_nor_with_that_of_another(clock):
    who, household, other = officials(), a_household(), a_household()
    case = an_exit(household.number, who, clock, until=1)
    step = EXIT.step("verify")
    own = evidence(tuple(r for r in step.evidence if r.name != "recognition"), case.subject)
    recognition = next(r for r in step.evidence if r.name == "recognition")
    for pieces, code in ((own, "evidence-missing"), ((*own, *evidence((recognition,), f"household:{other.number}")), "evidence-of-another")):
        with pytest.raises(Refusal) as refusal, transaction.atomic():
            take_step(case=case.pk, step="verify", actor=who["head"], said=Said(evidence=pieces))
        assert refusal.value.code == code
    for step_after, actor in (("review", "town_head"), ("approve", "county_head")):
        with pytest.raises(Refusal), transaction.atomic():
            take_step(case=case.pk, step=step_after, actor=who[actor], said=Said(evidence=evidence(EXIT.step(step_after).evidence, case.subject)))
    assert not StatusEvent.objects.filter(household=household, kind="exited").exists()
    assert take_step(case=case.pk, step="verify", actor=who["head"], said=Said(evidence=(*own, *evidence((recognition,), case.subject)))).step == "verify"
