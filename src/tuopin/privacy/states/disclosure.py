"""Hides small counts of a table so that nobody can compute them from what is left: neither along places nor along categories.

A count of 1 to 10 (fewer than `LEAST`) is hidden, and with it as many others as it takes that every hidden small count could as well be at least
`WIDTH` more or less: for each, a *shift* is found, another table that agrees in every published figure, in which all hidden counts stay at least 1
(a nought is never hidden, so a reader knows that). A shift moves d persons between two categories in one lowest place and back in another (a rectangle),
or, for a place's total, from one lowest place to another; where no such neighbour is found it goes further up, in the end to the top.
Rule of eleven: CMS cell size suppression policy. Rectangles: Repsilber's hypercube method, here carried down the tree and proved cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

LEAST, WIDTH = 11, 5
TRIED = 12  # neighbours looked at before going further up
TOTAL = 0  # the column of the totals; each attribute has its own columns after it


@dataclass
class Table:
    """Counts by place and column. `parent` names the place above (None at the top); `attributes` are ranges of columns that add up to the total."""

    parent: dict[str, str | None]
    counts: dict[str, list[int]]
    attributes: list[range] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.children: dict[str, list[str]] = {}
        for place, above in self.parent.items():
            if above is not None:
                self.children.setdefault(above, []).append(place)
        self.attribute_of = {column: columns for columns in self.attributes for column in columns}
        self.best: dict[str, list[str]] = {}
        for place in self.upward():
            self.best[place] = self._best(place)

    def upward(self) -> list[str]:
        """All places, those below before those above."""
        order = [place for place, above in self.parent.items() if above is None]
        for place in order:
            order.extend(self.children.get(place, ()))
        return order[::-1]

    def chain(self, place: str, top: str | None) -> Iterator[str]:
        """The place and those above it, below `top`."""
        while place is not None and place != top:
            yield place
            place = self.parent[place]

    def _best(self, place: str) -> list[str]:
        """For each column the lowest place at or below this one with the largest count."""
        below = self.children.get(place)
        if not below:
            return [place] * len(self.counts[place])
        return [
            max((self.best[one][column] for one in below), key=lambda leaf: self.counts[leaf][column]) for column in range(len(self.counts[place]))
        ]


class GivenAway(Exception):
    """A small count that what was published before gives away, whatever is hidden now."""


Cells = set[tuple[str, int]] | frozenset[tuple[str, int]]


def hidden_cells(table: Table, already: Cells = frozenset(), shown: Cells = frozenset()) -> set[tuple[str, int]]:
    """The cells (place, column) that must not be shown, those that an earlier edition hid (`already`) among them.

    What an earlier edition showed (`shown`) is known to everybody and protects nothing. Raises GivenAway where that leaves no way.
    """
    small = [
        (place, column) for place in table.upward() for column, count in enumerate(table.counts[place]) if 0 < count < LEAST
    ]
    hidden = {*small, *(cell for cell in already if table.counts.get(cell[0], [0])[cell[1]])}
    known = shown - hidden
    for place, column in small:
        hidden |= _shift(table, hidden, known, place, column)
    return hidden


def _shift(table: Table, hidden: Cells, known: Cells, place: str, column: int) -> Cells:
    """The cells of the cheapest shift found that moves this cell by WIDTH at least and none that is known."""
    node, above = place, table.parent[place]
    while above is not None:
        found = _between(table, hidden, known, (place, node, column))
        if found is not None:
            return found
        node, above = above, table.parent[above]
    cells = _within_top(table, place, column)
    if cells & known:
        raise GivenAway(place)
    return cells


def _between(table: Table, hidden: Cells, known: Cells, asked: tuple[str, str, int]) -> Cells | None:
    """The shift between a lowest place in `place` and one in a neighbour of `node` (itself `place` or above it) that hides the fewest further cells."""
    place, node, column = asked
    top = table.parent[node]
    best, least = None, None
    for here in _leaves(table, place, column):
        for there, columns in _partners(table, here, node, column):
            if _room(table, here, there, columns) < WIDTH:
                continue
            cells = {(one, c) for leaf in (here, there) for one in table.chain(leaf, top) for c in columns}
            cost = len(cells - hidden)
            if not cost:
                return cells
            if known and cells & known:
                continue
            if least is None or cost < least:
                best, least = cells, cost
    return best


def _partners(table: Table, here: str, node: str, column: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Lowest places in the neighbours of `node`, each with the columns of a shift: two of an attribute, or the total with one of every attribute."""
    neighbours = [one for one in table.children[table.parent[node]] if one != node]
    if column == TOTAL:
        neighbours.sort(key=lambda one: -table.counts[one][TOTAL])
        for one in neighbours[:TRIED]:
            there = table.best[one][TOTAL]
            columns = _common(table, here, there)
            if columns:
                yield there, columns
        return
    mine = table.counts[here]
    others = [c for c in table.attribute_of[column] if c != column and mine[c]]
    others.sort(key=lambda c: mine[c] if mine[c] > WIDTH else 10**9 - mine[c])
    neighbours.sort(key=lambda one: -table.counts[table.best[one][column]][column])
    for other in others[:TRIED]:
        for one in neighbours[:TRIED]:
            yield table.best[one][column], (column, other)
            if table.best[one][other] != table.best[one][column]:
                yield table.best[one][other], (column, other)


def _common(table: Table, here: str, there: str) -> tuple[int, ...]:
    """The total and, of every attribute, the column in which both places have somebody and the other has most; () where one lacks."""
    chosen = [TOTAL]
    for attribute in table.attributes:
        shared = [c for c in attribute if table.counts[here][c] and table.counts[there][c]]
        if not shared:
            return ()
        chosen.append(max(shared, key=lambda c: table.counts[there][c]))
    return tuple(chosen)


def _room(table: Table, here: str, there: str, columns: tuple[int, ...]) -> int:
    """By how much the shift can move its cells, up and down together, with every count staying at least 1; negative where one is nought."""
    mine, theirs = table.counts[here], table.counts[there]
    if columns[0] == TOTAL:
        up, down = min(theirs[c] for c in columns) - 1, min(mine[c] for c in columns) - 1
    else:
        column, other = columns
        up, down = min(mine[other], theirs[column]) - 1, min(mine[column], theirs[other]) - 1
    return up + down if up >= 0 and down >= 0 else -1


def _leaves(table: Table, place: str, column: int) -> Iterator[str]:
    """Some of the lowest places at or below `place` that have somebody in the column, the fullest first."""
    if place not in table.children:
        yield place
        return
    tops = sorted({table.best[one][column] for one in table.children[place]}, key=lambda leaf: -table.counts[leaf][column])
    yield from (leaf for leaf in tops[:TRIED] if table.counts[leaf][column])


def _within_top(table: Table, place: str, column: int) -> set[tuple[str, int]]:
    """Where no neighbour helps: hide the cell, its total and one column of every attribute all the way up; the total may then be any."""
    here = next(_leaves(table, place, column))
    columns = {TOTAL, column}
    for attribute in table.attributes:
        if column not in attribute:
            columns.add(max(attribute, key=lambda c: table.counts[here][c]))
    return {(one, c) for one in table.chain(here, None) for c in columns}
