"""Reading the trail."""

from tuopin.trail.selectors.entries import entries_on, place_of_evidence
from tuopin.trail.selectors.marks import trail_seen

__all__ = ["entries_on", "place_of_evidence", "trail_seen"]
