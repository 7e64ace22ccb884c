"""Records what a survey in a village found: how many were asked about a policy, how many knew it."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tuopin.benefits.models import Awareness
from tuopin.benefits.states.catalogue import policy_named
from tuopin.kernel.areas import level_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

VILLAGE = 5


@transaction.atomic
def record_awareness(*, village: str, policy: str, counted: tuple[int, int], asked_on: date, actor: Actor, on: date) -> Awareness:
    """Record asked and aware (in this order) of one village, policy and day. Raises NotFound, Forbidden, Refusal."""
    actor.require("correct", village)
    asked, aware = counted
    if level_of(village) != VILLAGE:
        raise Refusal("not-a-village", phrase("政策知晓调查按行政村记录。"), phrase("请选择行政村。"))
    if not 0 <= aware <= asked or asked < 1:
        raise Refusal("bad-share", phrase("知晓人数不能多于调查人数,调查人数至少一人。"), phrase("请核对后重新填写。"))
    if asked_on > on:
        raise Refusal("not-yet", phrase("日期 {day} 还没有到。"), phrase("请核对后重新填写。"), day=asked_on.isoformat())
    found = Awareness(
        village_code=village, policy=policy_named(policy).name, asked_on=asked_on, asked=asked, aware=aware, actor=actor.name,
    )
    try:
        with transaction.atomic():
            found.save(force_insert=True)
    except IntegrityError as fault:
        raise Refusal("asked-already", phrase("这个村这一天的这项政策已有调查结果。"), phrase("请核对日期和政策。")) from fault
    record(
        area_code=village, verb="ask-awareness", subject=f"awareness:{village}", actor=actor, on=on, policy=policy, asked=asked, aware=aware,
    )
    return found
