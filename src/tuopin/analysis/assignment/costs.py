"""What a choice costs, part by part, so that one can say why it was made: distance, skill, load, history, each in whole points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

Codes = NDArray[np.int64]
MOST = 1_000_000  # points that one choice may cost: sums over a nation's households then stay exact


@dataclass(frozen=True)
class Costs:
    """Points for each choice (whole, nought or more; fewer is better), as the sum of named parts of the same length."""

    parts: dict[str, Codes]
    total: Codes

    @classmethod
    def of(cls, **parts: ArrayLike) -> Costs:
        """Costs from their parts. Raises Refusal for points that are not whole, below nought, or more than a million together."""
        columns = {name: _whole(name, column) for name, column in parts.items()}
        if not columns or len({len(column) for column in columns.values()}) != 1:
            raise Refusal("costs-do-not-fit", phrase("各项代价的长度不一。"), phrase("每个候选一行,每项代价一列。"))
        total = np.sum(list(columns.values()), axis=0, dtype=np.int64)
        if len(total) and (total.min() < 0 or total.max() > MOST):
            raise Refusal("costs-out-of-range", phrase("代价之和要在 0 和 {most} 之间。"), phrase("请换一个更大的计分单位。"), most=MOST)
        return cls(columns, total)

    def said(self, row: int) -> dict[str, int]:
        """The parts of one choice, for those who ask why."""
        return {name: int(column[row]) for name, column in self.parts.items()}


def _whole(name: str, column: ArrayLike) -> Codes:
    values = np.asarray(column)
    if values.ndim != 1 or not np.issubdtype(values.dtype, np.integer):
        raise Refusal("costs-not-whole", phrase("“{part}”的代价不是整数。"), phrase("请用整数计分:小数会使两种解法不一致。"), part=name)
    return values.astype(np.int64)
