"""Pages of a list that stay in step while rows are added: each starts after the last row of the one before, in both directions."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.veils import MARK, unveil, veil
from tuopin.kernel.words import phrase

NAMED = {"head_name"}  # columns whose values go into no address in clear
LAST = Decimal(10) ** 12  # sorts an unknown amount behind every known one


@dataclass(frozen=True)
class Order:
    """An order in which every row has its place: columns, the last of which tell any two rows apart."""

    columns: tuple[str, ...]
    kinds: tuple[type, ...]  # of what the columns hold: str, int or Decimal
    descending: bool = False
    unknown: str = ""  # the column that may be NULL; its unknown rows come last in both directions

    @property
    def keys(self) -> list[str]:
        """The columns to sort by, once `laid_out` has given the one that may be NULL a value behind all others."""
        return ["known_or_last" if name == self.unknown else name for name in self.columns]

    def laid_out(self, rows: QuerySet) -> QuerySet:
        """The rows with what `keys` needs."""
        if not self.unknown:
            return rows
        return rows.annotate(known_or_last=Coalesce(F(self.unknown), Value(-LAST if self.descending else LAST)))


def page_of(rows: QuerySet, order: Order, token: str, size: int) -> tuple[list[dict], str, str]:
    """`size` rows after (or before) the place that `token` names; with the tokens of the pages before and after, or "".

    The rows are dictionaries of all columns. Raises a Refusal `bad-page` on a token that names no place.
    """
    backwards, keys = _read(token, order)
    rows, columns = order.laid_out(rows), order.keys
    up = order.descending == backwards  # ascending in the order in which the rows are fetched
    if keys is not None:
        rows = rows.filter(_beyond(columns, keys, "gt" if up else "lt"))
    found = list(rows.order_by(*(name if up else f"-{name}" for name in columns)).values()[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return [], "", ""
    before = _write(True, found[0], columns) if (more if backwards else keys is not None) else ""
    after = _write(False, found[-1], columns) if (True if backwards else more) else ""
    return found, before, after


def _beyond(columns: list[str], keys: list, side: str) -> Q:
    """The rows whose tuple of columns lies beyond the keys; the first column is bounded on its own so that an index serves."""
    condition = Q()
    for column, key in reversed(list(zip(columns, keys, strict=True))):
        condition = Q(**{f"{column}__{side}": key}) | (Q(**{column: key}) & condition) if condition else Q(**{f"{column}__{side}": key})
    return Q(**{f"{columns[0]}__{side}e": keys[0]}) & condition


def _write(backwards: bool, row: dict, columns) -> str:
    keys = [str(row[c]) if isinstance(row[c], Decimal) else row[c] for c in columns]
    if NAMED & set(columns):
        return veil(json.dumps([int(backwards), *keys], ensure_ascii=False))
    return urlsafe_b64encode(json.dumps([int(backwards), *keys], ensure_ascii=False).encode()).decode().rstrip("=")


def _read(token: str, order: Order) -> tuple[bool, list | None]:
    if not token:
        return False, None
    try:
        veiled = token.startswith(MARK)
        backwards, *texts = json.loads(unveil(token) if veiled else urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if backwards not in (0, 1) or any("\0" in str(text) for text in texts):
            raise ValueError
        keys = [kind(text) for kind, text in zip(order.kinds, texts, strict=True)]
    except (ValueError, TypeError, InvalidOperation) as fault:
        raise Refusal("bad-page", phrase("页码已失效。"), phrase("请回到第一页。")) from fault
    return bool(backwards), keys
