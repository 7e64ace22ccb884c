"""The columns that a measure is taken over, with how the sample was drawn; anything unclear in them is refused."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """One row per unit: its welfare, its weight, and where it stands in the design. All columns have the same length.

    `strata` and `cluster` are codes 0, 1, ... (the clusters of a stratum are its own); `population` is the number of
    primary units in the stratum of the row, for the finite population correction, or None; `groups` are codes into `labels`.
    """

    welfare: Floats
    weight: Floats
    strata: Codes
    cluster: Codes
    groups: Codes
    labels: tuple[object, ...]
    population: Floats | None = None

    @classmethod
    def of(
        cls, welfare: ArrayLike, weight: ArrayLike | None = None, *, strata: ArrayLike | None = None, cluster: ArrayLike | None = None,
        population: ArrayLike | None = None, by: ArrayLike | None = None,
    ) -> Sample:
        """A sample from plain columns. Without weights every row counts one, without clusters every row is its own unit.

        Raises Refusal where lengths differ, a number is missing or not finite, a weight is negative, or nothing weighs.
        """
        y = _numbers("welfare", welfare)
        w = np.ones(len(y)) if weight is None else _numbers("weight", weight, len(y))
        if len(y) == 0 or (w < 0).any() or not w.sum() > 0:
            raise Refusal("no-weight", phrase("没有可以计算的行,或权数为负。"), phrase("权数不得为负,且至少一行大于零。"))
        h = np.zeros(len(y), np.int64) if strata is None else _design("strata", strata, len(y))
        unit = np.arange(len(y)) if cluster is None else _design("cluster", cluster, len(y))
        groups, labels = (np.zeros(len(y), np.int64), (None,)) if by is None else _codes("by", by, len(y))
        return cls(
            y, w, h, _within(h, unit), groups, labels,
            None if population is None else _numbers("population", population, len(y)),
        )


def _numbers(name: str, column: ArrayLike, length: int | None = None) -> Floats:
    try:
        values = np.ascontiguousarray(column, dtype=np.float64)
    except (TypeError, ValueError) as fault:
        raise Refusal(
            "not-numbers", phrase("“{column}”列第 {row} 行不是数字。"), phrase("请去掉文字、空格和千位分隔符后重试。"), column=name, row=_first_text(column)
        ) from fault
    _check_length(name, values, length)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise Refusal(
            "number-missing", phrase("“{column}”列第 {row} 行没有数字(共 {count} 行)。"), phrase("请补齐,或先去掉这些行:缺失不等于零。"),
            column=name, row=int(bad[0]) + 1, count=len(bad),
        )
    return values


def _first_text(column: ArrayLike) -> int:
    """The row of the first value that is no number."""
    for row, value in enumerate(np.asarray(column, dtype=object).tolist(), 1):
        try:
            float(value)
        except (TypeError, ValueError):
            return row
    return 1


def _design(name: str, column: ArrayLike, length: int) -> Codes:
    """How the sample was drawn, as codes: every row must say it, for a gap would be taken for a stratum of its own."""
    codes, labels = _codes(name, column, length)
    for gap in (None, ""):
        if gap in labels:
            row = int(np.flatnonzero(codes == labels.index(gap))[0]) + 1
            raise Refusal("design-missing", phrase("“{column}”列第 {row} 行是空的。"), phrase("每一行都要写明所在的层和整群。"), column=name, row=row)
    return codes


def _codes(name: str, column: ArrayLike, length: int) -> tuple[Codes, tuple[object, ...]]:
    """Any column as codes 0, 1, ... in the order of its values."""
    values = np.asarray(column)
    _check_length(name, values, length)
    answers: dict[object, object] = {}
    if values.dtype == object:
        listed = values.tolist()
        answers = {str(value): value for value in listed if isinstance(value, bool)}
        values = np.array(["" if value is None or value != value else str(value) for value in listed], dtype=str)
    labels, codes = np.unique(values, return_inverse=True)
    return codes.astype(np.int64), tuple(_label(answers.get(label, label)) for label in labels.tolist())


def _label(value: object) -> object:
    """How a group is called: a column of whole numbers with gaps comes as fractions, its gaps as NaN, which is nobody's name; nor is ""."""
    if value == "":
        return None
    if isinstance(value, float):
        return None if isnan(value) else int(value) if value.is_integer() else value
    return value


def _check_length(name: str, values: NDArray, length: int | None) -> None:
    if values.ndim != 1 or (length is not None and len(values) != length):
        raise Refusal("lengths-differ", phrase("“{column}”列的行数与其他列不同。"), phrase("请核对数据表。"), column=name)


def _within(strata: Codes, unit: Codes) -> Codes:
    """Codes of the primary units, counted stratum by stratum: the same name in two strata is two units."""
    return np.unique(strata * (int(unit.max(initial=0)) + 1) + unit, return_inverse=True)[1].astype(np.int64)
