"""The cadres' hardship index and the people's happiness index: what they are made of, each part 0 to 100, the index their plain mean.

Both are shown with their parts and are never used alone for praise or punishment. A part of which nothing is known is left out and named.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tuopin.kernel.words import phrase

FULL = Decimal(100)
HARDSHIP = {
    "days": phrase("在村天数"), "nights": phrase("住村夜数"), "visits": phrase("走访次数"), "solved": phrase("问题解决率"),
}
HAPPINESS = {
    "growth": phrase("收入增长"), "guarantees": phrase("两不愁三保障达标率"), "satisfaction": phrase("满意度"), "awareness": phrase("政策知晓率"),
}


@dataclass(frozen=True)
class Part:
    """One part of an index: what it is, how much there was of how much, its points (None = not known)."""

    name: str
    label: str
    value: Decimal | None
    full: Decimal

    @property
    def points(self) -> Decimal | None:
        """The value against what counts as full, 0 ... 100."""
        if self.value is None or not self.full:
            return None
        return min(max(self.value / self.full, Decimal(0)), Decimal(1)) * FULL


@dataclass(frozen=True)
class Index:
    """An index with its parts."""

    parts: tuple[Part, ...]

    @property
    def value(self) -> Decimal | None:
        """The plain mean of the parts that are known, with one decimal; None when none is."""
        known = [part.points for part in self.parts if part.points is not None]
        return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.1"), ROUND_HALF_UP) if known else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts of which nothing is known."""
        return tuple(part.label for part in self.parts if part.points is None)


def index_of(labels: dict[str, str], said: dict[str, tuple[Decimal | None, Decimal]]) -> Index:
    """The index of these parts, each with its value and what counts as full."""
    return Index(tuple(Part(name, label, *said.get(name, (None, FULL))) for name, label in labels.items()))
