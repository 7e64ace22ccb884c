"""Proposals of an assignment: which there are, their lines with names, and why a line is as it is and what another choice would cost."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tuopin.analysis.assignment.packing import ids_in
from tuopin.analysis.assignment.proposals import others_for_household, others_for_village
from tuopin.assistance.models import HandChoice, Proposal, ProposalLine, Unit
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.selectors.areas import areas_asked, in_areas
from tuopin.registry.models import Helper

PARTS = {"distance": phrase("距离"), "skill": phrase("专长与致贫原因不符"), "change": phrase("更换"), "mismatch": phrase("单位类别与村情不符")}
SHOWN = 12


def proposals(actor: Actor, area: str) -> QuerySet[Proposal]:
    """The proposals for the asker's part of the place, the newest first."""
    return Proposal.objects.filter(in_areas(areas_asked(actor, area), "area_code")).defer("problem").order_by("-made_at", "-pk")


def proposal_of(actor: Actor, pk: int) -> Proposal:
    """One proposal. Raises NotFound outside the asker's areas."""
    found = Proposal.objects.filter(actor.scope("area_code"), pk=pk).first()
    if found is None:
        raise NotFound("no-such-proposal", phrase("没有这份分派方案。"), phrase("请从分派方案列表中选择。"))
    return found


def lines_of(proposal: Proposal, *, village: str = "", only: str = "") -> QuerySet[ProposalLine]:
    """The lines by village; only those that change something, were chosen by hand, or found nobody."""
    rows = proposal.lines.select_related("household", "helper", "unit").order_by("village_code", "seat", "pk")
    if village:
        rows = rows.filter(village_code=village)
    return rows.filter({"changes": Q(changes=True), "kept": ~Q(kept=""), "without": Q(cost=None)}.get(only, Q()))


def counted(proposal: Proposal) -> dict[str, int]:
    """How many lines there are, change something, were chosen by hand, found nobody."""
    return proposal.lines.aggregate(
        all=Count("pk"), changes=Count("pk", filter=Q(changes=True)), kept=Count("pk", filter=~Q(kept="")), without=Count("pk", filter=Q(cost=None)),
    )


@dataclass(frozen=True)
class Other:
    """Another who could have been chosen: name, what it would cost more in all (None: it cannot be done while what comes first holds), and the
    points of this choice by part."""

    pk: int
    name: str
    note: str
    extra: int | None
    parts: list[tuple[str, int]]
    chosen: bool


def why(actor: Actor, line: int) -> tuple[ProposalLine, list[Other]]:
    """One line with the next best choices, computed from the kept problem and proven again. Raises NotFound outside."""
    found = ProposalLine.objects.filter(actor.scope("proposal__area_code"), pk=line).select_related("proposal", "household", "helper", "unit").first()
    if found is None:
        raise NotFound("no-such-line", phrase("没有这一条分派结果。"), phrase("请从分派方案中选择。"))
    proposal, packed = found.proposal, bytes(found.proposal.problem)
    ids = ids_in(packed)
    place = {pk: n for n, pk in enumerate(ids)}
    if proposal.kind == Proposal.Kind.HELPERS:
        chosen = {seat: place[helper] for seat, helper in proposal.lines.exclude(helper=None).values_list("seat", "helper_id")}
        others = others_for_household(packed, chosen, found.seat)
        others = [one for n, one in enumerate(others) if n < SHOWN or one.helper == chosen.get(found.seat)]
        people = Helper.objects.in_bulk([ids[one.helper] for one in others])
        named = [(people[ids[one.helper]].name, people[ids[one.helper]].unit_name) for one in others]
        taken = {found.helper_id}
    else:
        taken = set(proposal.lines.filter(seat=found.seat).values_list("unit_id", flat=True))
        others = others_for_village(packed, found.seat, frozenset(place[unit] for unit in taken), proposal.cost)
        units = Unit.objects.in_bulk([ids[one.helper] for one in others])
        named = [(units[ids[one.helper]].name, units[ids[one.helper]].head_name) for one in others]
    return found, [
        Other(ids[one.helper], name, note, one.extra, [(PARTS[part], points) for part, points in one.parts.items()], ids[one.helper] in taken)
        for one, (name, note) in zip(others, named, strict=True)
    ]


def hand_choices(actor: Actor, area: str) -> QuerySet[HandChoice]:
    """The choices made by hand that hold in the asker's part of the place."""
    rows = HandChoice.objects.filter(in_areas(areas_asked(actor, area)), ends_on=None)
    return rows.select_related("household", "helper", "unit").order_by("village_code", "pk")
