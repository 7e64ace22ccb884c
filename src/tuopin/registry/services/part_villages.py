"""撤销合并村: takes back a merge of villages that was recorded wrongly, and gives each village the households it had."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.divisions.services.withdraw_succession import withdraw_succession
from tuopin.people.selectors import Actor
from tuopin.procedure.services import move_cases
from tuopin.registry.models import Household, HouseholdForm
from tuopin.registry.services.merge_villages import record_moved
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import record


@transaction.atomic
def part_villages(*, succession: int, basis: str, actor: Actor, on: date) -> int:
    """Withdraw the succession; the households that went with its village go back there, as the trail of the merge names them.

    Those that were registered in the successor since stay there, and so do postings. Returns how many went back. Raises
    NotFound or Forbidden as the withdrawal does.
    """
    link = withdraw_succession(succession=succession, basis=basis, actor=actor, on=on)
    origin, result = link.predecessor_code, link.successor_code
    moves = [e.detail for e in entries_on(f"division:{result}").filter(verb="move_households")]
    merged_on = link.on.isoformat()
    gone = next((m["households"][origin] for m in moves if m.get("merged_on") == merged_on and origin in m.get("households", {})), [])
    if not link.decided_by or not gone:
        return 0
    count = Household.objects.filter(pk__in=gone, village_code=result).update(village_code=origin)
    HouseholdForm.objects.filter(
        household_id__in=gone, village_code=result, year__gte=link.on.year, superseded_at=None
    ).update(village_code=origin)
    record(area_code=origin, verb="move_households", subject=f"division:{origin}", actor=actor, on=on, basis=basis,
           moved={result: count}, back=True)
    move_cases(predecessors=[result], successor=origin, following=True, basis=basis, actor=actor, on=on)
    record_moved(gone, (), actor=actor, on=on, basis=basis)
    return count
