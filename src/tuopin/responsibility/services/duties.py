"""Giving somebody a duty for a place, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tuopin.kernel.areas import depth_of, is_code
from tuopin.kernel.codelists import code_list
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.responsibility.models import Duty
from tuopin.responsibility.services.writing import require_days, write_rows
from tuopin.responsibility.states import DUTIES
from tuopin.trail.services import record

COUNTY = 3


@dataclass(frozen=True)
class NewDuty:
    """Who is to answer for what: kind, place, holder (a name or a unit), and for a department its sector and policy."""

    kind: str
    area: str
    holder: str
    starts_on: date
    title: str = ""
    unit: str = ""
    sector: str = ""
    policy: str = ""
    account: int | None = None
    basis: str = ""


def give_duties(duties: Sequence[NewDuty], *, actor: Actor, on: date) -> list[Duty]:
    """Give the duties, all or none. Raises Refusal for a kind or sector that is none, a leader's link that is not to a county, a leader who is
    linked to another county already, and for a duty that runs already."""
    for duty in duties:
        sector = duty.kind == "sector"
        if duty.kind not in DUTIES or not duty.holder.strip() or sector != bool(duty.sector) or (sector and duty.sector not in code_list("sector").values):
            raise Refusal("duty-unclear", phrase("“{holder}”的责任类型、责任人或行业不对。"), phrase("请核对后重新提交。"), holder=duty.holder[:40])
        if duty.kind == "link" and (not is_code(duty.area) or depth_of(duty.area) != COUNTY):
            raise Refusal("link-to-county", phrase("省级领导联系的是县。"), phrase("请填写县的区划代码。"))
    require_days([duty.starts_on for duty in duties], on)
    _require_one_county([duty for duty in duties if duty.kind == "link"])
    return write_rows([
        Duty(kind=d.kind, area_code=d.area, holder=d.holder.strip()[:80], account_id=d.account, title=d.title[:80], unit=d.unit[:80], sector=d.sector, policy=d.policy[:80],
             starts_on=d.starts_on, basis=d.basis[:300]) for d in duties
    ], kind="responsibility", verb="duty-give", actor=actor, on=on, told=lambda d: {"kind": d.kind, "holder": d.holder, "sector": d.sector, "basis": d.basis})


def _require_one_county(links: Sequence[NewDuty]) -> None:
    """A leader is linked to one county at a time: these links neither among each other nor beside one that still runs when they begin."""
    held = [(one.holder, one.unit, one.area_code, one.ends_on) for one in Duty.objects.filter(kind="link", holder__in=[link.holder.strip()[:80] for link in links])]
    for link in links:
        who = link.holder.strip()[:80], link.unit[:80]
        if any((holder, unit) == who and area != link.area and (ends is None or ends > link.starts_on) for holder, unit, area, ends in held):
            raise Refusal("leader-linked", phrase("{holder} 已联系另一个县。"), phrase("请先结束原来的联系。"), holder=who[0])
        held.append((*who, link.area, None))


@transaction.atomic
def end_duty(*, duty: int, ends_on: date, note: str, actor: Actor, on: date) -> Duty:
    """End a duty with its first day without it; what was is kept."""
    held = Duty.objects.select_for_update().filter(actor.scope("area_code"), pk=duty).first()
    if held is None:
        raise NotFound("no-such-duty", phrase("没有找到这项责任分工。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    actor.require("correct", held.area_code)
    if held.ends_on is not None or ends_on < held.starts_on:
        raise Refusal("duty-ended", phrase("这项责任分工已经结束,或结束日期早于开始日期。"), phrase("请核对日期。"))
    require_days([ends_on], on)
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    record(area_code=held.area_code, verb="duty-end", subject=f"responsibility:{held.pk}", actor=actor, on=on, basis=note.strip()[:300])
    return held
