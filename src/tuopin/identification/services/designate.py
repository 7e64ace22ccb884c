"""Puts on record that a village or county is designated as poor, from which day and by which document."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tuopin.identification.models import Designation
from tuopin.kernel.areas import depth_of, is_code
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

COUNTY, VILLAGE = 3, 5


@transaction.atomic
def designate(
    *, area_code: str, tag: str, starts_on: date, document: str, actor: Actor, on: date, ends_on: date | None = None,
) -> Designation:
    """Record a designation; `ends_on` for one of the past whose exit is known from a document alone.

    A place may hold several. One that runs ends by a completed exit and by nothing else. Raises a Refusal without a document, for a tag of
    another level, or one that runs already.
    """
    actor.require("correct", area_code)
    level = VILLAGE if tag.endswith("_village") else COUNTY
    if tag not in Designation.Tag.values or not is_code(area_code) or depth_of(area_code) != level:
        raise Refusal("bad-tag", phrase("这一级的地方没有这种认定。"), phrase("贫困村认定到行政村,贫困县认定到县。"))
    if not document.strip():
        raise Refusal("no-basis", phrase("没有写明依据。"), phrase("请写明批准文件的名称和文号。"))
    if starts_on > on or (ends_on and not starts_on < ends_on <= on):
        raise Refusal("bad-happened-on", phrase("办理日期不能晚于今天,也不能早于上一步。"), phrase("请核对日期。"))
    try:
        with transaction.atomic():
            row = Designation.objects.create(area_code=area_code, tag=tag, starts_on=starts_on, ends_on=ends_on, document=document.strip()[:300])
    except IntegrityError as fault:
        raise Refusal("designated-already", phrase("这项认定已经登记。"), phrase("请核对认定类别。")) from fault
    record(area_code=area_code, verb="designate", subject=f"designation:{area_code}/{tag}/{starts_on}", actor=actor, on=on, basis=row.document)
    return row
