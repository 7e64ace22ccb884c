"""Key figures as the home page and the map show them: name, value, unit, and the way to the rows behind each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from tuopin.policy.selectors.figures import FigureValue
from tuopin.policy.states.figures import FIGURES, GROUPS, KeyFigure
from tuopin.policy.states.filters import address_of


@dataclass(frozen=True)
class ShownFigure:
    """A key figure ready for a page, in the reader's language."""

    name: str
    title: str
    value: Decimal | None
    text: str
    unit: str
    link: str
    more: str = ""


def shown(found: FigureValue, year: int) -> ShownFigure:
    """The figure of one place as a page shows it, with the change since the year before."""
    figure, title, unit = found.figure, gettext(found.figure.zh), gettext(found.figure.unit)
    said = unit in title.casefold().split()  # "1,488 households" below "Registered households" says it twice
    return ShownFigure(
        figure.name, title, found.value, text_of(figure, found.value), "" if said else unit,
        rows_behind(figure, found.area, year), trend_of(found),
    )


def text_of(figure: KeyFigure, value: Decimal | None) -> str:
    """The value as it is read, without its unit; a dash where it is not known."""
    return "—" if value is None else f"{value:,.{figure.places}f}"


def head_unit(figure: KeyFigure) -> str:
    """The unit for the head of a column; empty where the title has it already."""
    unit, title = gettext(figure.unit), gettext(figure.zh).casefold()
    return "" if title.startswith(unit) or title.endswith(unit) else unit


def rows_behind(figure: KeyFigure, area: str, year: int) -> str:
    """The address of the households (or villages) that the figure counts; empty when no such page is mounted."""
    try:
        if figure.opens is not None:
            query = [("area", area), ("year", str(year)), *address_of(figure.opens)]
            return f"{reverse('households')}?{urlencode(query)}"
        return f"{reverse('villages')}?{urlencode([('area', area), ('year', str(year))])}"
    except NoReverseMatch:
        return ""


def figure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All key figures to choose from, by group, in the reader's language."""
    return [
        (gettext(title), [(f.name, gettext(f.zh)) for f in FIGURES.values() if f.group == group])
        for group, title in GROUPS.items()
    ]


def trend_of(found: FigureValue) -> str:
    """The change since the year before in words; empty when there is no year before."""
    change = found.trend
    if change is None:
        return ""
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return gettext("比上年 {change}").format(change=f"{sign}{abs(change):,.{found.figure.places}f}")
