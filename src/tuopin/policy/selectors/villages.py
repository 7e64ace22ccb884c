"""The villages of a place with their key figures, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Figure
from tuopin.policy.selectors.areas import areas_asked, in_areas
from tuopin.policy.selectors.figures import FigureValue
from tuopin.policy.selectors.paging import Order, page_of
from tuopin.policy.states.figures import FIGURES

VILLAGE, LARGEST_PAGE = 5, 200
LISTED = (
    "households", "persons", "poor_households", "may_exit", "not_yet", "unknown_verdict", "helper_coverage", "doubts_open",
)
VILLAGE_SORTS = {"code": "households"} | {name: name for name in LISTED if not FIGURES[name].denominator}


@dataclass(frozen=True)
class VillageRow:
    """One village with the figures that the list shows, by name; one that was not counted is not among them."""

    code: str
    figures: dict[str, FigureValue]


@dataclass(frozen=True)
class VillagePage:
    rows: list[VillageRow]
    before: str
    after: str
    total: int


def villages_for(
    actor: Actor, *, area: str, year: int, sort: str = "code", after: str = "", size: int = 50,
) -> VillagePage:
    """One page of the villages that have figures of the year; `sort` a name of VILLAGE_SORTS, with "-" before it for descending.

    Raises NotFound outside the asker's areas, a Refusal on a sort or token that is none.
    """
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if name not in VILLAGE_SORTS:
        raise Refusal("bad-sort", phrase("不能按“{name}”排序。"), phrase("请点击表头选择排序。"), name=sort[:20])
    villages = Figure.objects.filter(in_areas(areas_asked(actor, area), "area_code"), level=VILLAGE, year=year)
    order = Order(("area_code",), (str,), descending) if name == "code" else Order(
        ("numerator", "area_code"), (Decimal, str), descending)
    rows = villages.filter(name=VILLAGE_SORTS[name])
    found, before, following = page_of(rows, order, after, max(1, min(size, LARGEST_PAGE)))
    codes = [row["area_code"] for row in found]
    values: dict[str, dict[str, FigureValue]] = {code: {} for code in codes}
    for code, figure, top, bottom in Figure.objects.filter(
        area_code__in=codes, year=year, name__in=LISTED
    ).values_list("area_code", "name", "numerator", "denominator"):
        values[code][figure] = FigureValue(FIGURES[figure], code, top, bottom)
    return VillagePage([VillageRow(code, values[code]) for code in codes], before, following, rows.count())
