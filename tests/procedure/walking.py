"""Walks any declared procedure from its beginning to its end, each step by an official who sits where the step asks."""

from __future__ import annotations

from datetime import timedelta

from procedure.cases import a_file, an_official
from tuopin.kernel.areas import LEVELS, ancestor
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import Said, close_notice, publish_notice, take_step
from tuopin.procedure.states import Requirement, Step


def officials_of(place: str, case: Case, *, prefix: str = "w") -> dict[str, Actor]:
    """For each step of the case's edition somebody in the right seat; who may take two steps takes both."""
    edition, found = edition_of(case), {}
    for step in edition.steps:
        area = ancestor(place, LEVELS.index(step.level) + 1)
        found[step.name] = found.get(step.again) or an_official(f"{prefix}-{case.pk}-{step.name}", (area, step.role, step.title))
    return found


def pieces_of(wanted: tuple[Requirement, ...], case: Case) -> tuple:
    """Just the evidence that is asked for, about the case's own subject."""
    return tuple((r.name, a_file(sorted(r.kinds)[0], case.subject, area=case.area_code).uid) for r in wanted for _ in range(r.least))


def act_at(case: Case, step: Step, who: Actor, clock) -> None:
    """Take one step, with its whole notice where it has one."""
    votes = {"entitled": 60, "present": 45, "in_favour": 40} if step.present else {}
    said = Said(evidence=pieces_of(step.evidence, case), **votes)
    if not step.notice:
        take_step(case=case.pk, step=step.name, actor=who, said=said)
        return
    publish_notice(case=case.pk, actor=who, said=said)
    clock(timedelta(days=step.notice.days))
    close_notice(case=case.pk, actor=who, said=Said(evidence=pieces_of(step.closing, case)))


def walk(case: Case, clock, *, place: str = "", until: str = "", who: dict[str, Actor] | None = None) -> Case:
    """Go from where the case stands to its end, or up to the step `until` (not taken); everybody needed is appointed."""
    who = who or officials_of(place or case.area_code, case)
    for step in edition_of(case).steps:
        case.refresh_from_db()
        if step.name == until or case.state not in ("underway", "on_notice"):
            break
        if case.due == step.name:
            act_at(case, step, who[step.name], clock)
    case.refresh_from_db()
    return case
