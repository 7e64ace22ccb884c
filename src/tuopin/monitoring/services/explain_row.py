"""Why somebody on another department's list lives in no household that is on record: moved away, died, counted elsewhere."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import DepartmentRow
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


@transaction.atomic
def explain_row(*, row: int, why: str, actor: Actor, on: date) -> DepartmentRow:
    """Write down the explanation; the same again is the first. Who lives here and was left out is recorded as a household instead.

    Raises NotFound outside the asker's areas, Forbidden without the act `correct` where the list was handed in, or a Refusal for a
    person whose household is known, who was explained by somebody already, or without a reason.
    """
    found = DepartmentRow.objects.select_for_update(of=("self",)).select_related("list").filter(actor.scope("list__area_code"), pk=row).first()
    if found is None:
        raise NotFound("no-such-row", phrase("名单上没有这一行。"), phrase("请用命令 tuopin monitor unfound 核对行号。"))
    actor.require("correct", found.list.area_code)
    if not why.strip():
        raise Refusal("note-missing", phrase("没有填写核实说明。"), phrase("请写明核实方式和依据。"))
    if found.household_id:
        raise Refusal("row-found", phrase("这个人所在的户已经登记。"), phrase("请在该户的监测信号上填写核实结论。"))
    told = why.strip()[:300]
    if found.explained == told:
        return found
    if found.explained:
        raise Refusal("explained-already", phrase("{who} 已作说明。"), phrase("请与对方核对;情况有变的,请另交新的名单。"), who=found.explained_by)
    found.explained, found.explained_by = told, actor.name
    found.save(update_fields=["explained", "explained_by"])
    record(area_code=found.list.area_code, verb="explain-row", subject=f"department-list:{found.list_id}", actor=actor, on=on, row=found.pk, basis=told)
    return found
