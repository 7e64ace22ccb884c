"""Where the members of households that one edition alone has are in another edition.

Persons of both are brought into order on the disk and met there: two passes and as many sorted rows as there are members to be followed,
however many households are asked for, and no more memory for many than for few.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np

from tuopin.analysis.sorting import SortedRows
from tuopin.snapshots.reading import Edition

Array = np.ndarray
_PERSON = np.dtype([("all", "i4"), ("person", "i8"), ("household", "i8")])
_PAIR = np.dtype([("all", "i4"), ("household", "i8"), ("other", "i8")])  # a member of the household is in the other one
PLACES = 26  # bits: so many places that a number may fall on


def followed(lost: SortedRows, side: int, edition: Edition, other: Edition, *, block: int) -> Iterator[tuple[Array, Array]]:
    """The rows of a side of `lost`, in the order of households, each with the household of the other edition that has most of its members;
    0 where none has any. Where two have as many, the one with the greater pseudonym."""
    if not lost.rows_of(side):
        return
    households, provinces = _Marks(), set()
    for rows in lost.blocks(side):
        households.put(rows["household"])
        provinces |= set(np.unique(rows["village"] // 10**10).tolist())
    people = _Marks()
    with (
        closing(SortedRows(_PERSON, group="all", key="person", block=block)) as members, closing(SortedRows(_PERSON, group="all", key="person", block=block)) as there,
        closing(SortedRows(_PAIR, group="all", key="household", block=block)) as pairs,
    ):
        for rows in _persons(edition, "household", households, provinces):
            people.put(rows["person"])
            members.add(rows)
        for rows in _persons(other, "person", people, None):
            there.add(rows)
        members.settle()
        there.settle()
        for mine, theirs in in_step(members.blocks(0), there.blocks(0), "person"):
            pairs.add(_met(mine, theirs))
        pairs.settle()
        for rows, found in in_step(lost.blocks(side), pairs.blocks(0), "household"):
            if len(rows):
                yield rows, _most(rows["household"], found)


def in_step(one: Iterator[Array], other: Iterator[Array], key: str) -> Iterator[tuple[Array, Array]]:
    """Rows of two sides, each in the order of the key, cut at the same keys, some blocks of each at a time; rows of one key stay together."""
    one, other = _whole(one, key), _whole(other, key)
    left, right = next(one, None), next(other, None)
    while left is not None and right is not None:
        cut = min(left[key][-1], right[key][-1])
        ends = [int(np.searchsorted(side[key], cut, side="right")) for side in (left, right)]
        yield left[: ends[0]], right[: ends[1]]
        left, right = left[ends[0] :], right[ends[1] :]
        left, right = left if len(left) else next(one, None), right if len(right) else next(other, None)
    while left is not None:
        yield left, left[:0] if right is None else right[:0]
        left = next(one, None)
    while right is not None:
        yield right[:0], right
        right = next(other, None)


def _whole(blocks: Iterator[Array], key: str) -> Iterator[Array]:
    """The same rows, no key of theirs in two blocks."""
    kept = None
    for rows in blocks:
        rows = rows if kept is None else np.concatenate([kept, rows])
        end = int(np.searchsorted(rows[key], rows[key][-1]))
        if end:
            yield rows[:end]
        kept = rows[end:]
    if kept is not None:
        yield kept


def _persons(edition: Edition, by: str, among: _Marks, provinces: set[int] | None) -> Iterator[Array]:
    """Persons of an edition with their households, a row group at a time, whose number is likely among those marked."""
    for province, blocks in edition.manifest.provinces.items():
        if provinces is not None and int(province) not in provinces:
            continue
        for group in sorted({b.group for b in blocks}):
            held, _ = edition.read(province, "person", ["person_id", "household_id"], group)
            likely = among.likely(held[f"{by}_id"])
            rows = np.zeros(int(likely.sum()), _PERSON)
            rows["person"], rows["household"] = held["person_id"][likely], held["household_id"][likely]
            yield rows


def _met(mine: Array, theirs: Array) -> Array:
    """For each person of both: the household here and there."""
    if not len(mine) or not len(theirs):
        return np.zeros(0, _PAIR)
    at = np.minimum(np.searchsorted(mine["person"], theirs["person"]), len(mine) - 1)
    same = mine["person"][at] == theirs["person"]
    rows = np.zeros(int(same.sum()), _PAIR)
    rows["household"], rows["other"] = mine["household"][at[same]], theirs["household"][same]
    return rows


def _most(households: Array, pairs: Array) -> Array:
    """For each household the one that most of its pairs lead to; 0 without any."""
    into = np.zeros(len(households), np.int64)
    if not len(pairs):
        return into
    ways, counts = np.unique(pairs[["household", "other"]], return_counts=True)
    order = np.lexsort((ways["other"], counts, ways["household"]))  # of a household, the way that most take comes last
    homes, others = ways["household"][order], ways["other"][order]
    last = np.append(homes[1:] != homes[:-1], True)
    at = np.minimum(np.searchsorted(households, homes[last]), len(households) - 1)
    right = households[at] == homes[last]  # others only fell on a marked place
    into[at[right]] = others[last][right]
    return into


class _Marks:
    """Numbers that were put in, each at one of many places: one that was put in is always found, another one now and then."""

    def __init__(self) -> None:
        self._taken = np.zeros(1 << PLACES, np.bool_)

    def put(self, numbers: Array) -> None:
        self._taken[self._place(numbers)] = True

    def likely(self, numbers: Array) -> Array:
        return self._taken[self._place(numbers)]

    @staticmethod
    def _place(numbers: Array) -> Array:
        return numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - PLACES)
