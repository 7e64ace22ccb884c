"""合并: records from a document that several places became one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models.functions import Now

from tuopin.divisions.models import Division, Succession
from tuopin.divisions.services.spans import (
    begin_on,
    end_on,
    first_day_before,
    free_code,
    known,
    new_span,
    record_places,
    require_right,
)
from tuopin.kernel.areas import level_of, parent
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.trail.services import record


@dataclass(frozen=True, slots=True)
class Former:
    """A place that went into another: one the list knows by its code, or one older than the list by its name.

    A place older than the list may have a code from a document; without one it gets a local code of the township.
    """

    code: str = ""
    name: str = ""
    starts_on: date | None = None


@transaction.atomic
def record_merge(
    *, predecessors: Sequence[Former], successor: str, merged_on: date, basis: str, actor, on: date,
) -> list[Succession]:
    """Record that the predecessors became the successor on `merged_on`; they end that day and stay to be asked for.

    A successor that is one of the predecessors took the others in; another one begins that day. What comparison had found
    about the predecessors is withdrawn. Raises a Refusal. Who lives there is moved by `registry.services.merge_villages`.
    """
    require_right(actor, [successor, *(f.code for f in predecessors if f.code)], basis)
    if len({(f.code, f.name) for f in predecessors}) < 2:
        raise Refusal("one-predecessor", phrase("合并至少要有两个原区划。"), phrase("如只是改名,请登记更名。"))
    spans = known(successor)
    name = next((s.name for s in spans if s.ends_on is None or s.ends_on > merged_on), spans[-1].name)
    before = {} if any(f.code == successor for f in predecessors) else begin_on(successor, merged_on)
    ended = []
    for former in predecessors:
        code, old_name, days = _ended(former, successor, merged_on)
        before |= days
        ended.append((code, old_name))
    withdraw_findings([code for code, _ in ended])
    made = [Succession.objects.create(
        predecessor_code=code, predecessor_name=old_name, successor_code=successor, successor_name=name,
        kind=Succession.Kind.MERGED, on=merged_on, confidence=1, decided_by=actor.name, basis=basis) for code, old_name in ended]
    record(area_code=successor, verb="merge", subject=f"division:{successor}", actor=actor, on=on, basis=basis,
           merged_on=merged_on.isoformat(), predecessors=dict(ended), successions=[s.pk for s in made], before=before)
    record_places("merge", {code for code, _ in ended} - {successor}, actor=actor, on=on, basis=basis)
    return made


def _ended(former: Former, successor: str, merged_on: date) -> tuple[str, str, dict]:
    """End one predecessor; its code, its name, and the days it had before."""
    if former.code == successor:
        span = [s for s in known(successor) if s.starts_on <= merged_on][-1:] or known(successor)[:1]
        return successor, span[0].name, {}
    code = former.code or free_code(parent(successor))
    if level_of(code) != level_of(successor):
        raise Refusal("other-level", phrase("{code} 与合并后的区划不在同一层级。"), phrase("请核对代码。"), code=code[:12])
    if former.code and (not former.name or Division.objects.filter(code=code).exists()):
        return code, known(code)[-1].name, end_on(code, merged_on)
    new_span(code, former.name, former.starts_on or first_day_before(merged_on), merged_on)
    return code, former.name, {}


def withdraw_findings(codes: Sequence[str]) -> None:
    """Withdraw what comparison found to have become of the places, now that somebody knows."""
    found = Succession.objects.filter(predecessor_code__in=codes, decided_by="", withdrawn_at=None)
    found.exclude(kind=Succession.Kind.RENAMED).update(withdrawn_at=Now())
