"""Which rows make the state of a place: the spans in which it bore its name, and what became of it."""

from __future__ import annotations

from tuopin.trail.states.projections import Part, Projection, declare, part

SUCCESSIONS = "divisions_succession r JOIN asked ON asked.id IN (r.predecessor_code, r.successor_code)"
LINK = (
    "id", "predecessor_code", "successor_code", "predecessor_name", "successor_name", "kind", '"on"', "confidence", "decided_by", "basis",
)
DIVISION = declare(Projection(
    "division", 1,
    parts=(
        part("span", "divisions_division", "code", "id code name level initials starts_on ends_on"),
        Part("succession", "divisions_succession", LINK, ("withdrawn_at",), "asked.id", SUCCESSIONS),
    ),
))
