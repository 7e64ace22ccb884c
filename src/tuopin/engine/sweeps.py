"""Work over the households of a county that is told as columns: each is kept row by row, or added up by village or in all.

Told so, the same work can be done over arrays (one county, a test, any machine) or traced once and done compiled over a nation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuopin.engine.columns import Quantity
from tuopin.engine.roll_up import Totals
from tuopin.engine.segments import Segments
from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth, everywhere

ROWS, BY_VILLAGE, IN_ALL = "rows", "by village", "in all"
Column = Truth | Quantity | np.ndarray
Made = Mapping[str, Column]
Kept = Mapping[str, np.ndarray] | Totals | Mapping[str, int | float]  # of ROWS, BY_VILLAGE, IN_ALL


@dataclass(frozen=True)
class Sweep:
    """The columns `make` makes of a county's facts, how they are kept, and what `finish` makes of what was kept.

    Answers are counted where yes, quantities added up where known, arrays as they are. All three parts can be sent to another machine.
    """

    make: Callable[[Facts], Made]
    finish: Callable[[str, Any], Any]
    keeps: str = IN_ALL

    def __call__(self, county: str, facts: Facts) -> Any:
        """The work on one county, over arrays."""
        made = self.make(facts)
        if self.keeps == ROWS:
            return self.finish(county, {name: plain(column) for name, column in made.items()})
        if self.keeps == IN_ALL:
            return self.finish(county, {name: plain(column).sum().item() for name, column in made.items()})
        places, runs = Segments.of_sorted(facts.households.village_code.values)
        sums, counted = np.zeros((len(made), len(places)), np.int64), {}
        for n, column in enumerate(made.values()):  # one that is asked for twice is counted once
            if id(column) not in counted:
                counted[id(column)] = runs.count(column.yes) if isinstance(column, Truth) else runs.sum(plain(column))
            sums[n] = counted[id(column)]
        return self.finish(county, Totals(places, tuple(made), sums))


def plain(column: Column) -> np.ndarray:
    """A column as what is kept or added up of it: yes of an answer, a quantity where it is known and else nought."""
    if isinstance(column, Truth):
        return column.yes
    if isinstance(column, Quantity):
        return column.values if everywhere(column.known) else np.where(column.known, column.values, 0)
    return column
