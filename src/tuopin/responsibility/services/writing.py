"""Writes rows of one kind, one or thousands, each with its event in the trail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from django.db import IntegrityError, connection, transaction

from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import ancestor, ancestors, depth_of, is_code
from tuopin.kernel.days import years_after
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import Event, doer_at, record_many

MOST, COUNTY = 20_000, 3
FIRST, LAST, AHEAD = date(1900, 1, 1), date.max, 10  # the first day that is believed; years ahead that may be meant


def require_places(rows: Sequence, actor: Actor) -> None:
    """Raise NotFound or Forbidden for a place where the asker may not enter, Refusal for one that never was, for too many rows or none."""
    if not 0 < len(rows) <= MOST:
        raise Refusal("too-many-rows", phrase("一次登记 1 至 {most} 条。"), phrase("请分批登记。"), most=MOST)
    areas = {row.area_code for row in rows}
    known = names_of({place for area in areas if is_code(area) for place in (area, *ancestors(area))}, on=LAST)
    for area in sorted(areas):
        if is_code(area):
            actor.require("correct", area)  # first: whether there is such a place elsewhere is nobody's to ask here
        if not is_code(area) or _never_was(area, known):
            raise Refusal("no-such-division", phrase("没有代码为“{code}”的区划。"), phrase("用 tuopin divisions 查找区划代码。"), code=area[:12])


def _never_was(area: str, known: Collection[str]) -> bool:
    """Whether the list would have the place if there were one: it holds the province, and of a township or village the whole county."""
    if area in known:
        return False
    return ancestor(area, 1) not in known or (depth_of(area) > COUNTY and ancestor(area, COUNTY) in known)


def require_days(days: Iterable[date], on: date) -> None:
    """Raise Refusal for a day on which nobody alive did anything, or that is too far ahead to mean."""
    for day in days:
        if not FIRST <= day <= years_after(on, AHEAD):
            raise Refusal("day-unclear", phrase("日期 {day} 不对。"), phrase("请核对年份:1900 年以后,至多提前十年。"), day=day.isoformat())


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
