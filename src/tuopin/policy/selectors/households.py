"""The household list: searched, filtered, sorted, page by page, and only what is the asker's to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Standing
from tuopin.policy.selectors.areas import areas_asked, in_areas
from tuopin.policy.selectors.figures import households_counted
from tuopin.policy.selectors.filtering import condition_of
from tuopin.policy.selectors.paging import Order, page_of
from tuopin.policy.states.conditions import named
from tuopin.policy.states.figures import FIGURES, figure_that_counts

COUNTED_UP_TO = 10_000
LARGEST_PAGE = 200
SORTS = {
    "place": Order(("village_code", "number"), (str, str)),
    "number": Order(("number",), (str,)),
    "head": Order(("head_name", "number"), (str, str)),
    "persons": Order(("persons", "number"), (int, str)),
    "income": Order(("per_head_yuan", "number"), (Decimal, str), unknown="per_head_yuan"),
    "doubts": Order(("doubts", "number"), (int, str)),
}


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of the household list: a household as it stands in the year."""

    household_id: int
    number: str
    village_code: str
    group_name: str
    head_name: str
    persons: int
    status: str
    attribute: str
    main_cause: str
    helper_name: str
    net_income_yuan: Decimal | None
    per_head_yuan: Decimal | None  # for showing; a verdict compares totals
    may_exit: bool | None  # None = not known
    failed: tuple[str, ...]  # conditions, in their order
    unknown: tuple[str, ...]
    house_grade: str
    water_safe: bool | None
    doubts: int
    judged_at: datetime


@dataclass(frozen=True)
class HouseholdPage:
    """One page of the list. `total` is how many there are in all; `total_capped` = that many or more."""

    rows: list[HouseholdRow]
    before: str  # the token of the page before, "" on the first
    after: str  # the token of the page after, "" on the last
    total: int
    total_capped: bool


def households_for(
    actor: Actor, *, area: str, year: int, filters: dict | None = None, sort: str = "place", after: str = "", size: int = 50,
) -> HouseholdPage:
    """One page of the households of `area` in `year`.

    `filters` as `states.filters.filters_of` reads them (with `search`); `sort` a name of SORTS, with "-" before it for
    descending; `after` a token of a page before. Raises NotFound outside the asker's areas, a Refusal on a sort or token
    that is none.
    """
    filters = filters or {}
    codes = areas_asked(actor, area)
    rows = _rows(codes, year, filters)
    found, before, following = page_of(rows, order_of(sort), after, max(1, min(size, LARGEST_PAGE)))
    whole = not (after or following)  # all there is stands on this one page
    total, capped = (len(found), False) if whole else _total(codes, year, filters, rows)
    return HouseholdPage([_row(row) for row in found], before, following, total, capped)


def household_rows(
    actor: Actor, *, area: str, year: int, filters: dict | None = None, sort: str = "place",
) -> Iterator[HouseholdRow]:
    """All households of a filtered list for an export, fetched bit by bit; needs the act "export" there."""
    order = order_of(sort)
    rows = order.laid_out(_rows(areas_asked(actor, area, act="export"), year, filters or {}))
    rows = rows.order_by(*(f"-{name}" if order.descending else name for name in order.keys))
    return (_row(row) for row in rows.values().iterator(chunk_size=2000))


def standing_of(actor: Actor, number: str, year: int) -> HouseholdRow | None:
    """How one household stands in the year; None when it was not judged or is not the asker's to see."""
    found = Standing.objects.filter(actor.scope(), year=year, number=number).values().first()
    return _row(found) if found else None


def order_of(sort: str) -> Order:
    """The order behind a sort's name; raises a Refusal `bad-sort` on a name that is none."""
    order = SORTS.get(sort.removeprefix("-"))
    if order is None:
        raise Refusal("bad-sort", phrase("不能按“{name}”排序。"), phrase("请点击表头选择排序。"), name=sort[:20])
    return replace(order, descending=sort.startswith("-"))


def _rows(codes: list[str], year: int, filters: dict) -> QuerySet[Standing]:
    return Standing.objects.filter(in_areas(codes), condition_of(filters, year, codes), year=year)


def _total(codes: list[str], year: int, filters: dict, rows: QuerySet) -> tuple[int, bool]:
    """How many rows: from the key figure that counts just these, else by counting up to COUNTED_UP_TO."""
    figure = figure_that_counts(filters) if filters else FIGURES["households"]
    counted = households_counted(codes, year, figure) if figure else None
    if counted is not None:
        return counted, False
    number = rows.order_by()[: COUNTED_UP_TO + 1].count()
    return min(number, COUNTED_UP_TO), number > COUNTED_UP_TO


def _row(row: dict) -> HouseholdRow:
    values = {name: row[name] for name in HouseholdRow.__slots__ if name not in ("failed", "unknown")}
    return HouseholdRow(**values, failed=tuple(named(row["failed"])), unknown=tuple(named(row["unknown"])))
