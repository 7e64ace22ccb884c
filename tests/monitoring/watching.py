"""Builders for monitoring: a household that has left the register, one that was never on it, and the way of a watch through its case."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from incomes import an_income
from procedure.cases import DAY, evidence
from register import VILLAGE, a_form, a_household, a_person
from tuopin.monitoring import services
from tuopin.monitoring.models import Watch
from tuopin.monitoring.services.admit_watch import Check
from tuopin.monitoring.services.report_clue import Clue
from tuopin.procedure.models import Case
from tuopin.procedure.services import Said, close_notice, publish_notice, take_step
from tuopin.procedure.services.clock import today
from tuopin.procedure.states import procedure_named
from tuopin.registry.models import Household, HouseholdForm, HouseholdIncome, MemberForm, Membership

STEPS = ("check", "appraise", "publish", "close", "review", "decide")
TAKERS = {"check": "clerk", "appraise": "head", "publish": "town_clerk", "close": "town_clerk", "review": "town_head", "decide": "county_head"}
VOTES = {"entitled": 60, "present": 45, "in_favour": 40}


def an_exited(**facts) -> Household:
    """A household of three that left the register in 2018."""
    return a_household(**{"year": 2018, "status": "exited"} | facts)


def an_ordinary(*, village: str = VILLAGE, year: int = 2018, persons: int = 3, income: dict | None = None, **form) -> Household:
    """A household that never was on the register, with its form, members and income."""
    from register import KNOWN_INCOME, _numbers

    household = Household.objects.create(number=f"Y{next(_numbers):010d}", village_code=village)
    a_form(household, year=year, **{"attribute": "", "main_cause": ""} | form)
    for n in range(persons):
        person = a_person(name=f"钱{'一二三四五六七八九十'[n % 10]}", born_on=date(1980 - n, 5, 1))
        Membership.objects.create(person=person, household=household, starts_on=date(2014, 1, 1))
        MemberForm.objects.create(person=person, household=household, year=year, relation="head" if n == 0 else "other", health="healthy",
                                  labour="ordinary", education="junior", resident_medical=True, critical_illness=True, source="import:1")
    an_income(household, KNOWN_INCOME if income is None else income, year=year)
    return household


def a_clue(household: Household, actor, *, days_ago: int = 0, risks: tuple[str, ...] = ("ill",), channel: str = "self_report") -> Watch:
    on = today()
    said = Clue(channel, "户主反映住院花费较大", on - timedelta(days=days_ago), "phone", risks)
    return services.report_clue(number=household.number, clue=said, actor=actor, on=on)


def a_check(kind: str, net: int, **more) -> Check:
    return Check(**{"kind": kind, "risks": ("ill",), "persons": 3, "net_yuan": Decimal(net)} | more)


def a_case_done(case: Case, who: dict, clock, *, until: int = len(STEPS)) -> Case:
    """The first `until` acts of a watch's case, by those who take them."""
    edition = procedure_named(case.procedure).editions[0]
    for name in STEPS[:until]:
        step, actor = edition.step("publish" if name == "close" else name), who[TAKERS[name]]
        if name == "close":
            clock(5 * DAY)
        said = Said(evidence=evidence(step.closing if name == "close" else step.evidence, case.subject), **(VOTES if step.present else {}))
        if name == "close":
            close_notice(case=case.pk, actor=actor, said=said)
        elif name == "publish":
            publish_notice(case=case.pk, actor=actor, said=said)
        else:
            take_step(case=case.pk, step=name, actor=actor, said=said)
    case.refresh_from_db()
    return case


def a_watched(household: Household, who: dict, clock, *, kind: str = "unstable", net: int = 20000, risks: tuple[str, ...] = ("ill",)) -> Watch:
    """A household under watch, by the whole way from a clue of today."""
    watch = a_clue(household, who["clerk"], risks=risks)
    services.check_clue(watch=watch.pk, check=a_check(kind, net, risks=risks), actor=who["clerk"], on=today())
    a_case_done(services.open_admission(watch=watch.pk, actor=who["clerk"]), who, clock)
    watch.refresh_from_db()
    return watch


def a_later_year(household: Household, year: int, **form) -> None:
    """The household's latest facts once more, collected anew in the year; of the form differing in `form`."""
    for kind in (HouseholdForm, MemberForm, HouseholdIncome):
        rows = kind.objects.filter(household=household, superseded_at=None)
        for row in rows.filter(year=rows.order_by("-year").first().year):
            row.pk, row.year = None, year
            for name, value in form.items() if kind is HouseholdForm else ():
                setattr(row, name, value)
            row.save(force_insert=True)
