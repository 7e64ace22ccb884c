"""Poverty measures of one county of an edition: Foster-Greer-Thorbecke of income, Alkire-Foster of ten deprivations.

They need what the rules need and nothing beside it, add up over counties, and are done where the county is (see `county_work`).
The ten deprivations and their weights are this system's own, for comparing places and years; nobody is judged by them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.analysis.measures.streamed import PovertySums, poverty_columns
from tuopin.engine.columns import weighed
from tuopin.engine.sweeps import Kept, Made, Sweep
from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth
from tuopin.policy.rulebook.poverty_line import rule as poverty_line
from tuopin.policy.rulebook.two_assurances_three_guarantees import rule as assurances
from tuopin.snapshots.reading import wanted_of

MORE = ("domestic_power", "sanitary_toilet")
WEIGHTS = {  # eighteenths: three dimensions of six
    "nutrition": 3, "serious_illness": 3, "out_of_school": 3, "no_schooling": 3, "uninsured": 1, "clothing": 1, "housing": 1, "water": 1,
    "power": 1, "sanitation": 1,
}
CUTOFF = 6  # a third


@dataclass(frozen=True)
class DeprivationSums:
    """What adds up: persons, poor persons, their weighed deprivations, and persons deprived in each (all, and among the poor)."""

    persons: int
    poor: int
    deprivation: int
    uncensored: dict[str, int]
    censored: dict[str, int]

    @property
    def m0(self) -> float | None:
        return self.deprivation / sum(WEIGHTS.values()) / self.persons if self.persons else None


def columns_of_fgt() -> dict[str, list[str]]:
    """The columns of an edition that FGT is counted from: incomes and persons, no member is read."""
    return {"households": [*wanted_of(poverty_line.TABLES)["households"], "persons"]}


def _incomes(facts: Facts) -> Made:
    households = facts.households
    line = poverty_line.NUMBERS.on(facts.on).for_each("poverty_line", households.village_code, households.standard, poverty_line.FEN_A_YUAN)
    net, persons = poverty_line.net_income(households), households.persons
    needed = line * persons
    return poverty_columns(net.values, needed.values, persons.values, (net.is_known & needed.is_known & (persons > 0)).yes)


def _poverty(county: str, kept: Kept) -> PovertySums:
    return PovertySums(**kept)


fgt_of_county = Sweep(_incomes, _poverty)  # FGT of the county's registered persons against the line of their place, standard and day


def columns_of_mpi() -> dict[str, list[str]]:
    """The columns of an edition that the ten deprivations are read from."""
    return wanted_of(assurances.TABLES, "village_code", "persons", *MORE)


def _scored(facts: Facts) -> Made:
    """Every member shares the deprivations of the household."""
    deprived = deprivations(facts)
    persons, score = facts.households.persons, weighed([(answer, WEIGHTS[name]) for name, answer in deprived.items()])
    poor = score >= CUTOFF
    return (
        {"persons": persons, "poor": persons.if_yes(poor), "deprivation": (score * persons).if_yes(poor)}
        | {f"all {name}": persons.if_yes(answer) for name, answer in deprived.items()}
        | {f"poor {name}": persons.if_yes(answer & poor) for name, answer in deprived.items()}
    )


def _deprivation(county: str, kept: Kept) -> DeprivationSums:
    return DeprivationSums(
        kept["persons"], kept["poor"], kept["deprivation"], {name: kept[f"all {name}"] for name in WEIGHTS}, {name: kept[f"poor {name}"] for name in WEIGHTS}
    )


mpi_of_county = Sweep(_scored, _deprivation)  # Alkire-Foster of the county's registered persons


def deprivations(facts: Facts) -> dict[str, Truth]:
    """For each household whether it is deprived in each of the ten; what is not known counts as not deprived."""
    households, members = facts.households, facts.members
    found = assurances.judge(facts)
    schooled = members.any(members.education.isin("primary", "junior", "senior", "college", "bachelor"))
    return {
        "nutrition": ~found["food"].holds, "serious_illness": members.any(members.health.has_any("serious")),
        "out_of_school": ~found["compulsory_education"].holds, "no_schooling": ~schooled, "uninsured": ~found["basic_medical_care"].holds,
        "clothing": ~found["clothing"].holds, "housing": ~found["safe_housing"].holds, "water": ~found["safe_water"].holds,
        "power": ~households.domestic_power, "sanitation": ~households.sanitary_toilet,
    }

