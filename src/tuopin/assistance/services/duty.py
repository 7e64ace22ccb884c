"""Who was in the village on which day and slept there, who asked for leave and who granted it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q

from tuopin.assistance.models import DutyDay, Leave
from tuopin.assistance.services.places import last_day, not_ahead, reason_of
from tuopin.assistance.states.numbers import whole
from tuopin.kernel.areas import ancestor
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Posting
from tuopin.trail.services import record, record_many
from tuopin.trail.services.events import Event, doer_at

TOWNSHIP, COUNTY = 4, 3
BACK_DAYS = 7  # how long after the day it may still be signed for


@dataclass(frozen=True)
class DaySaid:
    """One day of one team member: where they were, whether they slept in the village, and the place the phone told, if any."""

    posting: int
    day: date
    kind: str = DutyDay.Kind.VILLAGE
    night: bool = False
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@transaction.atomic
def sign_duty(*, days: Sequence[DaySaid], actor: Actor, on: date, late: bool = False) -> list[DutyDay]:
    """Sign for days of team members; the same day said again replaces what was said, and both stay in the trail.

    Raises NotFound or Forbidden without `correct` in the village, a Refusal for a day ahead, out of the posting, or longer ago than a week,
    and for a day on leave that nobody granted; `late` lets a head of the township enter a paper sheet afterwards.
    """
    postings = {p.pk: p for p in Posting.objects.filter(pk__in={said.posting for said in days}).select_related("helper")}
    rows, villages = [], {p.village_code for p in postings.values()}
    for village in villages:
        actor.require("correct", village)
        if late:
            actor.require("confirm", village)
    for said in days:
        posting = postings.get(said.posting)
        _check_day(said, posting, on, late)
        rows.append(DutyDay(
            helper=posting.helper, village_code=posting.village_code, on=said.day, sheet=sheet_of(posting, said.day), kind=said.kind,
            night=said.night, latitude=said.latitude, longitude=said.longitude, signed_by=actor.name,
        ))
    DutyDay.objects.bulk_create(
        rows, batch_size=2000, update_conflicts=True, unique_fields=["helper", "on"],
        update_fields=["village_code", "sheet", "kind", "night", "latitude", "longitude", "signed_by"],
    )
    sheets: dict[tuple[str, str], list[DutyDay]] = {}
    for row in rows:
        sheets.setdefault((row.village_code, row.sheet), []).append(row)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(village, "sign_duty", f"duty:{sheet}", *doer_at(actor, village), on, {
                "days": [row.on.isoformat() for row in told], "village": sum(row.kind == DutyDay.Kind.VILLAGE for row in told),
                "nights": sum(row.night for row in told), "late": late})
            for (village, sheet), told in sheets.items()
        ])
    return rows


def sheet_of(posting: Posting, day: date) -> str:
    """The name of the month's sheet of a team member."""
    return f"{posting.helper.area_code}/{posting.helper.number}/{day:%Y-%m}"


@transaction.atomic
def ask_leave(*, posting: int, starts_on: date, ends_on: date, reason: str, actor: Actor, on: date) -> Leave:
    """Ask for leave from a day until the day of return; who decides follows from its length. Raises NotFound, Forbidden, Refusal."""
    found = Posting.objects.filter(actor.scope(), pk=posting).select_related("helper").first()
    if found is None:
        raise _no_member()
    actor.require("correct", found.village_code)
    days = (last_day(starts_on, ends_on) - starts_on).days
    level = TOWNSHIP if days <= whole("leave_days_township", starts_on, found.village_code) else COUNTY
    if Leave.objects.filter(helper=found.helper, starts_on__lt=ends_on, ends_on__gt=starts_on).exclude(state=Leave.State.REFUSED).exists():
        raise Refusal("leave-twice", phrase("这几天已有请假记录。"), phrase("请核对日期。"))
    leave = Leave.objects.create(
        helper=found.helper, village_code=found.village_code, starts_on=starts_on, ends_on=ends_on, reason=reason_of(reason), level=level,
        asked_by=actor.name,
    )
    record(area_code=found.village_code, verb="ask_leave", subject=f"leave:{leave.pk}", actor=actor, on=on, days=days)
    return leave


@transaction.atomic
def decide_leave(*, leave: int, granted: bool, actor: Actor, on: date) -> Leave:
    """Grant or refuse a leave: a head of the township for short ones, of the county for longer, never who asked. The monthly report counts the days granted.

    Raises NotFound, Forbidden, Refusal.
    """
    found = Leave.objects.select_for_update(of=("self",)).filter(actor.scope(), pk=leave).select_related("helper").first()
    if found is None:
        raise _no_member()
    actor.require("confirm", ancestor(found.village_code, found.level))
    if found.state != Leave.State.ASKED:
        raise Refusal("leave-decided", phrase("这次请假已由 {who} 处理。"), phrase("不需要再办理。"), who=found.decided_by)
    if found.asked_by == actor.name:
        raise Refusal("own-leave", phrase("不能批准自己申请的请假。"), phrase("请由另一位负责人处理。"))
    found.state, found.decided_by = Leave.State.GRANTED if granted else Leave.State.REFUSED, actor.name
    found.save(update_fields=["state", "decided_by"])
    record(area_code=found.village_code, verb="decide_leave", subject=f"leave:{found.pk}", actor=actor, on=on, granted=granted)
    return found


def leave_on(helper: int, day: date) -> Leave | None:
    """The granted leave of the helper that covers the day."""
    return Leave.objects.filter(Q(starts_on__lte=day, ends_on__gt=day), helper=helper, state=Leave.State.GRANTED).first()


def _check_day(said: DaySaid, posting: Posting | None, on: date, late: bool) -> None:
    if posting is None:
        raise _no_member()
    not_ahead(said.day, on)
    if said.day < posting.starts_on or (posting.ends_on and said.day >= posting.ends_on):
        raise Refusal("not-posted-then", phrase("{name} 在 {day} 不在这个村派驻。"), phrase("请核对日期。"), name=posting.helper.name, day=said.day.isoformat())
    if not late and said.day < on - timedelta(days=BACK_DAYS):
        raise Refusal("signed-too-late", phrase("{day} 已超过补签期限({days} 天)。"), phrase("请由乡镇负责人按纸质考勤表补录。"), day=said.day.isoformat(), days=BACK_DAYS)
    if said.kind not in DutyDay.Kind.values or (said.night and said.kind != DutyDay.Kind.VILLAGE):
        raise Refusal("bad-duty-day", phrase("在村才能登记住村。"), phrase("请核对在岗情况。"))
    if said.kind == DutyDay.Kind.LEAVE and leave_on(posting.helper_id, said.day) is None:
        raise Refusal("leave-not-granted", phrase("{name} 在 {day} 没有批准的请假。"), phrase("请先申请请假并经批准;未经批准离岗的,登记为不在岗。"), name=posting.helper.name, day=said.day.isoformat())


def _no_member() -> NotFound:
    return NotFound("no-such-member-of-team", phrase("没有找到这名驻村队员。"), phrase("请从工作队页面选择。"))
