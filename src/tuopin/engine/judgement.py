"""The outcome of running a rule: verdicts unit by unit, reasons, and counts by place, without a loop over households."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from tuopin.engine.columns import CodeSets, Quantity
from tuopin.engine.findings import Findings, bits_of
from tuopin.engine.segments import Segments
from tuopin.engine.truth import Truth, all_of


class Judgement:
    """A rule's findings over all units of a table, and the answer of the whole rule for each: every condition holds."""

    def __init__(self, rule: str, on: date, findings: Findings) -> None:
        self.rule, self.on, self.findings = rule, on, dict(findings)
        self.names = tuple(self.findings)
        self.holds: Truth = all_of(*(c.holds for c in self.findings.values()))
        self._failed = bits_of([c.holds.no for c in self.findings.values()])
        self._unknown = bits_of([c.holds.unknown for c in self.findings.values()])

    def __len__(self) -> int:
        return len(self.holds)

    @property
    def failed_sets(self) -> CodeSets:
        """For each unit the names of the conditions that fail, as a column."""
        return CodeSets(self._failed, self.names)

    @property
    def unknown_sets(self) -> CodeSets:
        """For each unit the names of the conditions that are not known, as a column."""
        return CodeSets(self._unknown, self.names)

    def rows(self) -> dict[str, np.ndarray]:
        """For each unit the answer (1 yes, 0 no, -1 unknown) and the conditions failed and not known (bit n = the n-th)."""
        answer = self.holds.yes.astype(np.int8) - self.holds.unknown.astype(np.int8)
        narrow = np.uint8 if len(self.names) <= 8 else np.int32
        return {"holds": answer, "failed": self._failed.astype(narrow), "unknown": self._unknown.astype(narrow)}

    def holds_list(self) -> list[bool | None]:
        """True, False or None (unknown) for each unit."""
        return self.holds.answers()

    def failed_list(self) -> list[int]:
        """For each unit the failed conditions: bit n = the n-th condition."""
        return self._failed.tolist()

    def unknown_list(self) -> list[int]:
        """For each unit the conditions that are not known: bit n = the n-th condition."""
        return self._unknown.tolist()

    def verdict(self, row: int) -> list[dict]:
        """Every condition of one unit with its answer, value, threshold, unit and source."""
        return [condition.line(name, row) for name, condition in self.findings.items()]

    def why_not(self, row: int) -> list[str]:
        """The conditions of one unit that fail, and those that are not known as `NAME?`."""
        return why_not(self.names, int(self._failed[row]), int(self._unknown[row]))

    def reasons(self) -> list[str]:
        """`why_not` of every unit, joined by semicolons."""
        pairs = self._failed.astype(np.int64) << 32 | self._unknown
        kinds, place = np.unique(pairs, return_inverse=True)
        texts = [";".join(why_not(self.names, int(k) >> 32, int(k) & 0xFFFFFFFF)) for k in kinds]
        return [texts[n] for n in place.tolist()]

    def tally(self) -> dict:
        """How many units were judged, hold, fail, are unknown, and how many fail (are unknown) by each condition."""
        def counted(mask: np.ndarray) -> int:
            return int(np.count_nonzero(mask))

        return {
            "judged": len(self), "holds": counted(self.holds.yes), "fails": counted(self.holds.no), "unknown": counted(self.holds.unknown),
            "failed_by": {name: counted(c.holds.no) for name, c in self.findings.items()},
            "unknown_by": {name: counted(c.holds.unknown) for name, c in self.findings.items()},
        }

    def tallies_by(self, areas: Quantity, digits: int) -> list[tuple[str, dict]]:
        """A tally for each area of the first `digits` digits of the twelve-digit codes, in the order of their codes."""
        unit = 10 ** (12 - digits)
        places = areas.values // unit
        if (np.diff(places) < 0).any():  # a list of households in another order
            order = np.argsort(places, kind="stable")
            return self._tallies(places[order], unit, lambda mask: mask[order])
        return self._tallies(places, unit, lambda mask: mask)

    def _tallies(self, places: np.ndarray, unit: int, ordered: Callable[[np.ndarray], np.ndarray]) -> list[tuple[str, dict]]:
        codes, runs = Segments.of_sorted(places)

        def counted(mask: np.ndarray) -> list[int]:
            return runs.count(ordered(mask)).tolist()

        columns = {"judged": runs.sizes.tolist()}
        columns |= {name: counted(getattr(self.holds, mask)) for name, mask in (("holds", "yes"), ("fails", "no"), ("unknown", "unknown"))}
        failed = {name: counted(c.holds.no) for name, c in self.findings.items()}
        unknown = {name: counted(c.holds.unknown) for name, c in self.findings.items()}
        return [
            (str(code * unit).zfill(12), {name: column[n] for name, column in columns.items()}
             | {"failed_by": {name: column[n] for name, column in failed.items()}}
             | {"unknown_by": {name: column[n] for name, column in unknown.items()}})
            for n, code in enumerate(codes.tolist())
        ]


def why_not(names: Sequence[str], failed: int, unknown: int) -> list[str]:
    """The names behind two bit masks: failed ones plain, unknown ones with a question mark, in the rule's order."""
    return [
        name if failed >> n & 1 else f"{name}?" for n, name in enumerate(names) if (failed | unknown) >> n & 1
    ]


def bit_of(names: Sequence[str], name: str) -> int:
    """The bit of a condition in the masks of a rule with these condition names."""
    return 1 << tuple(names).index(name)
