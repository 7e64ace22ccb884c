"""The year after, for a few townships of the sample county: people age, earn more, study on, build, are born and die."""

from __future__ import annotations

from random import Random

from tuopin.cli.sample.county import LIAN, County
from tuopin.cli.sample.homes import Household
from tuopin.cli.sample.income import GROWTH, lines_of, net
from tuopin.cli.sample.lives import seek_work, study
from tuopin.cli.sample.people import Person, Registrar, age_at_end, surname_of

TOWNSHIPS = 3


def next_year(county: County, *, seed: int) -> County:
    """The same households one year on, in the township of 栗安村 and the two that come first besides; changes `county`'s people."""
    year = county.year + 1
    chance = Random(f"tuopin next {seed} {year}")
    townships = sorted({v.code[:9] for v in county.villages}, key=lambda code: (code != LIAN[:9], code))[:TOWNSHIPS]
    villages = [v for v in county.villages if v.code[:9] in townships]
    homes = [h for h in county.households if h.village[:9] in townships]
    registrar = Registrar(chance, LIAN[:6], year, {p.certificate[:17] for h in county.households for p in h.members})
    for home in homes:
        _live_on(home, registrar)
    numbers = {home.number for home in homes}
    pairings = [p for p in county.pairings if p.household in numbers]
    helping = {p.helper for p in pairings}
    helpers = [h for h in county.helpers if h.number in helping or h.village[:9] in townships]
    return County(year, villages, homes, helpers, pairings)


def _live_on(home: Household, registrar: Registrar) -> None:
    chance, year = registrar.chance, registrar.year
    before = net(home.income)
    _births_and_deaths(home, registrar)
    for person in home.members:
        _grow(person, year, chance, well=home.well)
    if home.house_grade in ("C", "D", "") and chance.random() < 0.7:
        home.house_grade = "B"
    if home.water != "是" and chance.random() < 0.7:
        home.water = "是"
    wanted = int((before or 3000_00 * len(home.members)) * GROWTH * chance.uniform(0.92, 1.45))
    home.income = lines_of(home.members, wanted, home.green_mu, year, chance)
    home.food = home.clothing = "是"
    above = net(home.income) >= 3600_00 * len(home.members)
    if above and home.house_grade in ("A", "B") and home.water == "是" and not any(p.dropout for p in home.members):
        home.status = "已脱贫"


def _grow(person: Person, year: int, chance: Random, *, well: bool) -> None:
    age = age_at_end(person, year)
    was_student = bool(person.student)
    if was_student or age < 16:
        study(person, age, chance, well=well)
        if was_student and not person.student and age >= 16:
            person.labour, person.pension = "普通劳动力", "是"
    seek_work(person, chance)
    person.medical = "是"


def _births_and_deaths(home: Household, registrar: Registrar) -> None:
    chance, year = registrar.chance, registrar.year
    for person in home.members[1:]:
        age = age_at_end(person, year)
        if age > 70 and chance.random() < 0.05:
            home.members.remove(person)
            break
    mother = next((p for p in home.members if p.sex == "女" and 21 <= age_at_end(p, year) <= 34), None)
    if mother and mother.relation in ("配偶", "之儿媳") and chance.random() < 0.08:
        sex = chance.choice("男女")
        relation = {"配偶": ("之子", "之女"), "之儿媳": ("之孙子", "之孙女")}[mother.relation][sex == "女"]
        surname = surname_of(home.members[0])
        child = registrar.person(surname, sex, 0, relation, home.members[0].ethnic)
        child.labour, child.student, child.medical, child.allowance = "无劳动力", "学龄前儿童", "是", mother.allowance
        child.number = f"{home.number}{max(int(p.number[-2:]) for p in home.members) + 1:02d}"
        home.members.append(child)
