"""Reading the trail."""

from tuopin.trail.selectors.entries import entries_on
from tuopin.trail.selectors.marks import trail_seen

__all__ = ["entries_on", "trail_seen"]
