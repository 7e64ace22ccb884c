"""Pages of a list that stay in step while rows are added: each starts after the last row of the one before, in both directions."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.db.models import Q, QuerySet

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.veils import MARK, unveil, veil
from tuopin.kernel.words import phrase

NAMED = {"head_name"}  # columns whose values go into no address in clear
LAST = 10**12  # sorts an unknown amount behind every known one
Row = TypeVar("Row")


@dataclass(frozen=True)
class Order:
    """An order in which every row has its place: columns, the last of which tell any two rows apart."""

    columns: tuple[str, ...]
    kinds: tuple[type, ...]  # of what the columns hold: str, int or Decimal
    descending: bool = False
    unknown: str = ""  # the column that may be NULL; its unknown rows come last in both directions

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns to sort by, in SQL: the one that may be NULL has a value behind all others there."""
        return tuple(f"coalesce({name}, {self.last})" if name == self.unknown else name for name in self.columns)

    @property
    def last(self) -> int:
        """What stands for an unknown value."""
        return -LAST if self.descending else LAST

    def place(self, row: Row, value: Callable[[Row, str], object]) -> list:
        """The values of the keys in a row, for a token."""
        return [self.last if (found := value(row, name)) is None else found for name in self.columns]


@dataclass(frozen=True)
class Cut:
    """Which rows make up a page: those beyond the keys (None = from the end), in this direction, so many."""

    keys: list | None
    up: bool
    limit: int

    def sides(self, order: Order) -> tuple[str, str]:
        """The condition that a row lies beyond the keys, and the order to fetch in, both in SQL; the keys are the condition's values."""
        names = ", ".join(order.keys)
        side = "true" if self.keys is None else f"({names}) {'>' if self.up else '<'} ({', '.join(['%s'] * len(order.keys))})"
        return side, ", ".join(f"{name} {'ASC' if self.up else 'DESC'}" for name in order.keys)


def page_of(rows: QuerySet, order: Order, token: str, size: int) -> tuple[list[dict], str, str]:
    """`size` rows after (or before) the place that `token` names; with the tokens of the pages before and after, or "".

    The rows are dictionaries of all columns; none of the order's may be NULL. Raises a Refusal `bad-page` on a token that names no place.
    """
    def fetched(cut: Cut) -> list[dict]:
        names = order.columns
        found = rows if cut.keys is None else rows.filter(_beyond(names, cut.keys, "gt" if cut.up else "lt"))
        return list(found.order_by(*(name if cut.up else f"-{name}" for name in names)).values()[: cut.limit])

    return cut_page(fetched, dict.__getitem__, order, token, size)


def cut_page(
    fetched: Callable[[Cut], list[Row]], value: Callable[[Row, str], object], order: Order, token: str, size: int,
) -> tuple[list[Row], str, str]:
    """As `page_of`, of rows of whatever kind that `fetched` brings; `value` tells what a row has in a column."""
    backwards, keys = _read(token, order)
    found = fetched(Cut(keys, order.descending == backwards, size + 1))
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return [], "", ""
    before = _write(True, order, order.place(found[0], value)) if (more if backwards else keys is not None) else ""
    after = _write(False, order, order.place(found[-1], value)) if (True if backwards else more) else ""
    return found, before, after


def _beyond(columns: tuple[str, ...], keys: list, side: str) -> Q:
    """The rows whose tuple of columns lies beyond the keys; the first column is bounded on its own so that an index serves."""
    condition = Q()
    for column, key in reversed(list(zip(columns, keys, strict=True))):
        condition = Q(**{f"{column}__{side}": key}) | (Q(**{column: key}) & condition) if condition else Q(**{f"{column}__{side}": key})
    return Q(**{f"{columns[0]}__{side}e": keys[0]}) & condition


def _write(backwards: bool, order: Order, place: list) -> str:
    keys = [str(value) if isinstance(value, Decimal) else value for value in place]
    if NAMED & set(order.columns):
        return veil(json.dumps([int(backwards), *keys], ensure_ascii=False))
    return urlsafe_b64encode(json.dumps([int(backwards), *keys], ensure_ascii=False).encode()).decode().rstrip("=")


def _read(token: str, order: Order) -> tuple[bool, list | None]:
    if not token:
        return False, None
    try:
        veiled = token.startswith(MARK)
        backwards, *texts = json.loads(unveil(token) if veiled else urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if type(backwards) is not int or backwards not in (0, 1):
            raise ValueError
        keys = [_key(kind, text) for kind, text in zip(order.kinds, texts, strict=True)]
    except (ValueError, TypeError, InvalidOperation) as fault:
        raise Refusal("bad-page", phrase("页码已失效。"), phrase("请回到第一页。")) from fault
    return bool(backwards), keys


def _key(kind: type, told: object) -> object:
    """A value of a token as its column holds it; raises ValueError for what the column could not hold: a token may come from anybody."""
    if kind is str:
        if not isinstance(told, str) or b"\0" in told.encode():  # half a character has no bytes: that too is a ValueError
            raise ValueError
        return told
    if type(told) not in (int, str):
        raise ValueError
    number = kind(told)
    if abs(number) >= 1 << 63:  # also what is no number, and what has no end
        raise ValueError
    return number
