"""Yes and no for every household of an edition, ready to be measured: what is asked of them, their persons, counties and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth, all_of
from tuopin.kernel.areas import LEVELS
from tuopin.snapshots.layout import HOUSEHOLD
from tuopin.snapshots.measuring import labels_of
from tuopin.snapshots.reading import Edition

Ask = Callable[[Facts], Mapping[str, Truth]]


@dataclass(frozen=True)
class Answers:
    """The answers of a county's households that are known in all that was asked and have members, their persons and groups; and how many
    others were left out."""

    yes: dict[str, np.ndarray]
    persons: np.ndarray
    groups: np.ndarray | None
    left_out: int

    def __len__(self) -> int:
        return len(self.persons)


def household_groups(names: Sequence[str]) -> list[str]:
    """Those of the groups that lie on households: places and columns of households."""
    return [name for name in names if name in LEVELS or name in HOUSEHOLD.names]


def answers_of(edition: Edition, columns: Mapping[str, Sequence[str]], ask: Ask, *, by: str | None, area: str | None) -> Iterator[Answers]:
    """What the households of an area answer, county by county."""
    wanted = dict(columns)
    wanted["households"] = list(dict.fromkeys(["village_code", *wanted["households"], *([by] if by in HOUSEHOLD.names else [])]))
    for _, facts in edition.counties(wanted, area):
        found = ask(facts)
        known = known_in_all(found, facts)
        persons = facts.members.per_owner.values[known].astype(np.float64)
        groups = None if by is None else labels_of(facts, by)[known]
        yield Answers({name: truth.yes[known] for name, truth in found.items()}, persons, groups, int((~known).sum()))


def known_in_all(answers: Mapping[str, Truth], facts: Facts) -> np.ndarray:
    """Which households have members and are known in everything asked."""
    return all_of(*(truth.is_known for truth in answers.values())).yes & (facts.members.per_owner.values > 0)
