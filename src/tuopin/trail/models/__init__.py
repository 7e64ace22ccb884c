"""The tables of the trail."""

from tuopin.trail.models.checkpoint import Checkpoint, Witnessed
from tuopin.trail.models.entry import Entry, Head, Opening, opened, opening_place
from tuopin.trail.models.projected import Projected
from tuopin.trail.models.projections import WITNESSED

__all__ = ["Checkpoint", "Entry", "Head", "Opening", "Projected", "WITNESSED", "Witnessed", "opened", "opening_place"]
