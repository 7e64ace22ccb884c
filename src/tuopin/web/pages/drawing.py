"""The drawing of a map: where each place of an area lies on the sheet, by its outline or, where none is known, as a tile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class Drawing:
    """Shapes by code on a sheet of the given size; `tiles` says that they stand for places and are not their outlines."""

    width: float = 0
    height: float = 0
    shapes: list[dict] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    tiles: bool = False

    @property
    def codes(self) -> set[str]:
        return {shape["code"] for shape in self.shapes}


def drawing_of(actor: Actor, code: str, found: dict, *, on: date) -> Drawing:
    """The drawing of the places right below `code` that are the asker's to see."""
    return Drawing()
