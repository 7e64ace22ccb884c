"""Reading the trail."""

from tuopin.trail.selectors.entries import entries_on, place_of_evidence
from tuopin.trail.selectors.marks import trail_seen
from tuopin.trail.selectors.roots import root_of_facts

__all__ = ["entries_on", "place_of_evidence", "root_of_facts", "trail_seen"]
