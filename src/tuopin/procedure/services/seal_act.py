"""Puts acts whose time must not be doubted under a signed checkpoint at once."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.procedure.models import Act, Sealing
from tuopin.trail.services import make_checkpoint


def seal_acts(acts: Sequence[Act]) -> None:
    """Make a checkpoint of each place's chain, in the acts' own transaction, after their events were recorded; notices count from here."""
    made = {area: make_checkpoint(area_code=area) for area in sorted({act.case.area_code for act in acts})}
    rows = Sealing.objects.bulk_create([
        Sealing(act=act, at=made[act.case.area_code].made_at, root=made[act.case.area_code].root, size=made[act.case.area_code].size) for act in acts
    ], batch_size=500)
    times = dict(Sealing.objects.filter(act__in=acts).values_list("act_id", "recorded_at"))
    for act, row in zip(acts, rows, strict=True):
        row.recorded_at = times[act.pk]
        act.sealing = row
