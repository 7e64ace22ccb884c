"""What is missing and what does not add up, without a database: heads, pledges, the four responsibilities, departments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tuopin.kernel.words import phrase

DUTIES = {
    "principal": phrase("主体责任"), "lead": phrase("包联责任"), "help": phrase("帮扶责任"), "inspect": phrase("督查巡查责任"),
    "link": phrase("领导联系县"), "contact": phrase("联系点"), "sector": phrase("行业部门责任"),
}
FOUR = ("principal", "lead", "help", "inspect")  # the four kinds of responsibility that each poor village has
MEASURES = {
    "households": phrase("脱贫户数"), "persons": phrase("脱贫人数"), "villages": phrase("退出村数"), "counties": phrase("摘帽县数"), "consolidated": phrase("巩固提升人数"),
    "county-exit": phrase("本县摘帽"),
}
UNITS = (phrase("人"), phrase("户"), phrase("村"))  # kept as they stand here, in whichever language they are written: targets of one measure are added up


@dataclass(frozen=True)
class Short:
    """A target above that the targets below do not cover: the place above, the year's measure, how much is left."""

    area: str
    measure: str
    above: Decimal
    below: Decimal


def gaps_and_doubles(places: Iterable[str], held: Iterable[str]) -> tuple[list[str], list[str]]:
    """The places where nobody holds the office, and those where more than one does; `held` names a place once a holder."""
    count: dict[str, int] = {}
    for place in held:
        count[place] = count.get(place, 0) + 1
    places = list(places)
    return [place for place in places if not count.get(place)], [place for place in places if count.get(place, 0) > 1]


def missing_cells(rows: Iterable[str], columns: Iterable[str], filled: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cells of a table that nobody fills, in order."""
    have, columns = set(filled), list(columns)
    return [(row, column) for row in rows for column in columns if (row, column) not in have]


def shorts(targets: Mapping[tuple[str, str], Decimal], parents: Mapping[str, str]) -> list[Short]:
    """Where the targets of the places below add up to less than the target above, for each measure that a place below has at all.

    `targets` are by place and measure, `parents` name the place above each place. A measure that no place below has was
    not handed down, and is no shortfall.
    """
    below: dict[tuple[str, str], Decimal] = {}
    for (area, measure), value in targets.items():
        if area in parents:
            key = (parents[area], measure)
            below[key] = below.get(key, Decimal(0)) + value
    return [Short(area, measure, value, below[area, measure]) for (area, measure), value in targets.items() if below.get((area, measure), value) < value]
