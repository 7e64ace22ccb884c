"""Records visits: who of which level went to a household, a village or a county, on which day, and what they saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from tuopin.identification.models import Visit
from tuopin.kernel.areas import LEVELS, is_code, level_of, within
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household
from tuopin.registry.selectors.households import household_of
from tuopin.trail.services import Event, doer_at, record_many


@dataclass(frozen=True)
class VisitTold:
    """One visit as told: to a household (its number), a village or a county (its code), by whom of which level."""

    subject: str  # household:H…, village:…, county:…
    level: str
    visitor: str
    visited_on: date
    note: str = ""
    photo: str = ""  # the digest of a photo that was handed in as evidence
    key: UUID | None = None


def record_visit(*, told: VisitTold, actor: Actor, on: date) -> Visit:
    """Record one visit; as `record_visits`."""
    return record_visits(told=[told], actor=actor, on=on)[0]


@transaction.atomic
def record_visits(*, told: Sequence[VisitTold], actor: Actor, on: date) -> list[Visit]:
    """Record visits made; the same key again is the same visit. Raises NotFound outside the asker's areas, a Refusal for a day to come
    or a visit by somebody of a level above the asker's own post."""
    before = {visit.key: visit for visit in Visit.objects.filter(key__in=[one.key for one in told if one.key])}
    rows = {n: _row(one, actor, on) for n, one in enumerate(told) if one.key not in before or one.key is None}
    made = dict(zip(rows, Visit.objects.bulk_create(rows.values(), batch_size=1000), strict=True))
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(visit.area_code, "visit", f"exit-visit:{visit.pk}", *doer_at(actor, visit.area_code), visit.visited_on,
                  {"basis": visit.note, "about": visit.subject, "level": visit.level, "visitor": visit.visitor})
            for visit in made.values()
        ])
    return [made[n] if n in made else before[one.key] for n, one in enumerate(told)]


def _row(told: VisitTold, actor: Actor, on: date) -> Visit:
    if told.level not in LEVELS or not told.visitor.strip():
        raise Refusal("visit-unfit", phrase("没有写明走访人或级别。"), phrase("请填写走访人姓名和级别。"))
    if told.visited_on > on:
        raise Refusal("bad-happened-on", phrase("办理日期不能晚于今天,也不能早于上一步。"), phrase("请核对日期。"))
    area = place_of(actor, told.subject)
    actor.require("correct", area)
    if LEVELS.index(told.level) + 1 < _widest(actor, area):
        raise Refusal("above-your-post", phrase("您的岗位不能登记上级的走访。"), phrase("请由走访人所在一级登记。"))
    return Visit(
        subject=told.subject, area_code=area, level=told.level, account_id=actor.account_id, visitor=told.visitor.strip()[:60],
        visited_on=told.visited_on, note=told.note.strip()[:300], photo=told.photo, key=told.key,
    )


def _widest(actor: Actor, area: str) -> int:
    """The level of the asker's widest post that may record visits to the place: 0 the nation, 5 the village."""
    return min(level_of(code) for code in actor.areas_for("correct") if within(area, code))


def place_of(actor: Actor, subject: str) -> str:
    """Where the household, village or county lies; raises NotFound where it is not the asker's to see, a Refusal for what is none."""
    kind, _, number = subject.partition(":")
    if kind == "household":
        found: Household = household_of(actor, number)
        return found.village_code
    if kind not in ("village", "county", "township") or not is_code(number) or LEVELS[level_of(number) - 1] != kind:
        raise Refusal("bad-code", phrase("“{code}”不是区划代码。"), phrase("区划代码为 12 位数字。"), code=number[:40])
    actor.require("read", number)
    return number
