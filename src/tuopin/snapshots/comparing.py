"""What changed between two editions: who entered, left, moved, was merged or split, and whose verdict changed.

County by county, with a row group of each edition in memory; changes, and households that one of the two has in a county and the other
has not, are brought into order on the disk. Both must have been made with the same key of pseudonyms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tuopin.analysis.sorting import BLOCK, SortedRows
from tuopin.engine.tables import Facts
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.following import followed, in_step
from tuopin.snapshots.reading import Edition, Wanted

Array = np.ndarray
KINDS = ("entered", "left", "moved", "merged", "split", "verdict")
UNKNOWN, NO, YES = -1, 0, 1
Verdicts = Callable[[Facts], Array]  # of each household 1, 0 or -1 (unknown)
_STOOD = np.dtype([("side", "i4"), ("household", "i8"), ("village", "i8"), ("verdict", "i1")])
_CHANGE = np.dtype([
    ("kind", "i4"), ("household", "i8"), ("village_before", "i8"), ("village_after", "i8"), ("verdict_before", "i1"), ("verdict_after", "i1"), ("other", "i8"),
])
GONE, COME = 0, 1


@dataclass(frozen=True)
class Change:
    """One change of one household. Villages are 0 and verdicts None where an edition does not have it; `other` as `kind` says:

    merged: the household of the later edition that has most of its members; split: that of the earlier one they came from.
    """

    kind: str
    household: int
    village_before: int
    village_after: int
    verdict_before: int | None
    verdict_after: int | None
    other: int = 0


@dataclass(frozen=True)
class Difference:
    """All changes, on the disk; how many households went from one verdict to another, and how many each edition has."""

    rows: SortedRows
    verdicts_changed: dict[tuple[int, int], int]  # verdict before, after → households
    households: tuple[int, int]

    def counts(self) -> dict[str, int]:
        """How many changes of each kind."""
        return {kind: self.rows.rows_of(n) for n, kind in enumerate(KINDS)}

    def changes(self, kinds: tuple[str, ...] = KINDS) -> Iterator[Change]:
        """Every change, kind by kind, in the order of pseudonyms."""
        for kind in kinds:
            for block in self.rows.blocks(KINDS.index(kind)):
                for _, household, old, new, was, now, other in block.tolist():
                    yield Change(kind, household, old, new, was if old else None, now if new else None, other)


def compare_editions(before: Edition, after: Edition, columns: Wanted, verdicts: Verdicts, *, block: int = BLOCK) -> Difference:
    """The difference from one edition to another; `verdicts` judges, over the columns that it needs, each for its own day. `block` is how
    many changes are in memory at a time.

    Raises Refusal when the two do not know households by the same pseudonyms.
    """
    if before.manifest.about.pseudonyms != after.manifest.about.pseudonyms:
        raise Refusal(
            "other-pseudonyms", phrase("两份年度数据的代号不是同一密钥生成的,无法逐户比较。"), phrase("请比较同一系统生成的年度数据。")
        )
    wanted = dict(columns) | {"households": list(dict.fromkeys(["household_id", "village_code", *columns.get("households", ())]))}
    found = _Comparison(before, after, block)
    for old, new in _side_by_side(_by_county(before, wanted, verdicts), _by_county(after, wanted, verdicts)):
        found.add(old, new)
    return found.finished()


class _Comparison:
    """The changes found so far, and what stood in one edition's county and not in the other's."""

    def __init__(self, before: Edition, after: Edition, block: int) -> None:
        self.before, self.after, self.block = before, after, block
        self.changes = SortedRows(_CHANGE, group="kind", key="household", block=block)
        self.apart = SortedRows(_STOOD, group="side", key="household", block=block)
        self.pairs: dict[tuple[int, int], int] = {}
        self.households = [0, 0]

    def add(self, old: Array, new: Array) -> None:
        """A county as it stood in both."""
        self.households = [self.households[0] + len(old), self.households[1] + len(new)]
        for side, rows in enumerate(self.match(old, new)):
            rows["side"] = side
            self.apart.add(rows)

    def match(self, old: Array, new: Array) -> tuple[Array, Array]:
        """Compare the households that both have; the others of each."""
        _, first, second = np.intersect1d(old["household"], new["household"], assume_unique=True, return_indices=True)
        one, other = old[first], new[second]
        for kind, column in (("moved", "village"), ("verdict", "verdict")):
            changed = one[column] != other[column]
            self.tell(kind, one[changed], other[changed])
        for pair, count in zip(*np.unique(np.stack([one["verdict"], other["verdict"]], 1), axis=0, return_counts=True), strict=True):
            key = (int(pair[0]), int(pair[1]))
            self.pairs[key] = self.pairs.get(key, 0) + int(count)
        return np.delete(old, first), np.delete(new, second)

    def tell(self, kind: str, old: Array | None, new: Array | None, other: Array | int = 0) -> None:
        """Put changes of a kind down."""
        told = old if old is not None else new
        rows = np.zeros(len(told), _CHANGE)
        rows["kind"], rows["household"], rows["other"] = KINDS.index(kind), told["household"], other
        for name, side in (("before", old), ("after", new)):
            if side is not None:
                rows[f"village_{name}"], rows[f"verdict_{name}"] = side["village"], side["verdict"]
        self.changes.add(rows)

    def finished(self) -> Difference:
        """Who moved from one county to another, and where the members of the others are."""
        self.apart.settle()
        lost = SortedRows(_STOOD, group="side", key="household", block=self.block)
        for old, new in in_step(self.apart.blocks(GONE), self.apart.blocks(COME), "household"):
            for rows in self.match(old, new):
                lost.add(rows)
        self.apart.close()
        lost.settle()
        self._follow(lost, GONE, self.before, self.after, "left", "merged")
        self._follow(lost, COME, self.after, self.before, "entered", "split")
        lost.close()
        self.changes.settle()
        changed = {pair: count for pair, count in sorted(self.pairs.items()) if pair[0] != pair[1]}
        return Difference(self.changes, changed, tuple(self.households))

    def _follow(self, lost: SortedRows, side: int, edition: Edition, other: Edition, alone: str, together: str) -> None:
        """Tell of households that only one edition has whether they left or were merged, entered or were split off."""
        for found, into in followed(lost, side, edition, other, block=self.block):
            for kind, chosen in ((alone, into == 0), (together, into != 0)):
                rows = found[chosen]
                self.tell(kind, rows if side == GONE else None, rows if side == COME else None, into[chosen])


def _by_county(edition: Edition, wanted: Wanted, verdicts: Verdicts) -> Iterator[tuple[str, Array]]:
    for county, facts in edition.counties(wanted):
        rows = np.zeros(len(facts.households), _STOOD)
        rows["household"], rows["village"] = facts.households.household_id.values, facts.households.village_code.values
        rows["verdict"] = verdicts(facts)
        yield county, rows[np.argsort(rows["household"])]


def _side_by_side(one: Iterator[tuple[str, Array]], other: Iterator[tuple[str, Array]]) -> Iterator[tuple[Array, Array]]:
    """The counties of two editions, in the order of their codes; none of its households where one has not the county."""
    none = ("", np.zeros(0, _STOOD))
    left, right = next(one, none), next(other, none)
    while left[0] or right[0]:
        county = min(side[0] for side in (left, right) if side[0])
        yield left[1] if left[0] == county else none[1], right[1] if right[0] == county else none[1]
        left, right = (next(source, none) if side[0] == county else side for side, source in ((left, one), (right, other)))
