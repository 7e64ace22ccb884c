"""The sample county as a whole: its villages with their households, and the helpers who answer for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from tuopin.cli.sample.cast import cast
from tuopin.cli.sample.families import family
from tuopin.cli.sample.helping import Helper, Pairing, helpers_of
from tuopin.cli.sample.homes import Household, household
from tuopin.cli.sample.people import Registrar

COUNTY, TOWN, LIAN = cast().county, cast().township, cast().village  # the village shown first has counts of its own
LIAN_REGISTERED, LIAN_RESIDENT = cast().registered, cast().resident  # households and persons
POOR_VILLAGES = cast().poor_villages
DEFAULT_HOUSEHOLDS = cast().households
LEAST_HOUSEHOLDS = cast().least
WEAKNESSES = ("弱", "穷", "难", "乱")


@dataclass(slots=True)
class Village:
    """One village as the village form shows it; counts are of all residents, registered or not."""

    code: str
    name: str
    poor: bool
    groups: int
    households: int = 0
    persons: int = 0
    weakness: str = ""
    unit: str = ""


@dataclass
class County:
    year: int
    villages: list[Village]
    households: list[Household] = field(default_factory=list)
    helpers: list[Helper] = field(default_factory=list)
    pairings: list[Pairing] = field(default_factory=list)


def sample_county(
    places: Iterable[tuple[str, str]], *, households: int, seed: int, year: int, report: Callable[[int, int], None] | None = None
) -> County:
    """Invent `households` registered households of the year in the villages `places` (code, name); same seed, same county."""
    chance = Random(f"tuopin {seed} {year}")
    registrar = Registrar(chance, COUNTY[:6], year)
    villages = _villages(sorted(places), chance)
    county = County(year, villages)
    for village, count in zip(villages, _shares(villages, households, chance), strict=True):
        _settle_village(county, village, count, registrar)
        if report:
            report(len(county.households), households)
    return county


def _villages(places: list[tuple[str, str]], chance: Random) -> list[Village]:
    others = [code for code, _ in places if code != LIAN]
    poor = {LIAN, *chance.sample(others, min(POOR_VILLAGES - 1, len(others)))}
    return [Village(code, name, code in poor, chance.randint(4, 15)) for code, name in places]


def _shares(villages: list[Village], households: int, chance: Random) -> list[int]:
    """How many registered households each village has; the one shown first always its own number, the others by size and poverty."""
    fixed = LIAN_REGISTERED[0] if any(v.code == LIAN for v in villages) else 0
    weights = [0.0 if v.code == LIAN else chance.lognormvariate(0, 0.45) * (1.5 if v.poor else 1) for v in villages]
    exact = [w / sum(weights) * (households - fixed) for w in weights]
    counts = [int(share) for share in exact]
    short = households - fixed - sum(counts)
    for n in sorted(range(len(exact)), key=lambda n: counts[n] - exact[n])[:short]:
        counts[n] += 1
    return [fixed if v.code == LIAN else count for v, count in zip(villages, counts, strict=True)]


def _settle_village(county: County, village: Village, count: int, registrar: Registrar) -> None:
    chance = registrar.chance
    families = [family(registrar) for _ in range(count)]
    if village.code == LIAN:
        _reach(families, LIAN_REGISTERED[1], registrar)
    first = len(county.households)
    homes = [
        household(registrar, f"90{COUNTY[:6]}{first + n:06d}", village.code, village.groups, members)
        for n, members in enumerate(families, 1)
    ]
    persons = sum(len(members) for members in families)
    factor = chance.uniform(1.35, 2.4) if village.poor else chance.uniform(2.6, 6.5)
    village.households, village.persons = max(int(count * factor), 40), max(int(persons * factor * 1.01), 160)
    if village.code == LIAN:
        village.households, village.persons = LIAN_RESIDENT
    village.weakness = chance.choice(WEAKNESSES) if village.poor else ""
    helpers, pairings = helpers_of(village.code, village.poor, homes, registrar, len(county.helpers))
    village.unit = helpers[0].unit if helpers else ""
    county.households += homes
    county.helpers += helpers
    county.pairings += pairings


def _reach(families: list, persons: int, registrar: Registrar) -> None:
    """Swap families until there are exactly so many persons in as many households."""
    total = sum(map(len, families))
    while total != persons:
        n = registrar.chance.randrange(len(families))
        other = family(registrar)
        if abs(total - len(families[n]) + len(other) - persons) < abs(total - persons):
            total += len(other) - len(families[n])
            families[n] = other
