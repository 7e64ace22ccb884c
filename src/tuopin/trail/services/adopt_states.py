"""Takes over, once, what stands in the tables of a system that is older than the digests of state."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.trail.services.events import Doer, Event, doer_at
from tuopin.trail.services.record_many import record_many
from tuopin.trail.services.verify_states import PART, present, told
from tuopin.trail.states.projections import projections


@transaction.atomic
def adopt_states(*, basis: str, actor: Doer, on: date) -> int:
    """Leave one event, in the nation's chain, on every subject whose rows no event speaks of; how many there were.

    It says that they stood so on the day, not that they were right. Raises a Refusal without a basis.
    """
    if not basis.strip():
        raise Refusal("no-basis", phrase("没有写明依据。"), phrase("请写明批准文件的名称和文号。"))
    name, post = doer_at(actor, NATION)
    count = 0
    for projection in projections().values():
        keys = sorted(present(projection) - told(projection))
        for start in range(0, len(keys), PART):
            with connection.cursor() as cursor:
                record_many(cursor, [
                    Event(NATION, "adopt", f"{projection.kind}:{key}", name, post, on, {"basis": basis.strip()[:300]})
                    for key in keys[start : start + PART]
                ])
        count += len(keys)
    return count
