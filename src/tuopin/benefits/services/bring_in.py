"""Brings in a workbook of deliveries (a bank's or department's list) in one piece, and takes it back in one piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tuopin.benefits.models import Delivery, DeliveryBatch
from tuopin.benefits.services.match_rows import Row, matched_rows, require_limits
from tuopin.intake.parent import read_plain
from tuopin.kernel.areas import WIDTHS, ancestor
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists.headings import headings
from tuopin.people.selectors import Actor
from tuopin.trail.services import Event, doer_at, hold_chains, record, record_many

COLUMNS = {
    "number": ("text", ["户编号"]), "person": ("text", ["人编号", "姓名", "受益人"]), "policy": ("text", ["政策", "政策名称"]),
    "delivered_on": ("day", ["落实日期", "发放日期"]), "amount_yuan": ("money", ["金额", "金额(元)", "金额（元）"]), "content": ("text", ["内容", "实物或服务"]),
    "proof": ("text", ["落实凭证", "凭证"]), "proof_number": ("text", ["凭证号", "流水号", "清单序号"]),
}
INSERT = """
INSERT INTO benefits_delivery (household_id, person_id, policy, delivered_on, amount_yuan, content, proof, proof_number, proof_digest,
    batch_id, actor, void_reason)
SELECT household, person, policy, delivered_on, amount, content, proof, number, '', %(batch)s, %(actor)s, ''
FROM unnest(%(households)s::int8[], %(people)s::int8[], %(policies)s::text[], %(days)s::date[], %(amounts)s::numeric[], %(contents)s::text[],
    %(proofs)s::text[], %(numbers)s::text[]) AS r (household, person, policy, delivered_on, amount, content, proof, number)
"""


@dataclass(frozen=True)
class Brought:
    """What became of a workbook: the batch when it was taken, and every row that could not be, with the reason as (message, fix)."""

    batch: DeliveryBatch | None
    rows: int
    faults: list[tuple[int, Refusal]] = field(default_factory=list)


def bring_in_deliveries(*, path: Path, file_name: str, actor: Actor, on: date, leave_out: bool = False) -> Brought:
    """Record every row of the workbook, or none when one of them cannot be (unless `leave_out`: then those are left out).

    The batch belongs to the smallest place that holds all its households. Raises Forbidden when the actor may import nowhere, Refusal
    when the file cannot be read, was brought in already, or reaches over several areas of which the actor does not hold the whole.
    """
    if not actor.areas_for("import"):
        raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))
    told, digest = _told(path), sha256(path.read_bytes()).hexdigest()
    rows, faults = matched_rows(told, actor=actor, on=on)
    if faults and (not leave_out or not rows):
        return Brought(None, len(told), sorted(faults, key=lambda fault: fault[0]))
    batch = DeliveryBatch(
        area_code=_place_of(rows, actor), file_name=file_name[:200], digest=digest, rows=len(rows), left_out=len(faults), actor=actor.name,
    )
    lay_down(rows, batch=batch, actor=actor, on=on)
    return Brought(batch, len(told), sorted(faults, key=lambda fault: fault[0]))


@transaction.atomic
def lay_down(rows: Sequence[Row], *, batch: DeliveryBatch, actor: Actor, on: date) -> None:
    """Write the rows of one batch with their trail: one event a household, one for the batch."""
    by_household: dict[str, list[Row]] = {}
    for row in rows:
        by_household.setdefault(row.number, []).append(row)
    hold_chains({batch.area_code, *(own[0].village for own in by_household.values())})
    require_limits(rows)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
            with connection.cursor() as cursor:
                cursor.execute(INSERT, _columns(rows) | {"batch": batch.pk, "actor": actor.name})
    except IntegrityError as fault:
        raise Refusal(
            "delivered-already", phrase("这份清单已经导入过,或其中有已经记录的落实情况。"), phrase("请核对清单;需要重新导入的,先撤销原来的批次。")
        ) from fault
    events = [
        Event(own[0].village, "deliver", f"benefit:{number}", *doer_at(actor, own[0].village), on,
              {"batch": batch.pk, "policies": sorted({row.policy for row in own})})
        for number, own in by_household.items()
    ]
    with connection.cursor() as cursor:
        record_many(cursor, events)
    record(
        area_code=batch.area_code, verb="bring-in-deliveries", subject=f"delivery-batch:{batch.pk}", actor=actor, on=on, rows=batch.rows,
        file=batch.digest,
    )


@transaction.atomic
def undo_batch(*, batch: int, reason: str, actor: Actor, on: date) -> DeliveryBatch:
    """Take a whole workbook back: its records stay, marked as void. Raises NotFound, Forbidden, Refusal."""
    found = DeliveryBatch.objects.select_for_update().filter(actor.scope("area_code"), pk=batch).first()
    if found is None:
        raise NotFound("no-such-batch", phrase("没有找到这个导入批次。"), phrase("请从列表中选择。"))
    actor.require("import", found.area_code)
    if found.undone_at:
        raise Refusal("undone-already", phrase("这个批次已经撤销。"), phrase("不需要再撤销。"))
    if not reason.strip():
        raise Refusal("reason-missing", phrase("没有填写撤销原因。"), phrase("请写明为什么撤销。"))
    if Delivery.objects.filter(actor.scope("household__village_code", act="import"), batch=found).count() != found.rows:
        raise Refusal("batch-wider", phrase("这个批次中有的户不在您的辖区。"), phrase("批次只能整体撤销;请由管辖全部户的上级撤销。"))
    mine = Delivery.objects.filter(batch=found, voided_at=None)
    places = dict(mine.values_list("household__number", "household__village_code"))
    hold_chains({found.area_code, *places.values()})
    now = timezone.now()
    mine.update(voided_at=now, void_reason=reason.strip()[:300])
    found.undone_at, found.undo_reason = now, reason.strip()[:300]
    found.save(update_fields=["undone_at", "undo_reason"])
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(village, "void-delivery", f"benefit:{number}", *doer_at(actor, village), on, {"batch": found.pk, "basis": found.undo_reason})
            for number, village in places.items()
        ])
    record(
        area_code=found.area_code, verb="undo-deliveries", subject=f"delivery-batch:{found.pk}", actor=actor, on=on, basis=found.undo_reason,
    )
    return found


def _place_of(rows: Sequence[Row], actor: Actor) -> str:
    """The smallest place that holds all the households: only whoever may bring in there sees the batch whole, to take it back whole."""
    villages = {row.village for row in rows}
    place = next(code for level in range(len(WIDTHS), -1, -1) if len(codes := {ancestor(v, level) for v in villages}) == 1 for code in codes)
    if not actor.may("import", place):
        raise Refusal("several-areas", phrase("清单里的户分属几个辖区,您不能以它们共同的上级导入。"), phrase("请按辖区拆分清单,分别导入;或由上级导入。"))
    return place


def _told(path: Path) -> list[Mapping]:
    """The rows of the file; raises Refusal as the reader says."""
    told = read_plain(path, headings(COLUMNS))
    if not told:
        raise Refusal("no-rows", phrase("表中没有数据。"), phrase("请用“下载空表”填写后再导入。"))
    return told


def _columns(rows: Sequence[Row]) -> dict[str, list]:
    amounts: list[Decimal | None] = [row.amount_yuan for row in rows]
    return {
        "households": [row.household for row in rows], "people": [row.person for row in rows], "policies": [row.policy for row in rows],
        "days": [row.delivered_on for row in rows], "amounts": amounts, "contents": [row.content for row in rows],
        "proofs": [row.proof for row in rows], "numbers": [row.proof_number for row in rows],
    }
