"""The tables of the trail."""

from tuopin.trail.models.entry import Entry

__all__ = ["Entry"]
