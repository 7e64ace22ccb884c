"""The year before, for a few townships of the sample county: people a year younger, poorer, in worse houses.

Brought in first, it gives the households of these townships a history: two forms, two incomes, an exit in between.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tuopin.cli.sample.county import LIAN, County
from tuopin.cli.sample.homes import Household
from tuopin.cli.sample.income import GROWTH, lines_of, net
from tuopin.cli.sample.lives import seek_work, study
from tuopin.cli.sample.people import Person, age_at_end

TOWNSHIPS = 3


def last_year(county: County, *, seed: int) -> County:
    """The same households one year earlier, in the township of the village shown first and the two that come first besides."""
    year = county.year - 1
    chance = Random(f"tuopin before {seed} {year}")
    townships = sorted({v.code[:9] for v in county.villages}, key=lambda code: (code != LIAN[:9], code))[:TOWNSHIPS]
    villages = [v for v in county.villages if v.code[:9] in townships]
    homes = [_before(h, year, chance) for h in county.households if h.village[:9] in townships]
    numbers = {home.number for home in homes}
    pairings = [p for p in county.pairings if p.household in numbers]
    helping = {p.helper for p in pairings}
    return County(year, villages, homes, [h for h in county.helpers if h.number in helping], pairings)


def _before(now: Household, year: int, chance: Random) -> Household:
    members = [_younger(p, year, chance, well=now.well) for p in now.members if age_at_end(p, year) >= 0 and p.born_on.year <= year]
    home = replace(now, members=members, income={})
    if now.status == "返贫":
        home.status = "已脱贫"
    elif now.status == "预脱贫" or chance.random() < 0.35:
        home.status = "未脱贫"
    if home.status == "未脱贫":
        if chance.random() < 0.06:
            home.house_grade = "C"
        if chance.random() < 0.05:
            home.water = "否"
    wanted = int((net(now.income) or 3000_00 * len(members)) / GROWTH * chance.uniform(0.62, 1.06))
    home.income = lines_of(members, wanted, home.green_mu, year, chance)
    return home


def _younger(person: Person, year: int, chance: Random, *, well: bool) -> Person:
    before = replace(person)
    age = age_at_end(before, year)
    if age < 16 or person.student:
        study(before, age, chance, well=well)
    if age < 16 or before.student:
        before.labour, before.pension = "无劳动力", "否"
    seek_work(before, chance)
    before.medical = "是"
    return before
