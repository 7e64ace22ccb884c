"""What changed between two editions: who entered, left, moved, was merged or split, and whose verdict changed.

County by county, with a row group of each edition in memory; what is kept to the end are only the households that one of the
two has in a county and the other has not. Both must have been made with the same key of pseudonyms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tuopin.engine.tables import Facts
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.reading import Edition, Wanted

Array = np.ndarray
KINDS = ("entered", "left", "moved", "merged", "split", "verdict")
UNKNOWN, NO, YES = -1, 0, 1
Verdicts = Callable[[Facts], Array]  # of each household 1, 0 or -1 (unknown)
_ROW = np.dtype([("household", "i8"), ("village", "i8"), ("verdict", "i1")])


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
    """All changes, as one array a kind: rows `_ROW` before and after, side by side, and the other household."""

    before: dict[str, Array]
    after: dict[str, Array]
    other: dict[str, Array]
    verdicts_changed: dict[tuple[int, int], int]  # verdict before, after → households
    households: tuple[int, int]

    def counts(self) -> dict[str, int]:
        """How many changes of each kind."""
        return {kind: len(self.other[kind]) for kind in KINDS}

    def changes(self, kinds: tuple[str, ...] = KINDS) -> Iterator[Change]:
        """Every change, kind by kind, in the order of pseudonyms."""
        for kind in kinds:
            for old, new, other in zip(self.before[kind].tolist(), self.after[kind].tolist(), self.other[kind].tolist(), strict=True):
                had, has = old[1] != 0, new[1] != 0
                yield Change(
                    kind, old[0] if had else new[0], old[1], new[1], old[2] if had else None, new[2] if has else None, other
                )


def compare_editions(before: Edition, after: Edition, columns: Wanted, verdicts: Verdicts) -> Difference:
    """The difference from one edition to another; `verdicts` judges, over the columns that it needs, each for its own day.

    Raises Refusal when the two do not know households by the same pseudonyms.
    """
    if before.manifest.about.pseudonyms != after.manifest.about.pseudonyms:
        raise Refusal(
            "other-pseudonyms", phrase("两份年度数据的代号不是同一密钥生成的,无法逐户比较。"), phrase("请比较同一系统生成的年度数据。")
        )
    wanted = dict(columns) | {"households": list(dict.fromkeys(["household_id", "village_code", *columns.get("households", ())]))}
    collected = _Collected()
    for county in sorted({*before.county_codes(), *after.county_codes()}):
        collected.add(_county(before, county, wanted, verdicts), _county(after, county, wanted, verdicts))
    return _finished(collected, before, after)


class _Collected:
    """The changes inside counties, and what stood in one edition's county and not in the other's."""

    def __init__(self) -> None:
        self.moved: list[tuple[Array, Array]] = []
        self.verdict: list[tuple[Array, Array]] = []
        self.gone: list[Array] = []
        self.come: list[Array] = []
        self.pairs: dict[tuple[int, int], int] = {}
        self.households = [0, 0]

    def add(self, old: Array, new: Array) -> None:
        self.households = [self.households[0] + len(old), self.households[1] + len(new)]
        self.gone.append(old[~np.isin(old["household"], new["household"])])
        self.come.append(new[~np.isin(new["household"], old["household"])])
        self.match(old, new)

    def match(self, old: Array, new: Array) -> tuple[Array, Array]:
        """Compare the households that both have; the masks of those in each."""
        _, first, second = np.intersect1d(old["household"], new["household"], assume_unique=True, return_indices=True)
        one, other = old[first], new[second]
        moved, changed = one["village"] != other["village"], one["verdict"] != other["verdict"]
        self.moved.append((one[moved], other[moved]))
        self.verdict.append((one[changed], other[changed]))
        for pair, count in zip(*np.unique(np.stack([one["verdict"], other["verdict"]], 1), axis=0, return_counts=True), strict=True):
            key = (int(pair[0]), int(pair[1]))
            self.pairs[key] = self.pairs.get(key, 0) + int(count)
        return np.isin(np.arange(len(old)), first), np.isin(np.arange(len(new)), second)


def _county(edition: Edition, county: str, wanted: Wanted, verdicts: Verdicts) -> Array:
    if county not in edition.county_codes():
        return np.zeros(0, _ROW)
    (_, facts), = edition.counties(wanted, county)
    rows = np.zeros(len(facts.households), _ROW)
    rows["household"], rows["village"] = facts.households.household_id.values, facts.households.village_code.values
    rows["verdict"] = verdicts(facts)
    return rows[np.argsort(rows["household"])]


def _finished(collected: _Collected, before: Edition, after: Edition) -> Difference:
    gone, come = _joined(collected.gone), _joined(collected.come)
    there, here = collected.match(gone, come)  # moved from one county to another
    gone, come = gone[~there], come[~here]
    into, out_of = _followed(before, gone, after), _followed(after, come, before)
    sides = {"left": (gone[into == 0], None, into[into == 0]), "merged": (gone[into != 0], None, into[into != 0]),
             "entered": (None, come[out_of == 0], out_of[out_of == 0]), "split": (None, come[out_of != 0], out_of[out_of != 0])}
    for kind, pairs in (("moved", collected.moved), ("verdict", collected.verdict)):
        one, other = _joined([p[0] for p in pairs]), _joined([p[1] for p in pairs])
        order = np.argsort(one["household"])
        sides[kind] = (one[order], other[order], np.zeros(len(one), np.int64))
    old = {kind: np.zeros(len(sides[kind][2]), _ROW) if sides[kind][0] is None else sides[kind][0] for kind in KINDS}
    new = {kind: np.zeros(len(sides[kind][2]), _ROW) if sides[kind][1] is None else sides[kind][1] for kind in KINDS}
    changed = {pair: count for pair, count in sorted(collected.pairs.items()) if pair[0] != pair[1]}
    return Difference(old, new, {kind: sides[kind][2] for kind in KINDS}, changed, tuple(collected.households))


def _joined(pieces: list[Array]) -> Array:
    joined = np.concatenate(pieces) if pieces else np.zeros(0, _ROW)
    return joined[np.argsort(joined["household"], kind="stable")]


def _followed(edition: Edition, lost: Array, other: Edition) -> Array:
    """For each household that the other edition has not: the household there that has most of its members, 0 when none has any."""
    found = np.zeros(len(lost), np.int64)
    if not len(lost):
        return found
    persons, owners = _members_of(edition, lambda ids, households: np.isin(households, lost["household"]), {int(v) // 10**10 for v in lost["village"]})
    if not len(persons):
        return found
    order = np.argsort(persons)
    persons, owners = persons[order], owners[order]
    there, houses = _members_of(other, lambda ids, households: np.isin(ids, persons), None)
    homes = owners[np.searchsorted(persons, there)]
    pairs, counts = np.unique(np.stack([homes, houses], 1), axis=0, return_counts=True) if len(there) else (np.zeros((0, 2), np.int64), np.zeros(0))
    for n in np.argsort(counts, kind="stable"):  # the last written is the one with most
        found[np.searchsorted(lost["household"], pairs[n, 0])] = pairs[n, 1]
    return found


def _members_of(edition: Edition, chosen: Callable[[Array, Array], Array], provinces: set[int] | None) -> tuple[Array, Array]:
    """Persons of an edition with their households, a row group at a time, those that `chosen` picks."""
    persons, households = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for province, blocks in edition.manifest.provinces.items():
        if provinces is not None and int(province) not in provinces:
            continue
        for group in sorted({b.group for b in blocks}):
            held, _ = edition.read(province, "person", ["person_id", "household_id"], group)
            mask = chosen(held["person_id"], held["household_id"])
            persons.append(held["person_id"][mask])
            households.append(held["household_id"][mask])
    return np.concatenate(persons), np.concatenate(households)
