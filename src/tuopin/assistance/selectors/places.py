"""The part of a place that is the asker's, as ranges of codes for a query."""

from __future__ import annotations

from tuopin.kernel.areas import subtree
from tuopin.people.selectors import Actor
from tuopin.policy.selectors.areas import areas_asked

INSIDE = "EXISTS (SELECT FROM unnest(%(lows)s::text[], %(highs)s::text[]) a (low, high) WHERE {column} >= a.low COLLATE \"C\" AND {column} < a.high COLLATE \"C\")"


def ranges_asked(actor: Actor, area: str) -> dict[str, list[str]]:
    """The bounds of what of `area` is the asker's to read, for INSIDE; raises NotFound when nothing is."""
    bounds = [subtree(code) for code in areas_asked(actor, area)]
    return {"lows": [low for low, _ in bounds], "highs": [high for _, high in bounds]}


def inside(column: str) -> str:
    """The condition that the column lies in the ranges asked."""
    return INSIDE.format(column=column)
