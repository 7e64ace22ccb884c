"""Pledges (军令状): drafted with their targets, signed by both secretaries on evidence, reported on, settled; and the plan that waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.areas import is_code, level_of, within
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.people.models import Account
from tuopin.people.selectors import Actor, same_person
from tuopin.responsibility.models import AnnualPlan, Pledge, PledgeTarget
from tuopin.responsibility.selectors.pledges import plan_readiness
from tuopin.responsibility.services.writing import record_rows, write_rows
from tuopin.responsibility.states import MEASURES
from tuopin.trail.services import record

MOST = Decimal(10) ** 12  # of a target, as the table keeps it
SIGNATURES = ("signature", "scan", "photo", "document")


@dataclass(frozen=True)
class NewPledge:
    """A pledge to be signed: of which place to which above, for which year, until when, with targets as measure → (value, unit)."""

    area: str
    upper: str
    year: int
    due_on: date
    targets: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)
    text: str = ""


def draft_pledges(pledges: Sequence[NewPledge], *, actor: Actor, on: date) -> list[Pledge]:
    """Lay out the pledges, all or none. Raises Refusal for a place that does not lie below the other, a target that is none, and one that is counted in
    another unit than above, beside or below it: such targets could not be added up."""
    for p in pledges:
        if not (is_code(p.area) and is_code(p.upper)) or not within(p.area, p.upper) or level_of(p.area) <= level_of(p.upper) or p.due_on < on:
            raise Refusal("pledge-unclear", phrase("军令状的两级不是上下级,或期限已过。"), phrase("请核对区划代码和期限。"))
        if any(measure not in MEASURES or not value.is_finite() or not 0 <= value < MOST for measure, (value, _unit) in p.targets.items()):
            raise Refusal("target-unclear", phrase("军令状的目标项目不在列表中,或目标值小于零。"), phrase("请核对目标。"))

    _require_one_unit(pledges)

    def targets(rows: list[Pledge]) -> None:
        PledgeTarget.objects.bulk_create([
            PledgeTarget(pledge=row, measure=measure, value=value, unit=unit[:20])
            for row, p in zip(rows, pledges, strict=True) for measure, (value, unit) in p.targets.items()
        ])

    return write_rows([
        Pledge(area_code=p.area, upper_code=p.upper, year=p.year, due_on=p.due_on, text=p.text[:500]) for p in pledges
    ], kind="pledge", verb="pledge-draft", actor=actor, on=on, more=targets, told=lambda p: {"upper": p.upper_code, "year": p.year, "due_on": p.due_on.isoformat()})


def _require_one_unit(pledges: Sequence[NewPledge]) -> None:
    """What is pledged in a year of one measure is counted in one unit: by the place above, by all right below it, and by those below these."""
    places = {place for p in pledges for place in (p.area, p.upper)}
    known = PledgeTarget.objects.filter(Q(pledge__area_code__in=places) | Q(pledge__upper_code__in=places), pledge__year__in={p.year for p in pledges})
    units: dict[tuple[str, int, str], str] = {}  # place whose sum it belongs to, year, measure
    rows = [*known.order_by("id").values_list("pledge__area_code", "pledge__upper_code", "pledge__year", "measure", "unit"),
            *((p.area, p.upper, p.year, measure, unit[:20]) for p in pledges for measure, (_value, unit) in p.targets.items())]
    for area, upper, year, measure, unit in rows:
        for place in (area, upper):
            other = units.setdefault((place, year, measure), unit)
            if other != unit:
                raise Refusal(
                    "unit-differs", phrase("“{measure}”在上下级的军令状中已以“{unit}”计,这里写的是“{said}”,无法相加。"), phrase("请统一计量单位。"),
                    measure=Phrase(MEASURES[measure]), unit=Phrase(other or "—"), said=Phrase(unit or "—"))


@transaction.atomic
def sign_pledges(signatures: Mapping[int, UUID], *, side: str, actor: Actor, on: date) -> list[Pledge]:
    """Sign pledges, by number and signature file: `side` "below" as the secretary of the place, "above" as that of the place above.

    Each signature is a file of evidence about this very pledge (``pledge:12``), used for one signature only. Raises Forbidden for whoever is not the secretary,
    Refusal for a pledge signed before and for evidence that is none.
    """
    rows = list(Pledge.objects.select_for_update().filter(actor.scope("area_code"), pk__in=signatures).order_by("pk"))
    if len(rows) != len(signatures) or not rows:
        raise NotFound("no-such-pledge", phrase("没有找到这份军令状。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    column = "" if side == "below" else "upper_"
    files = {f.uid: f for f in EvidenceFile.objects.filter(uid__in=list(signatures.values()), erased_at=None, kind__in=SIGNATURES)}
    for row in rows:
        _require_secretary(actor, row.area_code if side == "below" else row.upper_code)
        file = files.get(UUID(str(signatures[row.pk])))
        if file is None or file.subject != f"pledge:{row.pk}" or file.uid in (row.signature, row.upper_signature):
            raise Refusal("signature-missing", phrase("没有这份军令状的签字凭证。"), phrase("请先上传签字或扫描件,上级、下级各一份。"))
        if getattr(row, f"{column}signed_on") is not None:
            raise Refusal("signed-before", phrase("这份军令状已经签过。"), phrase("请刷新页面。"))
        if same_person(row.upper_signer_id if side == "below" else row.signer_id, actor.account_id):
            raise Refusal("same-person", phrase("上下级不能由同一人签订。"), phrase("请由另一级的书记签订。"))
        setattr(row, f"{column}signed_on", on)
        setattr(row, f"{column}signature", file.uid)
        setattr(row, f"{column}signer_id", actor.account_id)
    Pledge.objects.bulk_update(rows, [f"{column}signed_on", f"{column}signature", f"{column}signer"])
    record_rows(rows, kind="pledge", verb="pledge-sign", actor=actor, on=on, told=lambda p: {
        "side": side, "evidence_digest": files[getattr(p, f"{column}signature")].digest})
    return rows


def _require_secretary(actor: Actor, area: str) -> None:
    held = zip(actor.areas, actor.roles, actor.offices, strict=False)
    if not any(code == area and role == "head" and office == "secretary" for (code, _acts), role, office in held):
        raise Forbidden("not-the-secretary", phrase("军令状由两级书记本人签订。"), phrase("请由该地的书记办理。"))


@transaction.atomic
def report_target(*, pledge: int, measure: str, done: Decimal, actor: Actor, on: date) -> PledgeTarget:
    """Report how much of a target was reached by today; reported to the place above. Raises Refusal before both have signed, and once it was settled:
    what the outcome was judged by does not change afterwards."""
    row = _held(pledge, actor)
    actor.require("correct", row.area_code)
    if not row.is_signed or row.outcome:
        raise Refusal("pledge-not-running", phrase("军令状还没有签订齐,或已经兑现,不能报告完成情况。"), phrase("请先由两级书记签订;已兑现的不再改动。"))
    target = row.targets.filter(measure=measure).first()
    if target is None or not done.is_finite() or not 0 <= done < MOST:
        raise Refusal("target-unclear", phrase("军令状的目标项目不在列表中,或目标值小于零。"), phrase("请核对目标。"))
    target.done, target.reported_on = done, on
    target.save(update_fields=["done", "reported_on"])
    record(area_code=row.area_code, verb="pledge-report", subject=f"pledge:{row.pk}", actor=actor, on=on, measure=measure, done=str(done))
    return target


@transaction.atomic
def settle_pledge(*, pledge: int, outcome: str, note: str, actor: Actor, on: date) -> Pledge:
    """Say at the end whether the pledge was met; the place above says so, by somebody else than who pledged. "Met" only when every target was reached."""
    row = _held(pledge, actor)
    actor.require("correct", row.upper_code)
    if same_person(row.signer_id, actor.account_id):
        raise Refusal("same-person", phrase("签订军令状的人不能认定自己是否兑现。"), phrase("请由上级的另一人办理。"))
    if not row.is_signed or row.outcome or outcome not in Pledge.Outcome.values or not note.strip():
        raise Refusal("pledge-not-settled", phrase("军令状没有签订齐、已经兑现过,或没有写明说明。"), phrase("请核对后重新办理。"))
    open_target = next((t for t in row.targets.all() if t.done is None or t.done < t.value), None)
    if outcome == Pledge.Outcome.MET and open_target is not None:
        raise Refusal("target-open", phrase("目标“{measure}”还没有完成,不能认定已兑现。"), phrase("请先报告完成情况,或认定未兑现。"), measure=Phrase(MEASURES[open_target.measure]))
    row.outcome, row.settled_on, row.settled_note = outcome, on, note.strip()[:300]
    row.save(update_fields=["outcome", "settled_on", "settled_note"])
    record(area_code=row.area_code, verb="pledge-settle", subject=f"pledge:{row.pk}", actor=actor, on=on, basis=row.settled_note, outcome=outcome)
    return row


def _held(pk: int, actor: Actor) -> Pledge:
    row = Pledge.objects.select_for_update().filter(actor.scope("area_code"), pk=pk).first()
    if row is None:
        raise NotFound("no-such-pledge", phrase("没有找到这份军令状。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return row


@transaction.atomic
def approve_plan(*, area: str, year: int, actor: Actor, on: date) -> AnnualPlan:
    """Approve a place's annual plan. Raises Refusal while a place below has no pledge or has not signed, or the targets below do not cover."""
    actor.require("confirm", area)
    ready = plan_readiness(actor, area, year, on=on)
    if ready.unsigned:
        raise Refusal(
            "pledges-unsigned", phrase("还有 {count} 个单位没有签订军令状,年度计划不能批准,例如:{places}。"), phrase("请先签齐;名单见“军令状”页。"),
            count=len(ready.unsigned), places=list(ready.unsigned.values())[:5])
    if ready.shorts:
        short = ready.shorts[0]
        raise Refusal(
            "targets-short", phrase("下级目标之和比上级目标少 {left} {unit}。"), phrase("请把各地的目标加到不低于上级目标。"), left=f"{(short.above - short.below).normalize():f}",
            unit=Phrase(MEASURES[short.measure]))
    account = Account.objects.filter(pk=actor.account_id).first() if actor.account_id else None
    return write_rows([AnnualPlan(area_code=area, year=year, account=account, approved_on=on)], kind="annual-plan", verb="plan-approve", actor=actor, on=on,
                      told=lambda p: {"year": p.year})[0]
