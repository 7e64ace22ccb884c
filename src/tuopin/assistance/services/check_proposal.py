"""Whether a proposal still fits what holds today: choices by hand, who has left, loads, villages; one that does not is not carried out."""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.assistance.models import HandChoice, Proposal, ProposalLine, Unit
from tuopin.assistance.selectors.asked import villages_asked
from tuopin.assistance.selectors.coverage import REGISTERED, RUNS
from tuopin.assistance.services.who_may_help import check_available, check_kin
from tuopin.assistance.states.numbers import whole
from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.registry.models import Helper
from tuopin.scope.selectors import rows_of
from tuopin.scope.services import door

ANEW = phrase("请作废这份方案,重新生成。")
OTHERS = f"""
SELECT p.helper_id, count(DISTINCT p.household_id) FROM registry_pairing p JOIN registry_household h ON h.id = p.household_id
WHERE p.helper_id = ANY(%(helpers)s) AND {RUNS.format(t="p")} AND {REGISTERED} AND NOT EXISTS (
    SELECT FROM assistance_proposalline l WHERE l.proposal_id = %(proposal)s AND l.household_id = h.id AND l.helper_id IS NOT NULL)
GROUP BY 1
"""
LEFT_ALONE = f"""
SELECT count(*) FROM assistance_proposalline l WHERE l.proposal_id = %(proposal)s AND l.helper_id IS NOT NULL AND NOT l.changes AND NOT EXISTS (
    SELECT FROM registry_pairing p WHERE p.household_id = l.household_id AND p.helper_id = l.helper_id AND {RUNS.format(t="p")})
"""


def check_kept(lines: Iterable[ProposalLine]) -> None:
    """Raise a Refusal where a choice by hand over the seats of a new proposal could not be kept: it is not dropped in silence."""
    lost = _choices_over(lines) ^ _kept_in(lines)
    if lost:
        raise Refusal(
            "choice-not-kept", phrase("有 {n} 项人工指定不能保留:指定的帮扶人不在名册或已离岗,或单位已停用。"), phrase("请先取消这些人工指定,再生成方案。"), n=len(lost),
        )


def check_current(proposal: Proposal) -> None:
    """Raise a Refusal where what the proposal was made from has changed, so that it would go against what holds now."""
    lines = list(proposal.lines.all())
    changed = _choices_over(lines) ^ _kept_in(lines)
    if changed:
        raise Refusal("choices-changed", phrase("方案生成之后,有 {n} 项人工指定已经变更。"), ANEW, n=len(changed))
    if proposal.kind == Proposal.Kind.HELPERS:
        _check_helpers(proposal, [line for line in lines if line.helper_id])
    else:
        _check_units(proposal, lines)


def _check_helpers(proposal: Proposal, lines: list[ProposalLine]) -> None:
    changing = [line for line in lines if line.changes]
    helpers = Helper.objects.in_bulk({line.helper_id for line in changing})
    check_available(helpers, proposal.starts_on)
    check_kin([(line.household_id, line.helper_id) for line in changing])
    asked = {"on": proposal.starts_on, "proposal": proposal.pk, "helpers": list(helpers)}
    [(gone,)] = rows_of(LEFT_ALONE, asked, planned=False)
    if gone:
        raise Refusal("pairings-changed", phrase("方案生成之后,有 {n} 户的帮扶人已经变更。"), ANEW, n=gone)
    with door("loads", read=[NATION]):
        loads = dict(rows_of(OTHERS, asked, planned=False))
    for line in lines:
        loads[line.helper_id] = loads.get(line.helper_id, 0) + 1
    for pk, helper in sorted(helpers.items()):
        most = whole("households_most", proposal.starts_on, helper.area_code)
        if loads[pk] > most:
            raise Refusal("overloaded", phrase("{name} 将帮扶 {load} 户,超过上限 {most} 户。"), ANEW, name=helper.name, load=loads[pk], most=most)


def _check_units(proposal: Proposal, lines: list[ProposalLine]) -> None:
    closed = Unit.objects.filter(pk__in={line.unit_id for line in lines}).exclude(closed_on=None).first()
    if closed is not None:
        raise Refusal("unit-closed", phrase("{unit} 已停用。"), ANEW, unit=closed.name)
    kept = {line.village_code for line in lines if line.kept}
    gone = {line.village_code for line in lines} - set(villages_asked(proposal.area_code, proposal.starts_on, kept)[1])
    if gone:
        names = names_of(gone, on=proposal.starts_on)
        raise Refusal(
            "villages-changed", phrase("方案生成之后,{villages}已退出贫困村序列,或已有上级单位帮扶。"), ANEW,
            villages=[names.get(code, code) for code in sorted(gone)[:5]],
        )


def _choices_over(lines: Iterable[ProposalLine]) -> set[tuple]:
    """The open choices over the seats of the lines, as (household, helper) or (village, unit)."""
    households = {line.household_id for line in lines if line.household_id}
    villages = {line.village_code for line in lines}
    found = HandChoice.objects.filter(ends_on=None, household__isnull=not households, village_code__in=villages)
    if not households:
        return set(found.values_list("village_code", "unit_id"))
    return {pair for pair in found.values_list("household_id", "helper_id") if pair[0] in households}


def _kept_in(lines: Iterable[ProposalLine]) -> set[tuple]:
    return {(line.household_id, line.helper_id) if line.household_id else (line.village_code, line.unit_id) for line in lines if line.kept}
