"""Yes and no for every household of an edition, ready to be measured: what is asked of them, their persons, counties and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tuopin.analysis.measures import Sample
from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth, all_of
from tuopin.kernel.areas import LEVELS
from tuopin.snapshots.layout import HOUSEHOLD
from tuopin.snapshots.measuring import ENDLESS, in_turn, labels_of
from tuopin.snapshots.reading import Edition

Ask = Callable[[Facts], Mapping[str, Truth]]


@dataclass(frozen=True)
class Answers:
    """The answers of households that are known in all that was asked and have members, with the sample they make; and how many
    others were left out."""

    yes: dict[str, np.ndarray]
    persons: np.ndarray
    county: np.ndarray  # numbered
    groups: np.ndarray | None
    left_out: int

    def __len__(self) -> int:
        return len(self.persons)

    def sample(self) -> Sample:
        """Households weighed by their persons, each county a stratum; a county of one household is taken without error."""
        single = np.bincount(self.county)[self.county] == 1
        return Sample.of(
            np.zeros(len(self.persons)), self.persons, strata=self.county, by=self.groups, population=np.where(single, 1.0, ENDLESS)
        )


def household_groups(names: Sequence[str]) -> list[str]:
    """Those of the groups that lie on households: places and columns of households."""
    return [name for name in names if name in LEVELS or name in HOUSEHOLD.names]


def answers_of(edition: Edition, columns: Mapping[str, Sequence[str]], ask: Ask, *, by: str | None, area: str | None) -> Iterator[Answers]:
    """What the households of an area answer: place by place where the groups are places (no smaller than a county), else all at once."""
    wanted = dict(columns)
    wanted["households"] = list(dict.fromkeys(["village_code", *wanted["households"], *([by] if by in HOUSEHOLD.names else [])]))
    counties = enumerate(edition.counties(wanted, area))
    yield from map(_joined, in_turn(((code, _piece(facts, ask(facts), by, number)) for number, (code, facts) in counties), by))


def known_in_all(answers: Mapping[str, Truth], facts: Facts) -> np.ndarray:
    """Which households have members and are known in everything asked."""
    return all_of(*(truth.is_known for truth in answers.values())).yes & (facts.members.per_owner.values > 0)


def _piece(facts: Facts, found: Mapping[str, Truth], by: str | None, number: int) -> Answers:
    known = known_in_all(found, facts)
    persons = facts.members.per_owner.values[known].astype(np.float64)
    groups = None if by is None else labels_of(facts, by)[known]
    yes = {name: truth.yes[known] for name, truth in found.items()}
    return Answers(yes, persons, np.full(len(persons), number), groups, int((~known).sum()))


def _joined(pieces: list[Answers]) -> Answers:
    def together(columns: list[np.ndarray]) -> np.ndarray:
        return np.concatenate(columns)

    return Answers(
        {name: together([piece.yes[name] for piece in pieces]) for name in pieces[0].yes}, together([piece.persons for piece in pieces]),
        together([piece.county for piece in pieces]), None if pieces[0].groups is None else together([piece.groups for piece in pieces]),
        sum(piece.left_out for piece in pieces),
    )
