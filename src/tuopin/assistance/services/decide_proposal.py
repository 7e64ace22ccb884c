"""What persons do with a proposal: ask another to agree, confirm, carry it out line by line, or drop it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from tuopin.assistance.models import Proposal, ProposalLine, Relation, Team, Unit
from tuopin.assistance.services.check_proposal import check_current
from tuopin.assistance.services.pairings import pair_households
from tuopin.assistance.services.places import document_of, reason_of
from tuopin.assistance.services.propose import Report
from tuopin.assistance.services.teams import TeamSaid, form_teams
from tuopin.assistance.services.units import RelationSaid, end_relation, stand_by
from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import ask_agreement, spend_agreement
from tuopin.trail.services import record

WHAT, CHUNK = "confirm-assignment", 1000


@transaction.atomic
def ask_confirmation(*, proposal: int, note: str, actor: Actor) -> Case:
    """Ask another head to agree that this proposal, and no other, is carried out."""
    found = _open(proposal, actor)
    return ask_agreement(what=WHAT, about=_about(found), area_code=found.area_code, note=note, actor=actor)


@transaction.atomic
def confirm_proposal(*, proposal: int, basis: str, actor: Actor, on: date) -> Proposal:
    """Decide that the proposal is carried out: by a document, and with another person's agreement, which this uses up.

    Raises NotFound, Forbidden, a Refusal without agreement, when it is decided already, or the choices by hand changed since.
    """
    found = _open(proposal, actor)
    basis = document_of(basis)
    check_current(found)
    spend_agreement(what=WHAT, about=_about(found), area_code=found.area_code, actor=actor)
    found.state, found.basis = Proposal.State.CONFIRMED, basis
    found.save(update_fields=["state", "basis"])
    record(area_code=found.area_code, verb="confirm_assignment", subject=f"proposal:{found.pk}", actor=actor, on=on, basis=basis)
    return found


@transaction.atomic
def drop_proposal(*, proposal: int, reason: str, actor: Actor, on: date) -> Proposal:
    """Decide that the proposal is not carried out, or not further than it was, saying why. Raises NotFound, Forbidden, Refusal."""
    found = _proposal(proposal, actor)
    if found.state not in (Proposal.State.PROPOSED, Proposal.State.CONFIRMED):
        raise _decided()
    done = found.lines.exclude(applied_at=None).count()
    found.state, found.basis = Proposal.State.DROPPED, reason_of(reason)
    found.save(update_fields=["state", "basis"])
    record(area_code=found.area_code, verb="drop_assignment", subject=f"proposal:{found.pk}", actor=actor, on=on, basis=found.basis, applied=done)
    return found


def apply_proposal(*, proposal: int, actor: Actor, on: date, report: Report | None = None) -> int:
    """Carry out a confirmed proposal: pairings or postings come into force, a thousand lines at a time, each part whole.

    Called again after a stop it goes on with what is left. How many lines changed something. Raises NotFound, Forbidden, a Refusal when
    it is not confirmed or what it was made from has changed.
    """
    found = _proposal(proposal, actor, hold=False)
    if found.state == Proposal.State.APPLIED:
        return 0
    _check_confirmed(found)
    check_current(found)
    total, done, changed = found.lines.count(), found.lines.exclude(applied_at=None).count(), 0
    while True:
        with transaction.atomic():
            found = _proposal(proposal, actor)  # held: nobody drops it or carries it out at the same time
            if found.state == Proposal.State.APPLIED:
                return changed
            _check_confirmed(found)
            lines = list(found.lines.filter(applied_at=None).order_by("village_code", "seat", "pk")[:CHUNK])
            if not lines:
                _finish(found, actor, on)
                return changed
            part = _pair if found.kind == Proposal.Kind.HELPERS else _post
            changed += part(found, lines, actor, on)
            ProposalLine.objects.filter(pk__in=[line.pk for line in lines]).update(applied_at=timezone.now())
        done += len(lines)
        if report:
            report("apply", done, total)


def _finish(found: Proposal, actor: Actor, on: date) -> None:
    if found.kind == Proposal.Kind.UNITS:
        _end_others(found, actor, on)
    found.state = Proposal.State.APPLIED
    found.save(update_fields=["state"])
    record(area_code=found.area_code, verb="apply_assignment", subject=f"proposal:{found.pk}", actor=actor, on=on, basis=found.basis)


def _check_confirmed(found: Proposal) -> None:
    if found.state == Proposal.State.DROPPED:
        raise _decided()
    if found.state != Proposal.State.CONFIRMED:
        raise Refusal("not-confirmed", phrase("这份分派方案还没有确认。"), phrase("请先由另一位负责人同意,再确认。"))


def _pair(proposal: Proposal, lines: list[ProposalLine], actor: Actor, on: date) -> int:
    pairs = [(line.household_id, line.helper_id) for line in lines if line.changes and line.helper_id]
    return pair_households(pairs=pairs, starts_on=proposal.starts_on, basis=proposal.basis, actor=actor, on=on, checked=True) if pairs else 0


def _post(proposal: Proposal, lines: list[ProposalLine], actor: Actor, on: date) -> int:
    made = stand_by(
        relations=[RelationSaid(line.unit_id, line.village_code) for line in lines if line.changes], starts_on=proposal.starts_on,
        basis=proposal.basis, actor=actor, on=on,
    )
    there = set(Team.objects.filter(village_code__in=[line.village_code for line in lines], ends_on=None).values_list("village_code", flat=True))
    first = {line.village_code: line.unit_id for line in reversed(lines) if line.village_code not in there}
    form_teams(teams=[TeamSaid(code, unit) for code, unit in sorted(first.items())], starts_on=proposal.starts_on, basis=proposal.basis, actor=actor, on=on)
    return len(made)


def _end_others(proposal: Proposal, actor: Actor, on: date) -> None:
    """An office of the area's own list that stood by a village of the proposal and is not in it stands by it no longer.

    Of an office of another list, the province's or the prefecture's, the area does not decide.
    """
    wanted = set(proposal.lines.values_list("village_code", "unit_id"))
    low, high = subtree(proposal.area_code)
    standing = Relation.objects.filter(place_code__in={village for village, _unit in wanted}, kind=Relation.Kind.TEAM, ends_on=None)
    for relation in standing.filter(unit__kind=Unit.Kind.OFFICE, unit__area_code__gte=low, unit__area_code__lt=high):
        if (relation.place_code, relation.unit_id) not in wanted and relation.starts_on < proposal.starts_on:
            end_relation(relation=relation.pk, ends_on=proposal.starts_on, basis=proposal.basis, actor=actor, on=on)


def _about(proposal: Proposal) -> str:
    return f"proposal:{proposal.pk}:{proposal.problem_digest}:{proposal.cost}"


def _proposal(pk: int, actor: Actor, *, hold: bool = True) -> Proposal:
    rows = Proposal.objects.select_for_update() if hold else Proposal.objects.all()
    found = rows.filter(actor.scope("area_code"), pk=pk).first()
    if found is None:
        raise _nothing()
    actor.require("confirm", found.area_code)
    return found


def _open(pk: int, actor: Actor) -> Proposal:
    found = _proposal(pk, actor)
    if found.state != Proposal.State.PROPOSED:
        raise _decided()
    return found


def _decided() -> Refusal:
    return Refusal("proposal-decided", phrase("这份分派方案已经处理。"), phrase("请重新生成方案。"))


def _nothing() -> NotFound:
    return NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))


