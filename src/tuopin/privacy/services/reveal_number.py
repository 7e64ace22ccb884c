"""Shows one number to one person for a minute: what for is written down first, how often is limited, the number itself is never kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from tuopin.kernel.home import alarm_file
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.privacy.models import Reveal
from tuopin.privacy.selectors.reveals import reveals_left, sealed_number
from tuopin.privacy.states.reveals import LONGEST_NOTE, RATION, purpose_is_told
from tuopin.trail.services import record


@dataclass(frozen=True)
class RevealAsked:
    """Which number (household, field, whose), what for, and in the asker's words where the list does not say it."""

    household: str
    field: str
    who: str
    purpose: str
    note: str = ""


class RationUsed(Refusal):
    """Thirty numbers within the hour: an office does not need more, a collector does."""


def reveal_number(*, asked: RevealAsked, actor: Actor, on: date, at: datetime) -> Reveal:
    """Write down that the number is about to be shown; `selectors.reveals.number_shown` then shows it for a minute.

    Raises NotFound outside the asker's areas, Forbidden without the act `reveal`, Refusal without a purpose, RationUsed, with an alarm
    and a line in the trail, above the ration.
    """
    number = sealed_number(actor, asked.household, asked.field, asked.who)
    actor.require("reveal", number.household.village_code)
    if not purpose_is_told(asked.purpose, asked.note):
        raise Refusal("purpose-missing", phrase("没有说明查看用途。"), phrase("请选择用途;选“其他”时请写明。"))
    told = {"area_code": number.household.village_code, "subject": number.subject, "actor": actor.name, "on": on}
    with transaction.atomic():
        _one_at_a_time(actor)
        left = reveals_left(actor, at=at)
        if left:
            reveal = Reveal.objects.create(
                account=actor.name, area_code=told["area_code"], subject=number.subject, field=asked.field, purpose=asked.purpose,
                household_number=asked.household, who=asked.who, revealed_at=at,
            )
            record(verb="reveal", basis=asked.note.strip()[:LONGEST_NOTE], field=asked.field, purpose=asked.purpose, **told)
        else:
            record(verb="reveal_refused", field=asked.field, purpose=asked.purpose, **told)
    if not left:
        alarm_file().raise_alarm("reveal-ration", f"people.account|{actor.name}|{at:%Y-%m-%dT%H}")
        raise RationUsed(
            "ration-used", phrase("一小时内查看的号码已达 {count} 个,暂停查看,并已通知管理员。"), phrase("请稍后再试;确需批量使用的,请走导出审批。"),
            count=RATION,
        )
    return reveal


def _one_at_a_time(actor: Actor) -> None:
    """Two windows of one person count one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4314))", [actor.name])
