"""Measures over more people than memory holds: their rows are gathered on the disk and read again in order, the figures the same.

Each stratum's units are taken with their spread, as from an endless population; a stratum of a single unit is taken without error.
A unit (a household) comes with one row for each group that it has people in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import fsum, nan

import numpy as np

from tuopin.analysis.measures import relative
from tuopin.analysis.measures.asking import (
    AGAINST_EVERYBODY,
    AGAINST_LINE,
    Estimate,
    Group,
    estimates,
    figure_of,
    formula_of,
    require_names,
)
from tuopin.analysis.measures.populations import MET, Block, Of, Population
from tuopin.analysis.measures.samples import Floats
from tuopin.analysis.measures.variance import spread_of
from tuopin.analysis.sorting import BLOCK, SortedRows

ROW = np.dtype([
    ("group", "<i4"), ("stratum", "<u2"), ("welfare", "<f8"), ("weight", "<u2"), ("times", "<u2"), ("unit", "<u2"), ("lead", "?"),
])  # `times` rows alike of one unit, which weighs `unit` in all; `lead` at the first row of the unit
ALL = 0  # the only group where there are none


@dataclass(frozen=True)
class Placed(Block):
    """Rows with their strata, and what their units weigh in all."""

    strata: np.ndarray | None = None
    unit: Floats | None = None


class Gathered(Population):
    """A group of rows on the disk, read a block at a time; a group of one block is read once."""

    def __init__(self, rows: SortedRows, group: int) -> None:
        self.rows, self.group = rows, group
        self.people = fsum(float(block.mass.sum()) for block in self.blocks())

    def blocks(self, *, ranked: bool = False) -> Iterator[Placed]:
        yield from [self._alone] if self._alone is not None else self._read()

    def reached(self, weight: float) -> float:
        last = nan
        for block in self.blocks():
            at = int(np.searchsorted(block.below, weight * MET))
            if at < len(block.below):
                return float(block.welfare[at])
            last = float(block.welfare[-1])
        return last

    @cached_property
    def _alone(self) -> Placed | None:
        return next(self._read()) if 0 < self.rows.rows_of(self.group) <= self.rows.block else None

    def _read(self) -> Iterator[Placed]:
        below = shared = 0.0
        for rows in self.rows.blocks(self.group):
            welfare, weight = rows["welfare"].copy(), rows["weight"].astype(np.float64)
            mass = weight * rows["times"]
            block = Placed(
                welfare, weight, mass, below + np.cumsum(mass), shared + np.cumsum(mass * welfare), rows["stratum"].astype(np.int64), rows["unit"].astype(np.float64)
            )
            yield block
            below, shared = float(block.below[-1]), float(block.shared[-1])


class Gathering:
    """Rows for the measures of `names`, gathered stratum by stratum: `add` all of them, then `measured` once."""

    def __init__(self, names: Iterable[str], *, by_group: bool, block: int = BLOCK) -> None:
        self.names = list(dict.fromkeys(names))
        require_names(self.names, 1.0)
        self.against = [name for name in self.names if name in AGAINST_LINE]
        self.others = [name for name in self.names if name not in AGAINST_LINE]
        self._of_line = _sorted(block) if self.against else None
        self._welfare = _sorted(block) if self.others else None
        apart = by_group and any(name in AGAINST_EVERYBODY for name in self.names)
        self._everybody = _sorted(block) if apart else self._welfare
        self.labels: dict[str, int] = {}
        self.counts: dict[int, int] = {}
        self.units: list[int] = []  # by stratum

    def __enter__(self) -> Gathering:
        return self

    def __exit__(self, *fault: object) -> None:
        for rows in {id(rows): rows for rows in (self._of_line, self._welfare, self._everybody) if rows}.values():
            rows.close()

    def add(self, welfare: Floats, of_line: Floats, weight: np.ndarray, *, groups: np.ndarray | None = None, unit: np.ndarray | None = None) -> None:
        """The rows of one more stratum: welfare a head and as a multiple of the line, the weight of each row (whole), its group, and
        the number of its unit within the stratum, rows of a unit one after the other; a row is a unit of its own without it."""
        stratum = len(self.units)
        rows = np.zeros(len(weight), ROW)
        rows["stratum"], rows["weight"], rows["times"], rows["unit"], rows["lead"] = stratum, weight, 1, weight, True
        rows["group"] = ALL if groups is None else self._codes(groups)
        rows["welfare"] = np.arange(len(rows))  # where it stands, until rows alike are one
        if unit is not None:
            rows = _alike(rows, unit)
        self.units.append(int(rows["lead"].sum()))
        for code, count in _counted(rows):
            self.counts[code] = self.counts.get(code, 0) + count
        places = rows["welfare"].astype(np.int64)
        for store, values in ((self._of_line, of_line), (self._welfare, welfare)):
            if store:
                filled = rows.copy()
                filled["welfare"] = values[places]
                store.add(filled)
        if self._everybody is not self._welfare:
            leads = rows[rows["lead"]].copy()
            leads["welfare"], leads["times"], leads["group"] = welfare[leads["welfare"].astype(np.int64)], leads["unit"] // leads["weight"], ALL
            self._everybody.add(leads)

    def measured(self) -> list[Group]:
        """Each measure for each group, in the order of the labels; none where no row was added."""
        for store in {id(s): s for s in (self._of_line, self._welfare, self._everybody) if s}.values():
            store.settle()
        if not self.counts:
            return []
        strata = _Strata(np.array(self.units, np.float64))
        line = self._line(strata) if any(name in AGAINST_EVERYBODY for name in self.others) else None
        named = sorted(self.labels.items()) if self.labels else [(None, ALL)]
        return [self._group(label or None, code, strata, line) for label, code in named]

    def _group(self, label: str | None, code: int, strata: _Strata, line: _Line | None) -> Group:
        found: dict[str, Estimate] = {}
        weight = 0.0
        for store, names in ((self._of_line, self.against), (self._welfare, self.others)):
            if names:
                population = Gathered(store, code)
                weight = population.people
                found |= _measured(population, names, strata, line)
        return Group(label, self.counts[code], weight, {name: found[name] for name in self.names})

    def _line(self, strata: _Strata) -> _Line:
        everybody = Gathered(self._everybody, ALL)
        line, moved = relative.arpt(everybody)
        return _Line(line, moved, *strata.sums(everybody, {"line": lambda rows: moved(rows) * rows.mass})["line"])

    def _codes(self, groups: np.ndarray) -> np.ndarray:
        labels, codes = np.unique(groups, return_inverse=True)
        return np.array([self.labels.setdefault(label, len(self.labels)) for label in labels.tolist()], np.int32)[codes]


@dataclass(frozen=True)
class _Line:
    """The threshold of everybody, how a row moves it, and by stratum the sums of what its units move it, and of the squares of that."""

    value: float
    moved: Of
    sums: Floats
    squares: Floats


@dataclass(frozen=True)
class _Strata:
    """How many units each stratum has."""

    units: Floats

    def sums(self, population: Gathered, of: dict[str, Of]) -> dict[str, tuple[Floats, Floats]]:
        """By stratum, what the units come to together in each of the named, and the squares of that."""
        found = {name: (np.zeros(len(self.units)), np.zeros(len(self.units))) for name in of}
        for block in population.blocks():
            for name, each in of.items():
                values = each(block)
                for into, summed in zip(found[name], (values, values * values), strict=True):
                    into += np.bincount(block.strata, weights=summed, minlength=len(self.units))
        return found


def _measured(population: Gathered, names: list[str], strata: _Strata, line: _Line | None) -> dict[str, Estimate]:
    values: dict[str, float] = {}
    of: dict[str, Of] = {}
    slopes: dict[str, float] = {}
    for name in names:
        if name in AGAINST_EVERYBODY:
            figure = AGAINST_EVERYBODY[name](population, line.value)
            values[name], slopes[name], moved = figure.value, figure.slope, figure.influence
            of[name, "line"] = lambda rows, moved=moved: moved(rows) * rows.mass * line.moved(rows) * rows.unit
        else:
            values[name], moved = figure_of(formula_of(name, 1.0), population)
        of[name] = lambda rows, moved=moved: moved(rows) * rows.mass
    sums = strata.sums(population, of)
    errors = []
    for name in names:
        total, squares = sums[name]
        if name in slopes:
            squares = squares + 2 * slopes[name] * sums[name, "line"][0] + slopes[name] ** 2 * line.squares
            total = total + slopes[name] * line.sums
        errors.append(float(np.sqrt(spread_of(strata.units, total, squares).sum())))
    return dict(zip(names, estimates(np.array([values[n] for n in names]), np.array(errors)), strict=True))


def _alike(rows: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """One row for those of a unit that are of one group, `times` so many; the unit's weight in all, and its first row."""
    order = np.lexsort((rows["group"], unit))
    own, group = unit[order], rows["group"][order]
    first = np.flatnonzero((np.diff(own, prepend=-1) != 0) | (np.diff(group, prepend=-1) != 0))
    merged = rows[order[first]].copy()
    merged["times"] = np.diff(np.append(first, len(rows)))
    leads = np.flatnonzero(np.diff(own[first], prepend=-1) != 0)
    merged["lead"] = False
    merged["lead"][leads] = True
    sizes = np.add.reduceat(merged["times"].astype(np.int64) * merged["weight"], leads) if len(leads) else np.zeros(0, np.int64)
    merged["unit"] = np.repeat(sizes, np.diff(np.append(leads, len(merged))))
    return merged


def _sorted(block: int) -> SortedRows:
    return SortedRows(ROW, group="group", key="welfare", block=block)


def _counted(rows: np.ndarray) -> list[tuple[int, int]]:
    counts = np.bincount(rows["group"], weights=rows["times"])
    return [(code, int(counts[code])) for code in np.flatnonzero(counts).tolist()]
