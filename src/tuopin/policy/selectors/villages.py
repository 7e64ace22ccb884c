"""The villages of a place with their key figures, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.divisions.selectors import names_of
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
    return VillagePage(_figures_of(codes, year), before, following, rows.count())


class ListedVillages(Sequence):
    """The villages of an area that have figures of the year, by code; the figures that the list shows are read for a page of them at a time.

    They know themselves how they are searched and sorted (`tuopin.lists`).
    """

    def __init__(self, codes: list[str], year: int, on: date) -> None:
        self.codes, self.year, self.on = codes, year, on

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[VillageRow]:
        return iter(self[:])

    def __getitem__(self, chosen):
        return _figures_of(self.codes[chosen], self.year) if isinstance(chosen, slice) else _figures_of([self.codes[chosen]], self.year)[0]

    def holding(self, words: str) -> ListedVillages:
        """Those whose name holds the words, or whose code begins with them."""
        names = names_of(self.codes, on=self.on)
        return ListedVillages([code for code in self.codes if words in names.get(code, "") or code.startswith(words)], self.year, self.on)

    def in_order(self, column: str, down: bool) -> ListedVillages | None:
        """By name, code or one of the figures (a share by its value), those without it at the end."""
        if column == "code":
            return ListedVillages(sorted(self.codes, reverse=down), self.year, self.on)
        if column == "name":
            by = dict(names_of(self.codes, on=self.on))
        elif column in LISTED:
            rows = Figure.objects.filter(area_code__in=self.codes, year=self.year, name=column).values_list("area_code", "numerator", "denominator")
            by = {code: value for code, top, bottom in rows if (value := FigureValue(FIGURES[column], code, top, bottom).value) is not None}
        else:
            return None
        there = sorted((code for code in self.codes if code in by), key=lambda code: (by[code], code), reverse=down)
        return ListedVillages([*there, *(code for code in self.codes if code not in by)], self.year, self.on)


def listed_villages(actor: Actor, *, area: str, year: int, on: date) -> ListedVillages:
    """All villages of the area that have figures of the year, by code. Raises NotFound outside the asker's areas."""
    rows = Figure.objects.filter(in_areas(areas_asked(actor, area), "area_code"), level=VILLAGE, year=year, name=VILLAGE_SORTS["code"])
    return ListedVillages(list(rows.order_by("area_code").values_list("area_code", flat=True)), year, on)


def _figures_of(codes: list[str], year: int) -> list[VillageRow]:
    values: dict[str, dict[str, FigureValue]] = {code: {} for code in codes}
    for code, figure, top, bottom in Figure.objects.filter(area_code__in=codes, year=year, name__in=LISTED).values_list(
            "area_code", "name", "numerator", "denominator"):
        values[code][figure] = FigureValue(FIGURES[figure], code, top, bottom)
    return [VillageRow(code, values[code]) for code in codes]
