"""Writes rows of one kind, one or thousands, each with its event in the trail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db import IntegrityError, connection, transaction

from tuopin.kernel.areas import is_code
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import Event, doer_at, record_many

MOST = 20_000


def require_places(rows: Sequence, actor: Actor) -> None:
    """Raise NotFound or Forbidden for a place where the asker may not enter, Refusal for too many rows or none."""
    if not 0 < len(rows) <= MOST:
        raise Refusal("too-many-rows", phrase("一次登记 1 至 {most} 条。"), phrase("请分批登记。"), most=MOST)
    for area in {row.area_code for row in rows}:
        if not is_code(area):
            raise Refusal("no-such-division", phrase("没有代码为“{code}”的区划。"), phrase("用 tuopin divisions 查找区划代码。"), code=area[:12])
        actor.require("correct", area)


def write_rows(rows: list, *, kind: str, verb: str, told: Callable, actor: Actor, on: date, more: Callable | None = None) -> list:
    """Add the rows (and what `more` adds to them) with their events, all or none. Raises Refusal where one is there already."""
    require_places(rows, actor)
    try:
        with transaction.atomic():
            written = type(rows[0]).objects.bulk_create(rows)
            if more:
                more(written)
            record_rows(written, kind=kind, verb=verb, told=told, actor=actor, on=on)
    except IntegrityError as fault:
        raise Refusal("recorded-before", phrase("其中有已经登记过的,这一批没有登记。"), phrase("请核对后去掉重复的再登记。")) from fault
    return written


def record_rows(rows: Sequence, *, kind: str, verb: str, told: Callable, actor: Actor, on: date) -> None:
    """The events of rows that are written."""
    with connection.cursor() as cursor:
        record_many(cursor, [Event(row.area_code, verb, f"{kind}:{row.pk}", *doer_at(actor, row.area_code), on, told(row)) for row in rows])
