"""更名: records from a document that a place bears another name from a day on."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.divisions.models import Succession
from tuopin.divisions.services.spans import known, new_span, require_right
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.trail.services import record


@transaction.atomic
def record_rename(*, code: str, name: str, renamed_on: date, basis: str, actor, on: date) -> Succession:
    """Record that the place bears `name` from `renamed_on` on, until the list next names it otherwise. Raises a Refusal."""
    require_right(actor, [code], basis)
    span = next((s for s in known(code) if s.starts_on < renamed_on and (s.ends_on is None or renamed_on < s.ends_on)), None)
    if span is None or span.name == name:
        raise Refusal("nothing-to-rename", phrase("{code} 在 {day} 前后没有可更改的名称。"), phrase("请核对日期和新名称。"),
                      code=code, day=renamed_on)
    ends_on, span.ends_on = span.ends_on, renamed_on
    span.save(update_fields=["ends_on"])
    new = new_span(code, name, renamed_on, ends_on)
    made = Succession.objects.create(
        predecessor_code=code, predecessor_name=span.name, successor_code=code, successor_name=new.name,
        kind=Succession.Kind.RENAMED, on=renamed_on, confidence=1, decided_by=actor.name, basis=basis)
    record(area_code=code, verb="rename", subject=f"division:{code}", actor=actor, on=on, basis=basis,
           renamed_on=renamed_on.isoformat(), before=span.name, after=new.name, successions=[made.pk])
    return made
