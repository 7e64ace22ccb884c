"""All key figures of all places in one pass: counted over households and villages, village by village, then up to the nation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tuopin.engine.roll_up import Counted, Totals, total_by_place
from tuopin.engine.sweeps import Made
from tuopin.engine.tables import Table
from tuopin.kernel.areas import WIDTHS
from tuopin.kernel.money import to_yuan
from tuopin.policy.states.figures import FIGURES, KeyFigure

OF = "/of"  # after a figure's name: its denominator


def _columns(of_villages: bool) -> dict[str, Counted]:
    found: dict[str, Counted] = {}
    for figure in FIGURES.values():
        if figure.of_villages is of_villages:
            found[figure.name] = figure.counts
            if figure.out_of:
                found[figure.name + OF] = figure.out_of
    return found


OVER_HOUSEHOLDS, OVER_VILLAGES = _columns(False), _columns(True)
FOR_VILLAGES = ("households", "persons", "poor_persons")  # totals of households that figures of villages are counted from


def figures_by_village(standings: Table, villages: Table) -> Totals:
    """Every figure's numerator (and denominator, under its name with OF) for each of the villages.

    `standings` are sorted by village, `villages` by code; every village of a standing is among them.
    """
    return with_figures_of_villages(total_by_place(standings, "village_code", OVER_HOUSEHOLDS), villages)


def counted_over_households(standings: Table) -> Made:
    """Every figure of households as a column to be added up; one that stands behind several figures is one column."""
    made = {counts: counts(standings) for counts in OVER_HOUSEHOLDS.values()}
    return {name: made[counts] for name, counts in OVER_HOUSEHOLDS.items()}


def with_figures_of_villages(counted: Totals, villages: Table) -> Totals:
    """The figures of households, village by village, and beside them those of the villages themselves."""
    counted = counted.at(villages.area_code.values)
    return counted.widened_by(total_by_place(counted.beside(villages, FOR_VILLAGES), "area_code", OVER_VILLAGES))


def figures_by_level(by_village: Totals) -> dict[int, Totals]:
    """The same for every level: 0 the nation, 1 province … 5 village; each level added up from the one below it."""
    levels = {len(WIDTHS): by_village}
    for level in range(len(WIDTHS) - 1, -1, -1):
        levels[level] = levels[level + 1].up_to(WIDTHS[level - 1] if level else 0)
    return levels


def figure_rows(totals: Totals) -> Iterator[tuple[str, str, Decimal, int | None]]:
    """The figures as rows: place, name, numerator (money in yuan), denominator where the figure has one."""
    places = totals.codes()
    for figure in FIGURES.values():
        tops = totals.of(figure.name)
        bottoms = totals.of(figure.name + OF) if figure.out_of else [None] * len(places)
        for place, top, bottom in zip(places, tops, bottoms, strict=True):
            if bottom or not figure.needs_denominator:
                yield place, figure.name, to_yuan(top) if figure.in_fen else Decimal(top), bottom


def shown_values(totals: Totals, place: int) -> dict[str, Decimal | None]:
    """The figures of one place (its number among the totals) as they are shown."""
    return {figure.name: _value(figure, totals, place) for figure in FIGURES.values()}


def _value(figure: KeyFigure, totals: Totals, place: int) -> Decimal | None:
    top = totals.of(figure.name)[place]
    bottom = totals.of(figure.name + OF)[place] if figure.out_of else None
    return figure.value(to_yuan(top) if figure.in_fen else Decimal(top), None if bottom is None else Decimal(bottom))
