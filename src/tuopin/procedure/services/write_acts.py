"""Writes decided acts with what they rest on, moves their cases on and leaves the trail: a statement each, however many they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import cite_files
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act, Case, Citation, Verdict
from tuopin.procedure.services.doors import Judged
from tuopin.procedure.services.said import Said
from tuopin.procedure.services.seal_act import seal_acts
from tuopin.procedure.states import Deed, Setting, Standing
from tuopin.procedure.states.machine import is_late
from tuopin.trail.services import Event, doer_at, record, record_many


@dataclass(frozen=True)
class Decided:
    """An act that is allowed: what is done in which case, and how the case then stands."""

    case: Case
    deed: Deed
    standing: Standing
    setting: Setting
    files: tuple[tuple[str, EvidenceFile], ...]
    judged: Judged | None
    said: Said
    body: str
    sealed: bool  # its time must not be doubted: a checkpoint holds it at once


def write_acts(decided: Sequence[Decided], *, actor: Actor, beside: Callable[[Sequence[Act]], None]) -> list[Act]:
    """Write the acts, one for each; returns them in order, with the times that the database gave them. `beside` writes what belongs to them."""
    acts = Act.objects.bulk_create([_row(one) for one in decided], batch_size=500)
    times = dict(Act.objects.filter(pk__in=[act.pk for act in acts]).values_list("pk", "recorded_at"))
    for act in acts:
        act.recorded_at = times[act.pk]
    _rest_on(decided, acts, actor)
    beside(acts)
    _move(decided)
    _tell(decided, acts, actor)
    seal_acts([act for one, act in zip(decided, acts, strict=True) if one.sealed])
    return acts


def _row(one: Decided) -> Act:
    deed = one.deed
    return Act(
        case=one.case, seq=one.case.version + 1, kind=deed.kind, step=deed.step, account_id=deed.person, seat_area=deed.seat.area_code,
        seat_role=deed.seat.role, seat_title=deed.seat.title, happened_on=deed.happened_on, late=is_late(one.setting.edition, deed),
        note=deed.note.strip()[:300], entitled=deed.entitled, present=deed.present, in_favour=deed.in_favour, outcome=deed.outcome,
        refers=deed.refers, key=one.said.key, body=one.body,
    )


def _rest_on(decided: Sequence[Decided], acts: Sequence[Act], actor: Actor) -> None:
    pairs = [(one, act, name, file) for one, act in zip(decided, acts, strict=True) for name, file in one.files]
    if pairs:
        cite_files([(file, f"case:{act.case_id}", one.deed.happened_on) for one, act, _, file in pairs], actor=actor)
        Citation.objects.bulk_create([
            Citation(act=act, name=name, kind=file.kind, subject=file.subject, uid=file.uid, digest=file.digest, accepted_at=file.recorded_at)
            for _, act, name, file in pairs
        ], batch_size=500)
    verdicts = [(act, one.judged) for one, act in zip(decided, acts, strict=True) if one.judged]
    made = Verdict.objects.bulk_create([
        Verdict(act=act, rule=judged.rule, rulebook=judged.rulebook, judged_on=judged.judged_on, facts_year=judged.facts_year, holds=judged.holds,
                digest=judged.digest)
        for act, judged in verdicts
    ], batch_size=500) if verdicts else ()
    for (act, _), verdict in zip(verdicts, made, strict=True):
        act.verdict = verdict


def _move(decided: Sequence[Decided]) -> None:
    cases = [one.case for one in decided]
    for one in decided:
        standing = one.standing
        one.case.state, one.case.due, one.case.version = standing.state, standing.due.name if standing.due else "", one.case.version + 1
    if len(cases) == 1:
        cases[0].save(update_fields=["state", "due", "version"])
    else:
        Case.objects.bulk_update(cases, ["state", "due", "version"], batch_size=500)
    ended = dict(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "ended_at"))
    for case in cases:
        case.ended_at = ended[case.pk]


def _tell(decided: Sequence[Decided], acts: Sequence[Act], actor: Actor) -> None:
    told = [_event(one, act) for one, act in zip(decided, acts, strict=True)]
    if len(told) == 1:
        area, verb, subject, on, digests, detail = told[0]
        record(area_code=area, verb=verb, subject=subject, actor=actor, on=on, evidence=digests, **detail)
        return
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(area, verb, subject, *doer_at(actor, area), on, detail, tuple(digests)) for area, verb, subject, on, digests, detail in told
        ])


def _event(one: Decided, act: Act) -> tuple:
    case, deed, judged = one.case, one.deed, one.judged
    other = {} if one.setting.edition.digest == case.declaration else {"declaration": one.setting.edition.digest}  # than the file it was opened under
    return case.area_code, f"case-{deed.kind}", f"case:{case.pk}", deed.happened_on, sorted(piece.digest for piece in deed.pieces), {
        "basis": one.said.note, "about": case.subject, "procedure": case.procedure, "step": deed.step, "act": act.seq, "late": act.late,
        "outcome": deed.outcome, "verdict": judged.digest if judged else "", "rulebook": judged.rulebook if judged else "",
    } | other
