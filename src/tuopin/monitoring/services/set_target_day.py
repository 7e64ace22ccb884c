"""Sets the day that a place works towards; the home page counts down to it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import TargetDay
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


@transaction.atomic
def set_target_day(*, area: str, title: str, due_on: date, basis: str, actor: Actor, on: date) -> TargetDay:
    """Set the day in the place of the one that stood. Raises NotFound, Forbidden without the act `confirm` there, or a Refusal."""
    actor.require("confirm", area)
    if not title.strip() or not basis.strip():
        raise Refusal("note-missing", phrase("没有写明目标或依据。"), phrase("请写明要达到的目标和依据的文件。"))
    TargetDay.objects.filter(area_code=area, ended_at=None).update(ended_at=timezone.now())
    target = TargetDay.objects.create(area_code=area, title=title.strip()[:60], due_on=due_on, basis=basis.strip()[:300], actor=actor.name)
    record(area_code=area, verb="set-target-day", subject=f"target:{target.pk}", actor=actor, on=on, basis=target.basis, due_on=due_on.isoformat())
    return target
