"""Pairing cadres with village branches (党员干部带支部), one to one, hundreds at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.party.models import BranchLead, Organisation
from tuopin.people.selectors import Actor
from tuopin.responsibility.services.writing import write_rows
from tuopin.trail.services import record


@dataclass(frozen=True)
class NewLead:
    """Who is to lead which branch: the branch's number, the cadre with their unit."""

    branch: int
    cadre: str
    unit: str


def lead_branches(leads: Sequence[NewLead], *, starts_on: date, actor: Actor, on: date) -> list[BranchLead]:
    """Pair them, all or none. Raises Refusal for a branch that is none of a village, that has a cadre already, or a cadre who leads another."""
    branches = {row.pk: row for row in Organisation.objects.filter(actor.scope("area_code"), pk__in=[lead.branch for lead in leads], layer="core", ends_on=None)}
    missing = [lead.branch for lead in leads if lead.branch not in branches]
    if missing:
        raise NotFound("no-such-branch", phrase("没有编号为 {numbers} 的村级党组织。"), phrase("请核对编号;如属其他辖区,请联系上级。"), numbers=missing[:5])
    if any(not lead.cadre.strip() or not lead.unit.strip() for lead in leads):
        raise Refusal("lead-unclear", phrase("没有写明党员干部的姓名或单位。"), phrase("请补充后重新提交。"))
    doubles = [f"{unit} {cadre}" for (cadre, unit), count in Counter((lead.cadre.strip(), lead.unit.strip()) for lead in leads).items() if count > 1]
    taken = BranchLead.objects.filter(ends_on=None, branch_id__in=list(branches)).select_related("branch")
    busy = BranchLead.objects.filter(ends_on=None, cadre__in=[lead.cadre.strip() for lead in leads])
    wanted = {(lead.cadre.strip(), lead.unit.strip()) for lead in leads}
    doubles += [f"{row.branch}" for row in taken] + [f"{row.unit} {row.cadre}" for row in busy if (row.cadre, row.unit) in wanted]
    if doubles:
        raise Refusal("not-one-to-one", phrase("一名党员干部只带一个支部,一个支部只由一人带:{doubles}。"), phrase("请先结束原来的结对。"), doubles=sorted(set(doubles))[:5])
    return write_rows([
        BranchLead(branch_id=lead.branch, area_code=branches[lead.branch].area_code, cadre=lead.cadre.strip()[:60], unit=lead.unit.strip()[:80], starts_on=starts_on)
        for lead in leads
    ], kind="party-lead", verb="party-lead", actor=actor, on=on, told=lambda row: {"branch": row.branch_id})


@transaction.atomic
def end_lead(*, lead: int, ends_on: date, actor: Actor, on: date) -> BranchLead:
    """End a pairing with its first day without it; what was is kept."""
    held = BranchLead.objects.select_for_update().filter(actor.scope("area_code"), pk=lead).first()
    if held is None:
        raise NotFound("no-such-lead", phrase("没有找到这项结对。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    actor.require("correct", held.area_code)
    if held.ends_on is not None or ends_on <= held.starts_on:
        raise Refusal("lead-ended", phrase("这项结对已经结束,或结束日期不晚于开始日期。"), phrase("请核对日期。"))
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    record(area_code=held.area_code, verb="party-lead-end", subject=f"party-lead:{held.pk}", actor=actor, on=on)
    return held
