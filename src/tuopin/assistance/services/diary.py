"""The work diary of a team member: written day by day, sealed where it lies, withdrawn with a reason and never changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from tuopin.assistance.models import DiaryEntry
from tuopin.assistance.services.places import not_ahead, reason_of
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, Posting
from tuopin.trail.services import record

LONGEST = 4000


@transaction.atomic
def write_diary(*, posting: int, day: date, text: str, households: Sequence[str] = (), actor: Actor, on: date) -> DiaryEntry:
    """Write an entry for a day of a posting; `households` are the numbers of those it is about, all of the same village.

    Raises NotFound outside one's areas or for a household that is not the village's, Forbidden, a Refusal for an empty text or a day ahead.
    """
    found = Posting.objects.filter(actor.scope(), pk=posting).select_related("helper").first()
    if found is None:
        raise NotFound("no-such-member-of-team", phrase("没有找到这名驻村队员。"), phrase("请从工作队页面选择。"))
    actor.require("correct", found.village_code)
    not_ahead(day, on)
    if day < found.starts_on or (found.ends_on and day >= found.ends_on):
        raise Refusal("not-posted-then", phrase("{name} 在 {day} 不在这个村派驻。"), phrase("请核对日期。"), name=found.helper.name, day=day.isoformat())
    if not text.strip() or len(text) > LONGEST:
        raise Refusal("diary-empty", phrase("日记须有内容,不超过 {most} 字。"), phrase("请写明到了哪里、见了谁、做了什么。"), most=LONGEST)
    numbers = sorted({number.strip() for number in households if number.strip()})
    known = set(Household.objects.filter(number__in=numbers, village_code=found.village_code).values_list("number", flat=True))
    if unknown := [number for number in numbers if number not in known]:
        raise NotFound("not-of-village", phrase("本村没有编号为“{number}”的户。"), phrase("请核对户编号。"), number=unknown[0][:40])
    uid = uuid.uuid4()
    entry = DiaryEntry.objects.create(
        helper=found.helper, village_code=found.village_code, on=day, uid=uid, text_sealed=keyring().seal(text.strip(), diary_place(uid)),
        households=numbers, written_by=actor.name,
    )
    record(area_code=found.village_code, verb="write_diary", subject=f"diary:{entry.pk}", actor=actor, on=on, day=day.isoformat(), households=len(numbers))
    return entry


@transaction.atomic
def withdraw_diary(*, entry: int, because: str, actor: Actor, on: date) -> DiaryEntry:
    """Withdraw one's own entry, saying why; it stays on record as withdrawn. Raises NotFound, Forbidden, Refusal."""
    found = DiaryEntry.objects.select_for_update().filter(actor.scope(), pk=entry).first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    actor.require("correct", found.village_code)
    if found.written_by != actor.name:
        raise Refusal("others-diary", phrase("只有记录人能撤回这篇日记。"), phrase("请由 {who} 撤回。"), who=found.written_by)
    if found.withdrawn_at is not None:
        raise Refusal("diary-withdrawn", phrase("这篇日记已撤回。"), phrase("不需要再办理。"))
    found.withdrawn_at, found.withdrawn_because = timezone.now(), reason_of(because)
    found.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(area_code=found.village_code, verb="withdraw_diary", subject=f"diary:{found.pk}", actor=actor, on=on, basis=found.withdrawn_because)
    return found


def diary_place(uid: uuid.UUID) -> str:
    """Where an entry's text is sealed for."""
    return f"assistance.diary|text|{uid}"
