"""拆分: records from a document that one place became several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tuopin.divisions.models import Succession
from tuopin.divisions.services.record_merge import withdraw_findings
from tuopin.divisions.services.spans import begin_on, end_on, known, record_places, require_right
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.trail.services import record


@transaction.atomic
def record_split(
    *, predecessor: str, successors: Sequence[str], split_on: date, basis: str, actor, on: date,
) -> list[Succession]:
    """Record that the predecessor became the successors on `split_on`. One that keeps the old code goes on; else it ends.

    Successors that the list does not know are added before with `add_division`. Raises a Refusal.
    """
    require_right(actor, [predecessor, *successors], basis)
    if len(set(successors)) < 2:
        raise Refusal("one-successor", phrase("拆分至少要有两个新区划。"), phrase("如只是改名,请登记更名。"))
    name, before = known(predecessor)[-1].name, {}
    if predecessor not in successors:
        before |= end_on(predecessor, split_on)
    withdraw_findings([predecessor])
    made = []
    for code in dict.fromkeys(successors):
        spans = known(code)
        if code != predecessor:
            before |= begin_on(code, split_on)
        made.append(Succession.objects.create(
            predecessor_code=predecessor, predecessor_name=name, successor_code=code, successor_name=spans[-1].name,
            kind=Succession.Kind.SPLIT, on=split_on, confidence=1, decided_by=actor.name, basis=basis))
    record(area_code=predecessor, verb="split", subject=f"division:{predecessor}", actor=actor, on=on, basis=basis,
           split_on=split_on.isoformat(), successors=[s.successor_code for s in made],
           successions=[s.pk for s in made], before=before)
    record_places("split", {s.successor_code for s in made} - {predecessor}, actor=actor, on=on, basis=basis)
    return made
