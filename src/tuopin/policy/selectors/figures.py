"""The key figures of a place, and of the places right below it for maps and tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from tuopin.kernel.areas import depth_of
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Figure
from tuopin.policy.selectors.areas import areas_asked, in_areas, nothing_there
from tuopin.policy.selectors.todays_map import figures_on_todays_map
from tuopin.policy.states.figures import FIGURES, KeyFigure
from tuopin.scope.selectors import rows_of

VILLAGE = 5


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A key figure of one place in one year, with what it was made of."""

    figure: KeyFigure
    area: str
    numerator: Decimal | None
    denominator: Decimal | None
    before: Decimal | None = None  # the value of the year before, None when there is none
    rank: int | None = None  # among the places of one map, 1 = highest value

    @property
    def value(self) -> Decimal | None:
        return self.figure.value(self.numerator, self.denominator)

    @property
    def trend(self) -> Decimal | None:
        """The change since the year before, in the figure's own unit (percentage points for a rate)."""
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def opens(self) -> dict | None:
        """The filters of the household list that show the rows behind it."""
        return self.figure.opens


def figures_of(actor: Actor, area: str, year: int) -> dict[str, FigureValue]:
    """Every key figure of the place in the year, by name; empty when nothing was judged there yet.

    An asker whose areas lie inside `area` gets the sum of those areas and nothing of the others.
    """
    codes = areas_asked(actor, area)
    sums = _sums(Figure.objects.filter(area_code__in=codes, year__in=(year - 1, year)), one=area)
    return {
        name: FigureValue(figure, area, *sums[year, area, name], before=_value(figure, sums.get((year - 1, area, name))))
        for name, figure in FIGURES.items() if (year, area, name) in sums
    }


def figure_map(actor: Actor, name: str, area: str, year: int, *, on_map: str = "then") -> list[FigureValue]:
    """One key figure for the places right below `area`, in the order of their codes, with rank and trend.

    `on_map` "then" shows the places of the year itself; "today" carries villages that were recoded or merged since over to
    the places that exist now and adds up there. A place outside the asker's areas is not among them.
    """
    figure = FIGURES.get(name)
    if figure is None:
        raise NotFound("no-such-figure", phrase("没有名为“{name}”的指标。"), phrase("请从指标列表中选择。"), name=name)
    below = depth_of(area) + 1
    if below > VILLAGE:
        raise nothing_there()
    codes = areas_asked(actor, area)
    rows = Figure.objects.filter(year__in=(year - 1, year), name=name)
    if on_map == "today":
        sums = figures_on_todays_map(rows, codes, below)
    else:
        sums = _sums(rows.filter(in_areas(codes, "area_code"), level=below))
    values = [
        FigureValue(figure, code, *parts, before=_value(figure, sums.get((year - 1, code, name))))
        for (of_year, code, _), parts in sorted(sums.items()) if of_year == year
    ]
    return _ranked(values)


def years_judged(actor: Actor, area: str) -> list[int]:
    """The years for which there are figures of the place, newest first."""
    return [year for (year,) in rows_of(
        "SELECT DISTINCT year FROM policy_figure WHERE area_code = ANY(%s) AND name = 'households' ORDER BY year DESC",
        [areas_asked(actor, area)],
    )]


def households_counted(codes: list[str], year: int, figure: KeyFigure) -> int | None:
    """How many households the figure counts in the areas; None when they have not been judged."""
    ((counted,),) = rows_of(
        "SELECT sum(numerator) FROM policy_figure WHERE year = %s AND name = %s AND area_code = ANY(%s)", [year, figure.name, codes]
    )
    return None if counted is None else int(counted)


def _sums(rows, one: str | None = None) -> dict[tuple[int, str, str], tuple[Decimal, Decimal | None]]:
    sums: dict = defaultdict(lambda: (Decimal(0), None))
    for year, code, name, numerator, denominator in rows.values_list("year", "area_code", "name", "numerator", "denominator"):
        key = (year, one or code, name)
        above, below = sums[key]
        sums[key] = (above + numerator, below if denominator is None else (below or 0) + denominator)
    return dict(sums)


def _value(figure: KeyFigure, parts) -> Decimal | None:
    return figure.value(*parts) if parts else None


def _ranked(values: list[FigureValue]) -> list[FigureValue]:
    known = sorted((v.value for v in values if v.value is not None), reverse=True)
    place = {value: number for number, value in reversed(list(enumerate(known, 1)))}
    return [
        FigureValue(v.figure, v.area, v.numerator, v.denominator, v.before, place.get(v.value)) for v in values
    ]
