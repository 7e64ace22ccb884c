"""B01 建档立卡, B02 村基本情况, B04 贫困发生率: 栗安村 registers 122 households with 488 persons of 170 with 689, in one appraisal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from identification.families import a_member
from identification.places import a_good_village
from monitoring.watching import an_ordinary
from procedure.cases import DAY, a_file, an_official
from procedure.walking import officials_of
from register import COUNTY, VILLAGE, a_household, a_status
from tuopin.identification.models import Ballot
from tuopin.identification.selectors.places import designated_by_form, designations_of, incidence_of
from tuopin.identification.services import MeetingTold, Votes, apply_many, designate, hold_meeting
from tuopin.people.selectors import operator
from tuopin.policy.selectors.figures import figures_of
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import Said, close_notices, publish_notices, take_steps
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Membership, StatusEvent
from tuopin.registry.services.record_household import HouseholdTold

pytestmark = pytest.mark.django_db
HOUSEHOLDS, PERSONS, RESIDENT = 122, 488, (170, 689)


def families() -> list[HouseholdTold]:
    facts = {"group_name": "一组", "house_grade": "D", "water_safe": True, "food_enough": True, "clothing_enough": True, "main_cause": "ill"}
    return [HouseholdTold(VILLAGE, 2018, (a_member(), *(a_member("other", born_on=date(1980, 1, 1)) for _ in range(3))), facts) for _ in range(HOUSEHOLDS)]


def shared(cases, step, *, closing=False) -> dict[int, Said]:
    """One set of papers of the village for all, one of its own for each household."""
    wanted = step.closing if closing else step.evidence
    of_all = tuple((r.name, a_file(sorted(r.kinds)[0], f"village:{VILLAGE}").uid) for r in wanted if r.shared)
    return {
        case.pk: Said(evidence=(*of_all, *((r.name, a_file(sorted(r.kinds)[0], case.subject).uid) for r in wanted if not r.shared))) for case in cases
    }


def test_栗安村_registers_122_households_of_488_persons_by_one_meeting(clock):
    clerk = an_official("lian", (VILLAGE, "clerk", ""))
    cases = apply_many(told=families(), actor=clerk, on=today())
    edition, who = edition_of(cases[0]), officials_of(VILLAGE, cases[0])
    heard: list[tuple[int, int]] = []
    for step in edition.steps:
        cases = list(Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk"))
        if step.present:
            files = tuple((r.name, a_file(sorted(r.kinds)[0], f"village:{VILLAGE}").uid) for r in step.evidence)
            told = MeetingTold(VILLAGE, today(), 60, 45, evidence=files, key=uuid4())
            hold_meeting(told=told, votes=[Votes(case.pk, 40, 3, 2) for case in cases], actor=who[step.name], on=today(),
                         report=lambda done, of: heard.append((done, of)))
        elif step.notice:
            publish_notices(shared(cases, step), actor=who[step.name])
            clock(step.notice.days * DAY)
            close_notices(shared(cases, step, closing=True), actor=who[step.name])
        else:
            take_steps(shared(cases, step), step=step.name, actor=who[step.name])
    registered = StatusEvent.objects.filter(kind="identified")
    persons = Membership.objects.filter(household__in=registered.values("household"), ends_on=None).count()
    assert (registered.count(), persons, Decimal(persons) / registered.count()) == (HOUSEHOLDS, PERSONS, Decimal("4.00"))
    assert Ballot.objects.count() == HOUSEHOLDS and heard == [(100, 122), (122, 122)]
    a_good_village(households=RESIDENT[0], persons=RESIDENT[1], agricultural_persons=RESIDENT[1], designated_year=2014)
    assert incidence_of(VILLAGE) == "70.83%"  # 488 of 689
    year = today().year
    an_ordinary(year=year), a_status(a_household(year=year), "removed", today())  # a neighbour who was never poor, and one struck off: they live there too
    judge_counties(year=year, counties=[COUNTY], actor=operator(), on=today())
    for place in (VILLAGE, COUNTY):
        figures = figures_of(operator(), place, year)
        told = {name: (int(one.numerator), int(one.denominator), round(one.value, 2)) for name, one in figures.items() if one.denominator}
        assert told["registration_rate"] == told["poverty_incidence"] == (PERSONS, RESIDENT[1], Decimal("70.83"))
        assert told["household_registration_rate"] == (HOUSEHOLDS, RESIDENT[0], Decimal("71.76")) and told["persons_per_household"] == (PERSONS, HOUSEHOLDS, 4)


def test_栗安村_was_designated_in_2014_and_left_in_2018():
    a_good_village(designated_year=2014)
    assert designated_by_form(VILLAGE) == 2014
    designate(area_code=VILLAGE, tag="poor_village", starts_on=date(2014, 1, 1), ends_on=date(2018, 12, 31), document="湘扶发〔2019〕1号", actor=operator(), on=today())
    row = designations_of(operator(), VILLAGE).get()
    assert (row.starts_on.year, row.ends_on.year) == (2014, 2018)
