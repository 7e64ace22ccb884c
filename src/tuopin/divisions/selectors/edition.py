"""Which table of places a day goes by."""

from __future__ import annotations

from datetime import date

from tuopin.divisions.models import Succession
from tuopin.divisions.states.editions import AS_OF


def edition_in_force(on: date) -> str:
    """The newest shipped edition of the table of places not later than the day, "+" how many changes people recorded up to it."""
    shipped = max((day for day in AS_OF if day <= on), default=AS_OF[0])
    recorded = Succession.objects.filter(on__lte=on, withdrawn_at=None).exclude(decided_by="")
    return f"{shipped.isoformat()}+{recorded.count()}"
