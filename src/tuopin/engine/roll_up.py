"""Adds up what rows come to, village by village and then for every place above, in one pass over sorted columns.

A figure is a column of answers (counted where yes) or of quantities (added up where known). Rows lie sorted by village; a
village's total is the difference of two running counts, and a place's total is the sum of its villages: no sorting, no joins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from tuopin.engine.columns import Quantity
from tuopin.engine.segments import Segments
from tuopin.engine.tables import Table
from tuopin.engine.truth import Truth, everywhere

Counted = Callable[[Table], Truth | Quantity]


class Totals:
    """Whole numbers by place: `places` are twelve-digit codes in their order, `columns` the names, `sums` a row for each name."""

    __slots__ = ("columns", "places", "sums")

    def __init__(self, places: np.ndarray, columns: Sequence[str], sums: np.ndarray) -> None:
        self.places, self.columns, self.sums = places, tuple(columns), sums

    def __len__(self) -> int:
        return len(self.places)

    def of(self, column: str) -> list[int]:
        """One column, place by place."""
        return self.sums[self.columns.index(column)].tolist()

    def codes(self) -> list[str]:
        """The places as twelve-digit texts."""
        return [str(code).zfill(12) for code in self.places.tolist()]

    def up_to(self, digits: int) -> Totals:
        """The same for the places above, which the first `digits` digits name (0 = the nation)."""
        unit = 10 ** (12 - digits)
        if not len(self.places):
            return self
        above, runs = Segments.of_sorted(self.places // unit * unit)
        return Totals(above, self.columns, np.add.reduceat(self.sums, runs.offsets[:-1], axis=1))

    def at(self, places: np.ndarray) -> Totals:
        """The same for the sorted places given; nothing where a place was not totalled. Raises ValueError when one totalled is not among them."""
        here = np.searchsorted(places, self.places)
        if len(self.places) and (len(places) == 0 or here.max() >= len(places) or (places[here] != self.places).any()):
            raise ValueError("a place was totalled that the table does not have")
        sums = np.zeros((len(self.columns), len(places)), np.int64)
        sums[:, here] = self.sums
        return Totals(places, self.columns, sums)

    def beside(self, table: Table, names: Sequence[str]) -> Table:
        """The rows of a table, a place each as here, with some of these totals as further columns, "total_" before their names."""
        columns = {name: getattr(table, name) for name in table.names}
        columns |= {f"total_{name}": Quantity(self.sums[self.columns.index(name)]) for name in names}
        return Table("places", len(table), columns)

    def widened_by(self, other: Totals) -> Totals:
        """These columns and the other's, of the same places."""
        return Totals(self.places, (*self.columns, *other.columns), np.concatenate((self.sums, other.sums)))


def total_by_place(table: Table, key: str, figures: Mapping[str, Counted]) -> Totals:
    """Each figure for each place that the sorted column `key` of the table names. A figure asked for twice is counted once."""
    places, runs = Segments.of_sorted(getattr(table, key).values)
    sums = np.zeros((len(figures), len(places)), np.int64)
    counted: dict[Counted, np.ndarray] = {}
    for n, figure in enumerate(figures.values()):
        if figure not in counted:
            counted[figure] = _total(figure(table), runs)
        sums[n] = counted[figure]
    return Totals(places, tuple(figures), sums)


def total_by_word(table: Table, key: str, figures: Mapping[str, Counted]) -> dict[object, dict[str, int]]:
    """Each figure for each word (or number) of the column `key`, which need not be sorted; None where it is not known."""
    column = getattr(table, key)
    known = column.known if isinstance(column, Quantity) else column.values >= 0
    kinds, place = np.unique(np.where(known, column.values, -1), return_inverse=True)
    order = np.argsort(place, kind="stable")
    runs = Segments(np.append(0, np.cumsum(np.bincount(place, minlength=len(kinds)))))
    found: dict[object, dict[str, int]] = {_word(column, int(kind)): {} for kind in kinds.tolist()}
    for name, figure in figures.items():
        for word, total in zip(found, _total(figure(table).taken(order), runs).tolist(), strict=True):
            found[word][name] = total
    return found


def _word(column, place: int) -> object:
    if place < 0:
        return None
    return place if isinstance(column, Quantity) else column.words[place]


def together(pieces: Iterable[Totals], columns: Sequence[str] = ()) -> Totals:
    """The totals of several pieces (counties), whose places are different, in the order of the places; of no piece at all those `columns`."""
    pieces = [piece for piece in pieces if len(piece)]
    if not pieces:
        return Totals(np.zeros(0, np.int64), columns, np.zeros((len(columns), 0), np.int64))
    places = np.concatenate([piece.places for piece in pieces])
    order = np.argsort(places, kind="stable")
    return Totals(places[order], pieces[0].columns, np.concatenate([piece.sums for piece in pieces], axis=1)[:, order])


def _total(column: Truth | Quantity, runs: Segments) -> np.ndarray:
    if isinstance(column, Truth):
        return runs.count(column.yes)
    return runs.sum(column.values if everywhere(column.known) else np.where(column.known, column.values, 0))
