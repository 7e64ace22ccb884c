"""How many must be asked to certify that a rate is below a limit, and how many errors among them still certify it.

Exact binomial bounds (Clopper and Pearson 1934), for a simple random sample; a cluster sample needs the design effect times as many.
"""

from __future__ import annotations

from math import ceil

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


def size_needed(limit: float, *, errors: int, confidence: float = 0.95, design_effect: float = 1.0) -> int:
    """The smallest sample in which `errors` errors still certify a rate below `limit`, e.g. 149 for none, 2 % and 95 %."""
    from scipy.stats import binom

    _check(limit, confidence, errors, design_effect)
    low, high = errors + 1, errors + 2
    while binom.cdf(errors, high, limit) > 1 - confidence:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        if binom.cdf(errors, middle, limit) <= 1 - confidence:
            high = middle
        else:
            low = middle + 1
    return ceil(low * design_effect)


def errors_allowed(size: int, limit: float, *, confidence: float = 0.95) -> int:
    """The most errors in a simple random sample of `size` that still certify a rate below `limit`; -1 where none do."""
    from scipy.stats import binom

    _check(limit, confidence, 0, 1.0)
    allowed = -1
    while allowed + 1 < size and binom.cdf(allowed + 1, size, limit) <= 1 - confidence:
        allowed += 1
    return allowed


def _check(limit: float, confidence: float, errors: int, design_effect: float) -> None:
    if not 0 < limit < 1 or not 0 < confidence < 1 or errors < 0 or design_effect < 1:
        raise Refusal(
            "size-unclear", phrase("限值和置信度要在 0 和 1 之间,错误数不小于 0,设计效应不小于 1。"), phrase("例如限值 0.02、置信度 0.95、错误数 0。"),
        )
