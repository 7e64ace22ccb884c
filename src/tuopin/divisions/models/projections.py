"""Which rows make the state of a place: the spans in which it bore its name, and what became of it.

A place that no event speaks of is as the shipped list has it.
"""

from __future__ import annotations

from tuopin.trail.states.projections import Projection, declare, part

LINK = 'id predecessor_code successor_code predecessor_name successor_name kind "on" confidence decided_by basis'
DIVISION = declare(Projection(
    "division", 1,
    parts=(
        part("span", "divisions_division", "code", "id code name level initials starts_on ends_on"),
        part("succession", "divisions_succession", "predecessor_code", LINK, "withdrawn_at"),
    ),
))
