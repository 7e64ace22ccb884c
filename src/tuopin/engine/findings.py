"""What a rule finds: for every condition the answer, the value, the threshold, the unit and the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from tuopin.engine.columns import Codes, CodeSets, Quantity
from tuopin.engine.numbers import Number, Thresholds
from tuopin.engine.tracing import Traced
from tuopin.engine.truth import Truth
from tuopin.kernel.money import to_yuan

HUNDREDTH = Decimal("0.01")
PERCENT_SCALE = 10_000  # limits are kept to a ten-thousandth of a percent, so that they compare as whole numbers


@dataclass(frozen=True)
class Instead:
    """Another threshold and unit to show in the rows where `where` is yes: the line a head where nobody is recorded."""

    where: Truth
    threshold: object
    unit: str


@dataclass(frozen=True)
class Condition:
    """One condition over a column of units: its answers, and what they were found by.

    `value` and `threshold` are columns, or one plain value for all rows. `unit` is the unit that both are shown in;
    `money` says that they are held in fen and shown in yuan. `number` is the parameter behind the threshold.
    """

    holds: Truth
    value: object
    threshold: object
    unit: str
    number: Number | Thresholds | None
    money: bool = False
    instead: Instead | None = None

    def line(self, name: str, row: int) -> dict:
        """One row of the condition: name, answer, value, threshold, unit, source."""
        other = self.instead if self.instead and self.instead.where[row] else self
        return {
            "name": name, "holds": self.holds[row], "value": self.shown(self.value, row),
            "threshold": self.shown(other.threshold, row), "unit": other.unit, "source": self.source(row),
        }

    def shown(self, column: object, row: int) -> object:
        """The value of one row as people and JSON read it; None when not known."""
        if isinstance(column, (Quantity, Codes, CodeSets, Truth, Ratio, PercentLimit)):
            column = column[row]
        if self.money and isinstance(column, int):
            return to_yuan(column)
        if isinstance(column, tuple):
            return "/".join(column)
        return column

    def source(self, row: int) -> str | None:
        """The document and article behind the threshold of one row; None when no number is in force for it."""
        number = self.number.number_at(row) if isinstance(self.number, Thresholds) else self.number
        return number.source if number else None


Findings = Mapping[str, Condition]


class Ratio:
    """A share of two whole quantities, compared with a percentage exactly and shown rounded half up to 0.01 %."""

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: Quantity, denominator: Quantity) -> None:
        self.numerator, self.denominator = numerator, denominator

    def __len__(self) -> int:
        return len(self.numerator)

    def __getitem__(self, row: int) -> Decimal | None:
        top, bottom = self.numerator[row], self.denominator[row]
        if top is None or not bottom:
            return None
        return (Decimal(top) * 100 / Decimal(bottom)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)

    def at_most(self, limit: Quantity) -> Truth:
        """Whether the share is no more than the limit (scaled by PERCENT_SCALE); unknown over an empty denominator."""
        return (self._scaled() <= limit * self.denominator).only_where(self.denominator > 0)

    def below(self, limit: Quantity) -> Truth:
        """Whether the share is strictly less than the limit."""
        return (self._scaled() < limit * self.denominator).only_where(self.denominator > 0)

    def at_least(self, limit: Quantity) -> Truth:
        """Whether the share is no less than the limit."""
        return (self._scaled() >= limit * self.denominator).only_where(self.denominator > 0)

    def _scaled(self) -> Quantity:
        return self.numerator * (100 * PERCENT_SCALE)


class PercentLimit:
    """A percentage for every row, shown as the document writes it."""

    def __init__(self, thresholds: Thresholds) -> None:
        self.thresholds = thresholds

    def __getitem__(self, row: int) -> object:
        number = self.thresholds.number_at(row)
        return number.value if number else None


def bits_of(columns: list[np.ndarray]) -> np.ndarray:
    """The n-th column's mask as bit n of one int32 a row."""
    traced = next((mask for mask in columns if isinstance(mask, Traced)), None)
    if traced is not None and len(columns) <= 8:
        return traced.trace.packed(columns).astype(np.int32)
    narrow = np.uint8 if len(columns) <= 8 else np.int32
    bits = columns[0].astype(narrow)
    for n, mask in enumerate(columns[1:], 1):
        bits = bits | (mask.astype(narrow) << n)
    return bits.astype(np.int32)
