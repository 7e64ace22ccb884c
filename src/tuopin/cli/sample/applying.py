"""What is underway in the sample village: families that ask to be registered and are voted on, changes of members, visits to those who left, designations."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tuopin.cli.sample.accounts import CLERK
from tuopin.cli.sample.cast import told
from tuopin.cli.sample.county import COUNTY, LIAN
from tuopin.cli.sample.papers import a_picture
from tuopin.cli.sample.people import GIVEN_FIRST, MEN, WOMEN
from tuopin.cli.sample.people import SURNAMES as PEOPLE
from tuopin.kernel.pack import pack
from tuopin.people.selectors import Actor, account_named, actor_for

FAMILIES, CHECKED, SHARE = 5, 2, 0.6
STEPS_OF_BIRTHS = (0, 2, 3)  # one waits in the village, one in the county, one is effective
GIVEN, SURNAMES = "福生秀英桂花明亮春梅建国", "盘赵唐李邓"
DOCUMENT = told("国开办发〔2012〕2号")


def begin_work(*, seed: int, year: int, actor: Actor, on: date) -> None:
    """Through the same services as the pages: families apply, some are checked, a meeting votes, one is on notice; births at every step; visits are on record."""
    from tuopin.cli.sample.underway import meet, walk
    from tuopin.identification.services import ArrivalTold, ChangeTold, apply_many, designate, propose_change

    chance, clerk = Random(f"tuopin applying {seed} {year}"), actor_for(account_named(CLERK), on=on)
    for tag, since in (("national_county", date(2012, 1, 1)), ("key_county", date(2001, 1, 1))):
        designate(area_code=COUNTY, tag=tag, starts_on=since, document=DOCUMENT, actor=actor, on=on)
    cases = apply_many(told=[_family(chance, year) for _ in range(FAMILIES)], actor=clerk, on=on, note=told("因病因灾,收入不足"))
    for case in cases[:CHECKED]:
        _check(case, clerk, chance)
    meet([case.pk for case in cases[:CHECKED]], chance=chance, on=on)
    walk(cases[0].pk, 1, chance=chance, on=on)
    exited = _visit_those_who_left(chance, actor, on)
    for number, steps in zip(exited, STEPS_OF_BIRTHS, strict=False):
        arrival = ArrivalTold(told("盘新生"), "grandson", sex="male", born_on=date(year, 11, 2))
        case = propose_change(told=ChangeTold(number, "birth", date(year, 11, 2), arrival=arrival, note=told("孙子出生")), actor=clerk, on=on)
        walk(case.pk, steps, chance=chance, on=on)
    _compare(cases[0].subject.partition(":")[2], actor, on)


def _family(chance: Random, year: int):
    from tuopin.registry.services.record_household import HouseholdTold, MemberTold

    surname = chance.choice(list(PEOPLE) if GIVEN_FIRST else SURNAMES)
    members = tuple(
        MemberTold(_name(chance, surname, sex), relation, sex=sex, born_on=date(born, chance.randint(1, 12), chance.randint(1, 28)),
                   facts={"health": chance.choice(("healthy", "chronic", "serious")), "resident_medical": True})
        for relation, sex, born in (("head", "male", 1958), ("spouse", "female", 1961), ("grandson", "male", 2010))
    )
    facts = {"group_name": told("{n}组", n=chance.choice("一二三四五六") if pack().in_chinese else chance.randint(1, 6)), "main_cause": chance.choice(("ill", "disaster", "disabled")), "house_grade": chance.choice("CD"),
             "water_safe": True, "food_enough": True, "clothing_enough": True}
    return HouseholdTold(LIAN, year, members, facts, {"wage": 0, "business_income": chance.randint(20, 60) * 100, "business_expense": 800, "transfer_other": 900})


def _name(chance: Random, surname: str, sex: str) -> str:
    if GIVEN_FIRST:
        return f"{chance.choice(MEN if sex == 'male' else WOMEN)} {surname}"
    return f"{surname}{chance.choice(GIVEN)}{chance.choice(GIVEN)}"


def _check(case, clerk: Actor, chance: Random) -> None:
    from tuopin.procedure.services import Said, hand_in, take_step

    for name in ("application", "authorisation", "house-photo"):
        hand_in(case=case.pk, name=name, file=a_picture(chance, f"{case.pk} {name}"), actor=clerk)
    from tuopin.procedure.selectors import evidence_for, gathered
    from tuopin.procedure.services.clock import now

    found = gathered(clerk, case, at=now())
    take_step(case=case.pk, step="check", actor=clerk, said=Said(evidence=evidence_for(found, {one.requirement.name for one in found}), note=told("入户核查属实")))


def _visit_those_who_left(chance: Random, actor: Actor, on: date) -> list[str]:
    from tuopin.identification.selectors.quality import exits_shown
    from tuopin.identification.services import VisitTold, record_visits

    exits = exits_shown(actor, LIAN, on=on)
    visits = [
        VisitTold(f"household:{one.number}", level, visitor, one.exited_on - timedelta(days=days + chance.randrange(20)), told("看住房、饮水和收入"))
        for one in exits if chance.random() < SHARE for level, visitor, days in (("village", told("盘主任"), 5), ("township", told("唐某"), 40), ("county", told("李某"), 90))
    ]
    record_visits(told=visits, actor=actor, on=on)
    return [one.number for one in exits]


def _compare(number: str, actor: Actor, on: date) -> None:
    from tuopin.identification.services import record_comparisons
    from tuopin.identification.services.compare import Hit

    record_comparisons(hits=[Hit(number, "vehicle", told("县车辆管理所"), told("名下有摩托车以外的机动车一辆"))], compared_on=on, actor=actor, on=on)
