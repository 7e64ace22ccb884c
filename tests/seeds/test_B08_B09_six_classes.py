"""B08, B09: all households of 栗安村 fall into six classes, each with its approach; the marginal are helped and count in no headcount."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from monitoring.watching import a_clue, an_ordinary
from procedure.cases import officials
from register import VILLAGE, a_helper, a_household, a_status, a_village_form
from tuopin.kernel.refusals import Refusal
from tuopin.monitoring.models import HouseholdClass
from tuopin.monitoring.selectors.classes import classes_of_village
from tuopin.monitoring.services.classify import Said, classify_households
from tuopin.monitoring.states.classes import APPROACHES, CLASSES, TITLES
from tuopin.people.selectors import operator
from tuopin.policy.models import Figure
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.registry.models import Membership
from tuopin.trail.services import Asked, verify_trail

pytestmark = pytest.mark.django_db
COUNTY, ON = "431129000000", date(2018, 12, 31)
SEED = {  # 分类帮扶, as the report words it
    "registered_poor": "重点帮扶,保障脱贫", "marginal": "结对帮扶,帮助发展", "exited": "巩固提升,增收致富", "middling": "大力支持,做大做强",
    "rich": "给予尊重,带动发展", "cadre": "从严要求,带动引领",
}


def test_each_class_shows_its_prescribed_approach():
    assert {name: APPROACHES[name] for name in CLASSES} == SEED and len(CLASSES) == 6 and set(TITLES) == {*CLASSES, ""}


def test_the_six_classes_add_up_to_all_households_of_the_village(who):
    a_village_form(households=17)
    poor = [a_household(persons=1, income={}) for _ in range(4)]
    exited = [a_household(persons=1, income={}, status="exited") for _ in range(5)]
    others = [an_ordinary(persons=1, income={}) for _ in range(8)]
    say = lambda rows: classify_households(said=rows, year=2018, actor=who["clerk"], on=ON)  # noqa: E731
    before = classes_of_village(who["clerk"], VILLAGE, on=ON)
    assert (before.classed, before.unclassed, before.missing) == (9, 8, 0), "who was not yet classed is told"
    kinds = ("marginal", "marginal", "middling", "middling", "middling", "rich", "rich")
    assert say([Said(h.number, kind, False, "入户核实") for h, kind in zip(others, kinds, strict=False)]) == 7
    assert say([Said(others[7].number, "rich", True, "村会计"), Said(exited[0].number, "", True, "村干部")]) == 2
    found = classes_of_village(who["clerk"], VILLAGE, on=ON)
    assert dict(found.counts) == {"registered_poor": 4, "exited": 4, "marginal": 2, "middling": 3, "rich": 2, "cadre": 2}
    assert sum(found.counts[name] for name in CLASSES) == found.classed == found.stated == 17 and not found.unclassed
    assert found.poor == 4, "a class changes no headcount"
    assert {row.economic for row in found.rows if row.cadre} == {"rich", "exited"}, "how a cadre's household lives is not lost"
    assert say([Said(others[0].number, "marginal", False, "入户核实")]) == 0, "said again it changes nothing"
    assert poor and not {f.subject for f in verify_trail(Asked(replay=True)).findings if f.subject.startswith("class:")}


def test_who_was_struck_off_the_register_is_a_household_of_the_village_still(who):
    struck_off, died_out = a_household(), a_household()
    for household in (struck_off, died_out):
        a_status(household, "removed", date(2018, 6, 1))
    Membership.objects.filter(household=died_out).update(ends_on=date(2018, 5, 1))
    found = lambda: classes_of_village(who["clerk"], VILLAGE, on=ON)  # noqa: E731
    assert ([row.household for row in found().rows], found().unclassed, found().poor) == ([struck_off], 1, 0)
    assert classify_households(said=[Said(struck_off.number, "middling", False, "入户核实")], year=2018, actor=who["clerk"], on=ON) == 1
    assert dict(found().counts) == {"middling": 1}


def test_a_class_that_does_not_fit_is_refused(who):
    poor, other = a_household(), an_ordinary()
    for said, code in (
        *((Said(poor.number, word, cadre, "x"), "class-by-status") for word in ("marginal", "middling", "rich") for cadre in (False, True)), (Said(other.number, "", False, "x"), "class-missing"),
        (Said(other.number, "rich", False, " "), "reason-missing"), (Said(other.number, "poorest", False, "x"), "class-missing"),
    ):
        with pytest.raises(Refusal, match=code):
            classify_households(said=[said], year=2018, actor=who["clerk"], on=ON)


def test_who_is_a_cadre_no_more_is_said_for_that_year_and_the_years_before_keep_theirs(who):
    poor, exited = a_household(), a_household(status="exited")
    say = lambda year, *said: classify_households(said=said, year=year, actor=who["clerk"], on=date(year, 12, 31))  # noqa: E731
    counted = lambda year: dict(classes_of_village(who["clerk"], VILLAGE, on=date(year, 12, 31)).counts)  # noqa: E731
    assert say(2018, Said(poor.number, "", False, "不是干部")) == 0, "nothing was said that could be taken back"
    assert say(2018, Said(poor.number, "", True, "村会计"), Said(exited.number, "", True, "村主任")) == 2 and counted(2018) == {"cadre": 2}
    assert say(2020, Said(poor.number, "", False, "2020 年换届卸任")) == 1
    assert counted(2018) == counted(2019) == {"cadre": 2} and counted(2020) == counted(2021) == {"registered_poor": 1, "cadre": 1}
    row = next(row for row in classes_of_village(who["clerk"], VILLAGE, on=date(2021, 12, 31)).rows if row.household == poor)
    assert (row.why, row.year, row.cadre) == ("2020 年换届卸任", 2020, False), "who asks is told why"
    assert say(2020, Said(poor.number, "", False, "2020 年换届卸任")) == say(2021, Said(poor.number, "", False, "仍不是干部")) == 0
    assert say(2020, Said(poor.number, "", True, "留任")) == 1 and counted(2020) == {"cadre": 2}
    assert not {f.subject for f in verify_trail(Asked(replay=True)).findings if f.subject.startswith("class:")}
    with pytest.raises(IntegrityError, match="class_says_why"), transaction.atomic():
        HouseholdClass.objects.create(household=exited, year=2022, economic="", cadre=False, why="", source="page:x")


def test_how_many_persons_a_list_said_is_not_lost_when_somebody_classes_the_household_on_a_page(who):
    other = an_ordinary(persons=1)
    for said, year in ((Said(other.number, "middling", False, "农户名单", 5), 2018), (Said(other.number, "rich", False, "开了农家乐"), 2018), (Said(other.number, "rich", True, "当选"), 2019)):
        classify_households(said=[said], year=year, actor=who["clerk"], on=date(year, 12, 31))
        assert [row.persons for row in classes_of_village(who["clerk"], VILLAGE, on=date(year, 12, 31)).rows] == [5]


def test_a_marginal_household_has_a_helper_and_is_in_no_poverty_headcount(who):
    """B09."""
    a_village_form()
    a_household(persons=3)
    marginal = an_ordinary(persons=5)
    a_helper(of=marginal)
    classify_households(said=[Said(marginal.number, "marginal", False, "务工不稳")], year=2018, actor=who["clerk"], on=ON)
    assert a_clue(marginal, who["clerk"]).household.pairings.count() == 1
    judge_counties(year=2018, counties=[COUNTY], actor=operator(), on=ON)
    counted = dict(Figure.objects.filter(area_code=VILLAGE, year=2018, name__in=("households", "persons")).values_list("name", "numerator"))
    assert counted == {"households": 1, "persons": 3}


@pytest.fixture
def who():
    return officials()
