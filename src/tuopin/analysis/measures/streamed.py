"""Foster-Greer-Thorbecke of one county out of whole fen, exact as far as whole numbers reach, to be added up over any number of counties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class PovertySums:
    """What adds up: households and persons seen, poor persons, and the sums of the gap and of its square over persons."""

    households: int = 0
    persons: int = 0
    poor: int = 0
    gap: float = 0.0
    squared: float = 0.0

    def __add__(self, other: PovertySums) -> PovertySums:
        return PovertySums(*(mine + its for mine, its in zip(vars(self).values(), vars(other).values(), strict=True)))

    def fgt(self, aversion: int) -> float | None:
        """FGT 0, 1 or 2 over persons; None where nobody was seen."""
        return (self.poor, self.gap, self.squared)[aversion] / self.persons if self.persons else None


def poverty_columns(net: Whole, needed: Whole, persons: Whole, known: NDArray[np.bool_]) -> dict[str, np.ndarray]:
    """What adds up to `PovertySums`, household by household. `net` is the income of each household and `needed` what it would need to stand
    on the line, in fen; households whose income or line is not `known` take no part. Who stands on the line is not poor."""
    poor = known & (net < needed)
    short = (needed - net) * poor
    share = short / np.where(poor, needed, 1)
    return {"households": known, "persons": persons * known, "poor": persons * poor, "gap": share * persons, "squared": share * share * persons}
