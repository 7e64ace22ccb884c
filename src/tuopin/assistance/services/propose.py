"""Asks who should help whom, or which unit should go where, and keeps the proven answer as a proposal for persons to decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from tuopin.analysis.assignment.proposals import Points, Proposed, propose_helpers, propose_units
from tuopin.assistance.models import Proposal, ProposalLine
from tuopin.assistance.selectors.asked import Helped, Posted, helpers_asked, units_asked
from tuopin.assistance.services.check_proposal import check_kept
from tuopin.assistance.states.numbers import whole, words
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class AssignmentAsked:
    """What is to be assigned: units to villages or helpers to households, where, from which day; only the gaps or all anew."""

    kind: str
    area_code: str
    starts_on: date
    only_gaps: bool = True
    idle_units: bool = False  # whether a unit may be left without a village


def propose_assignment(*, asked: AssignmentAsked, actor: Actor, on: date, report: Report | None = None) -> Proposal:
    """Solve the assignment and keep it, line by line, with its cost, the bound of the proof and the problem itself.

    Raises NotFound or Forbidden without `confirm` in the area, a Refusal when there is nothing to assign, nobody to send, no way to keep
    all conditions, or a choice by hand that cannot be kept.
    """
    actor.require("confirm", asked.area_code)
    tell = report or (lambda step, done, total: None)
    tell("gather", 0, 3)
    if asked.kind == Proposal.Kind.HELPERS:
        facts = helpers_asked(asked.area_code, starts_on=asked.starts_on, only_gaps=asked.only_gaps)
        _something(facts.seats, facts.problem.ids)
        tell("solve", 1, 3)
        found = propose_helpers(facts.problem, points(asked))
        rows = _pairing_lines(facts, found)
    elif asked.kind == Proposal.Kind.UNITS:
        facts = units_asked(asked.area_code, starts_on=asked.starts_on, idle=asked.idle_units)
        _something(facts.problem.villages, facts.problem.ids)
        tell("solve", 1, 3)
        found = propose_units(facts.problem, points(asked))
        rows = _posting_lines(facts, found)
    else:
        raise Refusal("bad-assignment", phrase("“{kind}”不是分派种类。"), phrase("可选:units、helpers。"), kind=asked.kind[:20])
    check_kept(rows)
    tell("keep", 2, 3)
    return _keep(asked, found, rows, actor, on)


def points(asked: AssignmentAsked) -> Points:
    """What each kind of mismatch costs there on the day, by the dated numbers."""
    tiers = tuple(int(one) for one in words("distance_points", asked.starts_on, asked.area_code))
    return Points(tiers, whole("skill_points", asked.starts_on, asked.area_code), whole("change_points", asked.starts_on, asked.area_code))


@transaction.atomic
def _keep(asked: AssignmentAsked, found: Proposed, rows: Sequence[ProposalLine], actor: Actor, on: date) -> Proposal:
    proposal = Proposal.objects.create(
        kind=asked.kind, area_code=asked.area_code, starts_on=asked.starts_on, wanted=len({row.seat for row in rows}),
        served=len({row.seat for row in rows if row.cost is not None}), cost=found.cost, bound=found.bound,
        seconds=Decimal(f"{found.seconds:.3f}"), problem=found.packed, problem_digest=sha256(found.packed).hexdigest(), made_by=actor.name,
    )
    for row in rows:
        row.proposal = proposal
    ProposalLine.objects.bulk_create(rows, batch_size=2000)
    record(
        area_code=asked.area_code, verb="propose_assignment", subject=f"proposal:{proposal.pk}", actor=actor, on=on, kind=asked.kind,
        wanted=proposal.wanted, served=proposal.served, cost=found.cost, bound=found.bound, problem=proposal.problem_digest,
    )
    return proposal


def _pairing_lines(facts: Helped, found: Proposed) -> list[ProposalLine]:
    kept = facts.problem.kept
    lines = [
        ProposalLine(
            seat=one.seat, village_code=facts.problem.places[one.seat], household_id=facts.seats[one.seat], helper_id=facts.problem.ids[one.who],
            cost=one.cost, kept=kept[one.seat][1] if one.seat in kept else "", changes=facts.problem.now[one.seat] != one.who,
        )
        for one in found.choices
    ]
    return lines + [
        ProposalLine(seat=seat, village_code=facts.problem.places[seat], household_id=facts.seats[seat], changes=False) for seat in found.without
    ]


def _posting_lines(facts: Posted, found: Proposed) -> list[ProposalLine]:
    return [
        ProposalLine(
            seat=one.seat, village_code=facts.problem.villages[one.seat], unit_id=facts.problem.ids[one.who], cost=one.cost,
            kept=facts.problem.kept.get((one.who, one.seat), ""), changes=(one.who, one.seat) not in facts.problem.now,
        )
        for one in found.choices
    ]


def _something(seats: Sequence, who: Sequence) -> None:
    if not seats:
        raise Refusal("nothing-to-assign", phrase("没有需要分派的村或户。"), phrase("缺口为零,不需要再办理;要全部重新分派,请选择“全部”。"))
    if not who:
        raise Refusal("nobody-to-send", phrase("没有可以分派的单位或帮扶责任人。"), phrase("请先登记帮扶单位或帮扶责任人。"))
