"""Compares households with other departments' lists: a hit is a suspicion, the household replies, and a person decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from tuopin.identification.models import Comparison
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.registry.models import Household
from tuopin.registry.selectors.households import household_of
from tuopin.trail.services import Event, doer_at, hold_chains, record, record_many

DEPARTMENT, TOLD = (Comparison._meta.get_field(name).max_length for name in ("department", "told"))  # characters


@dataclass(frozen=True)
class Hit:
    """What a department's list says of a household."""

    household: str
    item: str
    department: str
    told: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a comparison tells once a day: household, item, department."""
        return self.household, self.item, self.department.strip()


@transaction.atomic
def record_comparisons(*, hits: Sequence[Hit], compared_on: date, actor: Actor, on: date) -> list[Comparison]:
    """Put the hits of a comparison on record, all or none; the same hit of the same day is recorded once. Rejects nobody.

    Raises NotFound and Forbidden for a household that is not the actor's, Refusal for a hit that lacks a part and for a day that has not come.
    """
    if compared_on > on:
        raise Refusal("not-yet", phrase("日期 {day} 还没有到。"), phrase("请核对后重新填写。"), day=compared_on.isoformat())
    wanted = {hit.household for hit in hits}
    households = {household.number: household for household in Household.objects.filter(actor.scope(), number__in=wanted)}
    for number in sorted(wanted - households.keys()):
        household_of(actor, number)  # refuses it by its number
    for household in households.values():
        actor.require("correct", household.village_code)
    for hit in hits:
        check_hit(hit)
    hold_chains({household.village_code for household in households.values()})
    rows = comparisons_by_key(wanted, compared_on)
    new, found = [], []
    for hit in hits:
        if hit.key not in rows:
            rows[hit.key] = Comparison(
                household=households[hit.household], item=hit.item, department=hit.department.strip(), compared_on=compared_on, told=hit.told.strip())
            new.append(rows[hit.key])
        require_same(hit, rows[hit.key].told)
        found.append(rows[hit.key])
    Comparison.objects.bulk_create(new)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(row.household.village_code, "compare", f"comparison:{row.pk}", *doer_at(actor, row.household.village_code), on,
                  {"about": f"household:{row.household.number}", "item": row.item, "department": row.department}) for row in new
        ])
    return found


def comparisons_by_key(numbers: Collection[str], compared_on: date) -> dict[tuple[str, str, str], Comparison]:
    """What is on record of these households from a comparison of that day, by `Hit.key`."""
    rows = Comparison.objects.filter(household__number__in=numbers, compared_on=compared_on).select_related("household")
    return {(row.household.number, row.item, row.department): row for row in rows}


def require_same(hit: Hit, told: str) -> None:
    """Refuse a hit that says other than the one that is told of the same household, item, department and day: neither may get lost."""
    if told != hit.told.strip():
        raise Refusal("comparison-differs", phrase("户 {number} 这一天、这个部门的这个比对项目已有另一条结果,内容不同。"),
                      phrase("有几样东西的,请合写成一条;更正的,请写明新的比对日期。"), number=hit.household)


def check_hit(hit: Hit) -> None:
    """Refuse a hit that says not what was compared, by whom or what was found, or says more than is kept of it."""
    if hit.item not in Comparison.Item.values or not hit.department.strip() or not hit.told.strip():
        raise Refusal("comparison-unfit", phrase("比对结果没有写明项目、部门或内容。"), phrase("请按部门提供的清单填写。"))
    if len(hit.department.strip()) > DEPARTMENT or len(hit.told.strip()) > TOLD:
        raise Refusal("comparison-long", phrase("比对结果最多 {told} 字,提供部门最多 {department} 字。"), phrase("请缩短后再登记。"), told=TOLD, department=DEPARTMENT)


@transaction.atomic
def reply_to_comparison(*, comparison: int, reply: str, actor: Actor, on: date) -> Comparison:
    """Record what the household says to a hit: its right before anything is decided."""
    row = _held(comparison, actor)
    if not reply.strip():
        raise Refusal("note-missing", phrase("没有写明理由。"), phrase("请写明理由或内容。"))
    if row.finding:
        raise Refusal("settled-already", phrase("这条比对已有结论。"), phrase("如有新情况,请在说明中补充。"))
    row.reply, row.replied_on = reply.strip()[:300], on
    row.save(update_fields=["reply", "replied_on"])
    _told(row, "hear-household", actor, on)
    return row


@transaction.atomic
def settle_comparison(*, comparison: int, finding: str, reason: str, actor: Actor, on: date) -> Comparison:
    """A person's finding on a hit, after the household was heard: explained, mistaken or confirmed, with the reason."""
    row = _held(comparison, actor)
    if finding not in {value for value in Comparison.Finding.values if value} or not reason.strip():
        raise Refusal("no-outcome", phrase("没有写明核实结论和理由。"), phrase("请选择结论并写明理由。"))
    if row.replied_on is None:
        raise Refusal("not-heard", phrase("还没有听取这一户的说明。"), phrase("请先登记农户答复,再下结论。"))
    if row.finding:
        raise Refusal("settled-already", phrase("这条比对已有结论。"), phrase("如有新情况,请在说明中补充。"))
    row.finding, row.reason, row.found_by = finding, reason.strip()[:300], actor.name
    row.save(update_fields=["finding", "reason", "found_by"])
    _told(row, "settle-comparison", actor, on, finding=finding)
    return row


def comparisons_settled(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition of procedures: every hit on the household has a person's finding."""
    if Comparison.objects.filter(household__number=number, finding="").exists():
        raise Refusal("comparison-open", phrase("还有比对结果没有核实结论。"), phrase("请逐条听取农户说明并下结论;比对只是线索。"))


def _held(comparison: int, actor: Actor) -> Comparison:
    row = Comparison.objects.select_for_update().filter(actor.scope("household__village_code"), pk=comparison).first()
    if row is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    actor.require("correct", row.household.village_code)
    return row


def _told(row: Comparison, verb: str, actor: Actor, on: date, **more: object) -> None:
    record(area_code=row.household.village_code, verb=verb, subject=f"comparison:{row.pk}", actor=actor, on=on, item=row.item,
           about=f"household:{row.household.number}", **more)
