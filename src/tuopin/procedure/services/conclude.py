"""What the end of a case does to what it was about: asked of the room that knows it, together for many."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.people.selectors import Actor
from tuopin.procedure.services import clock, doors
from tuopin.procedure.services.write_acts import Decided
from tuopin.procedure.states import procedure_named
from tuopin.procedure.states.standing import COMPLETED


def conclude(decided: Sequence[Decided], *, actor: Actor) -> None:
    """Let the rooms of the subjects do what the completed ones among these cases decided."""
    ended = [one.case for one in decided if one.standing.state == COMPLETED]
    by_kind: dict[tuple[str, str], list] = {}
    for case in ended:
        declared = procedure_named(case.procedure)
        by_kind.setdefault((declared.subject, declared.to), []).append(case)
    for (kind, to), cases in by_kind.items():
        subject, many = doors.subject_of(kind), getattr(doors.subject_of(kind), "conclude_many", None)
        if many is not None and len(cases) > 1:
            many(cases, to=to, actor=actor, on=clock.today(cases[0].ended_at))
            continue
        for case in cases:
            subject.conclude(case, to=to, actor=actor, on=clock.today(case.ended_at))
