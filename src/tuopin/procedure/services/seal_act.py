"""Puts an act whose time must not be doubted under a signed checkpoint at once."""

from __future__ import annotations

from tuopin.procedure.models import Act, Sealing
from tuopin.trail.services import make_checkpoint


def seal_act(act: Act) -> Sealing:
    """Make a checkpoint of the place's chain, in the act's own transaction, after its event was recorded; notices count from here."""
    made = make_checkpoint(area_code=act.case.area_code)
    sealing = Sealing.objects.create(act=act, at=made.made_at, root=made.root, size=made.size)
    sealing.refresh_from_db(fields=["recorded_at"])
    return sealing
