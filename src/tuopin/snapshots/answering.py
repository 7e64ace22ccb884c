"""Yes and no for every household of an edition, ready to be measured: what is asked of them, their persons, counties and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tuopin.analysis.measures import Sample
from tuopin.analysis.measures.variance import Counted
from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth, all_of
from tuopin.kernel.areas import LEVELS
from tuopin.snapshots.layout import HOUSEHOLD
from tuopin.snapshots.measuring import labels_of, lies_within_counties
from tuopin.snapshots.reading import Edition

MOST = 1 << 20  # more persons than a household has
Ask = Callable[[Facts], Mapping[str, Truth]]


@dataclass(frozen=True)
class Answers:
    """The answers of households that are known in all that was asked and have members, those alike of a county (in what they answer, in
    persons, in group) told as one row with how many they are; and how many others were left out."""

    yes: dict[str, np.ndarray]
    persons: np.ndarray
    times: np.ndarray  # households alike
    county: np.ndarray  # numbered
    groups: np.ndarray | None
    left_out: int

    def __len__(self) -> int:
        return len(self.persons)

    def sample(self) -> Sample:
        """The rows weighed by the persons of all the households alike."""
        return Sample.of(np.zeros(len(self)), self.persons * self.times, strata=self.county, by=self.groups)

    def design(self, sample: Sample) -> Counted:
        """Households as units, each county a stratum, as from an endless population; a county of one household is taken without error."""
        return Counted.of(sample, self.times)

    def households(self, sample: Sample) -> list[int]:
        """How many households each group of the sample has."""
        return np.bincount(sample.groups, weights=self.times, minlength=len(sample.labels)).astype(int).tolist()


def household_groups(names: Sequence[str]) -> list[str]:
    """Those of the groups that lie on households: places and columns of households."""
    return [name for name in names if name in LEVELS or name in HOUSEHOLD.names]


def answers_of(edition: Edition, columns: Mapping[str, Sequence[str]], ask: Ask, *, by: str | None, area: str | None) -> Iterator[Answers]:
    """What the households of an area answer: county by county where the groups lie within counties, else together. A county at a time is
    in memory, and of the others no more than how many answer alike."""
    wanted = dict(columns)
    wanted["households"] = list(dict.fromkeys(["village_code", *wanted["households"], *([by] if by in HOUSEHOLD.names else [])]))
    pieces = (_piece(facts, ask(facts), by, number) for number, (_, facts) in enumerate(edition.counties(wanted, area)))
    yield from pieces if lies_within_counties(by) else [_joined(list(pieces))]


def known_in_all(answers: Mapping[str, Truth], facts: Facts) -> np.ndarray:
    """Which households have members and are known in everything asked."""
    return all_of(*(truth.is_known for truth in answers.values())).yes & (facts.members.per_owner.values > 0)


def _piece(facts: Facts, found: Mapping[str, Truth], by: str | None, number: int) -> Answers:
    known = known_in_all(found, facts)
    labels, group = (None, 0) if by is None else np.unique(labels_of(facts, by)[known], return_inverse=True)
    alike = np.int64(0) + group
    for truth in found.values():
        alike = alike * 2 + truth.yes[known]
    alike = alike * MOST + facts.members.per_owner.values[known]
    kinds, times = np.unique(alike, return_counts=True)
    asked = kinds // MOST
    yes = {name: (asked >> n & 1).astype(bool) for n, name in enumerate(reversed(found))}
    groups = None if labels is None else labels[asked >> len(found)]
    return Answers(yes, (kinds % MOST).astype(np.float64), times, np.full(len(kinds), number), groups, int((~known).sum()))


def _joined(pieces: list[Answers]) -> Answers:
    def together(of: Callable[[Answers], np.ndarray]) -> np.ndarray:
        return np.concatenate([of(piece) for piece in pieces])

    return Answers(
        {name: together(lambda piece, name=name: piece.yes[name]) for name in pieces[0].yes}, together(lambda piece: piece.persons),
        together(lambda piece: piece.times), together(lambda piece: piece.county),
        None if pieces[0].groups is None else together(lambda piece: piece.groups), sum(piece.left_out for piece in pieces),
    )
