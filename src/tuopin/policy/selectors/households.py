"""The household list: searched, filtered, sorted, page by page, and only what is the asker's to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.db import connection

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Standing
from tuopin.policy.selectors.areas import areas_asked
from tuopin.policy.selectors.figures import households_counted
from tuopin.policy.selectors.filtering import Condition, condition_of
from tuopin.policy.selectors.paging import Cut, Order, cut_page
from tuopin.policy.states.conditions import named
from tuopin.policy.states.figures import FIGURES, figure_that_counts
from tuopin.scope.selectors import rows_of

COUNTED_UP_TO = 10_000
LARGEST_PAGE = 200
PIECE = 2000  # rows fetched at a time for an export
SORTS = {
    "place": Order(("village_code", "number"), (str, str)),
    "number": Order(("number",), (str,)),
    "head": Order(("head_name", "number"), (str, str)),
    "persons": Order(("persons", "number"), (int, str)),
    "income": Order(("per_head_yuan", "number"), (Decimal, str), unknown="per_head_yuan"),
    "doubts": Order(("doubts", "number"), (int, str)),
}


class HouseholdRow(NamedTuple):
    """One line of the household list: a household as it stands in the year. Fields in the order of COLUMNS."""

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
    house_grade: str
    water_safe: bool | None
    doubts: int
    failed: tuple[str, ...]  # conditions, in their order
    unknown: tuple[str, ...]


COLUMNS = ", ".join(HouseholdRow._fields)


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
    codes, order = areas_asked(actor, area), order_of(sort)
    asked = condition_of(filters or {}, year, codes)

    def fetched(cut: Cut) -> list[HouseholdRow]:
        side, direction = cut.sides(order)
        statement = f"SELECT {COLUMNS} FROM policy_standing WHERE {asked.text} AND {side} ORDER BY {direction} LIMIT %s"
        return [_row(row) for row in rows_of(statement, [*asked.values, *(cut.keys or ()), cut.limit], planned=False)]

    found, before, following = cut_page(fetched, getattr, order, after, max(1, min(size, LARGEST_PAGE)))
    whole = not (after or following)  # all there is stands on this one page
    total, capped = (len(found), False) if whole else _total(codes, year, filters or {}, asked)
    return HouseholdPage(found, before, following, total, capped)


def household_rows(
    actor: Actor, *, area: str, year: int, filters: dict | None = None, sort: str = "place",
) -> Iterator[HouseholdRow]:
    """All households of a filtered list for an export, fetched bit by bit; needs the act "export" there."""
    order, asked = order_of(sort), condition_of(filters or {}, year, areas_asked(actor, area, act="export"))
    _everything, direction = Cut(None, not order.descending, 0).sides(order)
    return _in_pieces(f"SELECT {COLUMNS} FROM policy_standing WHERE {asked.text} ORDER BY {direction}", asked.values)


def _in_pieces(statement: str, values: list) -> Iterator[HouseholdRow]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(PIECE):
            yield from map(_row, rows)


def standing_of(actor: Actor, number: str, year: int) -> HouseholdRow | None:
    """How one household stands in the year; None when it was not judged or is not the asker's to see."""
    found = Standing.objects.filter(actor.scope(), year=year, number=number).values_list(*HouseholdRow._fields).first()
    return _row(found) if found else None


def order_of(sort: str) -> Order:
    """The order behind a sort's name; raises a Refusal `bad-sort` on a name that is none."""
    order = SORTS.get(sort.removeprefix("-"))
    if order is None:
        raise Refusal("bad-sort", phrase("不能按“{name}”排序。"), phrase("请点击表头选择排序。"), name=sort[:20])
    return replace(order, descending=sort.startswith("-"))


def _total(codes: list[str], year: int, filters: dict, asked: Condition) -> tuple[int, bool]:
    """How many rows: from the key figure that counts just these, else by counting up to COUNTED_UP_TO."""
    figure = figure_that_counts(filters) if filters else FIGURES["households"]
    counted = households_counted(codes, year, figure) if figure else None
    if counted is not None:
        return counted, False
    statement = f"SELECT count(*) FROM (SELECT FROM policy_standing WHERE {asked.text} LIMIT %s) AS counted"
    ((number,),) = rows_of(statement, [*asked.values, COUNTED_UP_TO + 1], planned=False)
    return min(number, COUNTED_UP_TO), number > COUNTED_UP_TO


def _row(row: tuple) -> HouseholdRow:
    *values, failed, unknown = row
    return HouseholdRow(*values, _conditions(failed), _conditions(unknown))


@cache
def _conditions(bits: int) -> tuple[str, ...]:
    return tuple(named(bits))
