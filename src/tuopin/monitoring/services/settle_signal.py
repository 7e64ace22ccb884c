"""A person's finding on a signal: true, reasonable or an error in the data; of somebody perhaps left out with a paper that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tuopin.evidence.selectors import file_shown
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Signal, Watch
from tuopin.monitoring.services.report_clue import Clue, report_clue
from tuopin.monitoring.states.signals import FINDINGS, NEEDS_EVIDENCE, TITLES
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


@dataclass(frozen=True)
class Settled:
    """What was found, in words, resting on which file of evidence; `seen` is the finding that the page showed."""

    finding: str
    note: str
    evidence: UUID | None = None
    seen: str | None = None


def signal_of(actor: Actor, pk: int) -> Signal:
    """The signal with the key; raises NotFound outside the asker's areas."""
    found = Signal.objects.select_related("household").filter(actor.scope("household__village_code"), pk=pk).first()
    if found is None:
        raise NotFound("no-such-signal", phrase("没有找到这条监测信号。"), phrase("请从信号列表中重新选择。"))
    return found


@transaction.atomic
def settle_signal(*, signal: int, settled: Settled, actor: Actor, on: date) -> Signal:
    """Record the finding; of a risk that is true a clue follows. Raises NotFound, Forbidden, or a Refusal when the signal is closed, was settled meanwhile, or lacks its paper."""
    found = signal_of(actor, signal)
    found = Signal.objects.select_for_update(of=("self",)).select_related("household").get(pk=found.pk)
    place = found.household.village_code
    actor.require("correct", place)
    if settled.finding not in FINDINGS or not settled.note.strip():
        raise Refusal("note-missing", phrase("没有选择核实结论或没有填写核实说明。"), phrase("请写明核实方式和依据。"))
    if found.gone_at is not None:
        raise Refusal("signal-closed", phrase("这条信号已随事实变化而消失。"), phrase("不需要再核实。"))
    if settled.seen is not None and settled.seen != found.finding:
        raise Refusal("edited-meanwhile", phrase("{who} 已先核实({note}),您的结论没有保存。"), phrase("请比较两人的结论,确需更改的请与对方商定。"),
                      who=found.found_by, note=found.finding_note)
    file = file_shown(actor, settled.evidence).file if settled.evidence else None
    if found.family in NEEDS_EVIDENCE and settled.finding != "problem" and (file is None or file.subject != f"household:{found.household.number}"):
        raise Refusal("evidence-missing", phrase("说明不是漏评或应保未保,须附这一户的证据。"), phrase("请先上传入户核实表、照片或证明,再填写说明。"))
    found.finding, found.finding_note, found.evidence = settled.finding, settled.note.strip()[:300], file.digest if file else ""
    found.found_by, found.found_at = actor.name, timezone.now()
    found.save(update_fields=["finding", "finding_note", "evidence", "found_by", "found_at"])
    record(area_code=place, verb="settle-signal", subject=f"signal:{found.pk}", actor=actor, on=on, evidence=[file.digest] if file else [],
           check=found.check_code, finding=settled.finding)
    if found.family == Signal.Family.RISK and settled.finding == Signal.Finding.PROBLEM:
        _follow(found, actor, on)
    return found


def _follow(signal: Signal, actor: Actor, on: date) -> None:
    """A risk that somebody found to be true becomes a clue, whose terms run from now on, unless one is open."""
    if not Watch.objects.filter(household=signal.household, state__in=(Watch.State.CLUE, Watch.State.WATCHED)).exists():
        said = f"{TITLES[signal.check_code]}:{signal.finding_note}"
        report_clue(number=signal.household.number, clue=Clue(Watch.Channel.RULE, said, on), actor=actor, on=on)
