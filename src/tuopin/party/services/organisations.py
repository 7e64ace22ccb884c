"""Registering Party organisations in their three layers (村级为核心、产业为支撑、专业小组为基础), and ending one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tuopin.kernel.areas import level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.party.models import Organisation
from tuopin.party.states import PARENTS, may_stand_below
from tuopin.people.selectors import Actor
from tuopin.responsibility.services.writing import write_rows
from tuopin.trail.services import record

VILLAGE = 5


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation to be registered: where, its name and layer, on what it leans (for those on an industry), and below which one."""

    area: str
    name: str
    layer: str
    host: str = ""
    host_name: str = ""
    parent: int | None = None


def register_organisations(organisations: Sequence[NewOrganisation], *, starts_on: date, actor: Actor, on: date) -> list[Organisation]:
    """Register them, all or none. Raises Refusal for a core outside a village or a second one there, an organisation on an industry without the village
    core that it leans on, and a parent of a layer that cannot stand above."""
    parents = {row.pk: row for row in Organisation.objects.filter(actor.scope("area_code"), pk__in={o.parent for o in organisations if o.parent}, ends_on=None)}
    for o in organisations:
        if not o.name.strip() or o.layer not in PARENTS or (o.host and o.host not in Organisation.Host.values) or (o.layer == "core" and (o.host or level_of(o.area) != VILLAGE)):
            raise Refusal("organisation-unclear", phrase("党组织“{name}”的名称、层次、依托类型或所在地不对。"), phrase("请核对后重新提交。"), name=o.name[:40])
        above = parents.get(o.parent)
        if (o.layer == "core") != (o.parent is None) or (o.parent is not None and (above is None or not may_stand_below(o.layer, above.layer))):
            raise Refusal(
                "no-core-above", phrase("党组织“{name}”没有挂靠合适的上级党组织。"), phrase("产业党组织挂靠村级党组织,专业党小组挂靠产业或村级党组织。"), name=o.name[:40])
    return write_rows([
        Organisation(area_code=o.area, name=o.name.strip()[:80], layer=o.layer, host=o.host, host_name=o.host_name.strip()[:80], parent_id=o.parent, starts_on=starts_on)
        for o in organisations
    ], kind="party", verb="party-register", actor=actor, on=on, told=lambda o: {"layer": o.layer, "host": o.host})


@transaction.atomic
def end_organisation(*, organisation: int, ends_on: date, actor: Actor, on: date) -> Organisation:
    """End an organisation with its first day without it. Raises Refusal while others lean on it or a cadre leads it."""
    held = Organisation.objects.select_for_update().filter(actor.scope("area_code"), pk=organisation).first()
    if held is None:
        raise NotFound("no-such-organisation", phrase("没有找到这个党组织。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    actor.require("correct", held.area_code)
    if held.ends_on is not None or ends_on < held.starts_on or held.below.filter(ends_on=None).exists() or held.leads.filter(ends_on=None).exists():
        raise Refusal("organisation-in-use", phrase("这个党组织已经撤销、日期不对,或还有下级党组织和带支部干部。"), phrase("请先办理下级党组织和结对。"))
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    record(area_code=held.area_code, verb="party-end", subject=f"party:{held.pk}", actor=actor, on=on)
    return held
