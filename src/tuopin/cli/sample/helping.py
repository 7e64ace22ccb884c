"""The helpers of the sample county: cadres of invented posts, about three households each, three stationed in each poor village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.cli.sample.cast import cast
from tuopin.cli.sample.homes import Household, phone
from tuopin.cli.sample.people import Person, Registrar

HOUSEHOLDS_EACH = 3.05
TEAM = 3  # a resident team has at least three members; the first of them is first secretary and leads it
UNITS = cast().units


@dataclass(slots=True)
class Helper:
    number: str
    person: Person
    unit: str
    phone: str
    village: str = ""  # where stationed, else empty
    first_secretary: bool = False

    @property
    def unit_class(self) -> str:
        return UNITS[self.unit]


@dataclass(slots=True)
class Pairing:
    household: str
    helper: str
    starts_on: date
    ends_on: date | None = None


def helpers_of(
    village: str, poor: bool, homes: list[Household], registrar: Registrar, before: int
) -> tuple[list[Helper], list[Pairing]]:
    """The helpers of one village and the households they answer for; `before` = how many the county has already."""
    chance = registrar.chance
    count = max(round(len(homes) / HOUSEHOLDS_EACH), TEAM if poor else 0, 1 if homes else 0)
    units = chance.sample(list(UNITS), 2)
    helpers = []
    for n in range(count):
        surname = registrar.surname()
        sex = "男" if chance.random() < 0.61 else "女"
        person = registrar.person(surname, sex, chance.randint(24, 58), "", registrar.ethnic(surname))
        unit = units[0] if n < TEAM or chance.random() < 0.7 else units[1]
        helpers.append(Helper(f"S{registrar.area}{before + n + 1:05d}", person, unit, phone(chance)))
    if poor:
        for helper in helpers[:TEAM]:
            helper.village = village
        helpers[0].first_secretary = True
    return helpers, _pairings(homes, helpers, registrar)


def _pairings(homes: list[Household], helpers: list[Helper], registrar: Registrar) -> list[Pairing]:
    """Everyone has somebody; here and there somebody else came before, without a gap in between."""
    chance, year, found = registrar.chance, registrar.year, []
    for n, home in enumerate(homes):
        helper = helpers[n % len(helpers)]
        start = date(year - 1, chance.randint(1, 12), 1)
        if len(helpers) > 1 and chance.random() < 0.02:
            found.append(Pairing(home.number, helpers[(n + 1) % len(helpers)].number, date(year - 2, 3, 1), start))
        found.append(Pairing(home.number, helper.number, start))
    return found
