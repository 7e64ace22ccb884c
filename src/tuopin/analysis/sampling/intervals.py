"""The interval of a rate from a complex sample: what the truth may be, where few were found wrong and villages resemble themselves.

The interval of Korn and Graubard (1998) takes the exact binomial one at the effective sample size; with no error at all there is no
spread to estimate from, and the exact bound at the plain size stands, marked as such. The logit interval is given beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Interval:
    """A rate with its interval: `method` says how it was found (korn-graubard, logit, exact)."""

    rate: float
    low: float
    high: float
    method: str


def rate_interval(rate: float, error: float, *, size: int, degrees: int, method: str = "korn-graubard", level: float = 0.95) -> Interval:
    """The interval of a rate with its standard error, from `size` rows and `degrees` of freedom (clusters less strata).

    Raises Refusal for a rate outside 0 ... 1, a negative error, no rows, no degrees of freedom, or another method.
    """
    if not 0 <= rate <= 1 or not error >= 0 or size < 1 or degrees < 1 or method not in ("korn-graubard", "logit"):
        raise Refusal("interval-unclear", phrase("比率、误差、样本量或自由度不合要求。"), phrase("比率在 0 和 1 之间,误差不为负,至少一个自由度。"))
    tail = (1 - level) / 2
    if rate in (0.0, 1.0) or error == 0:
        return Interval(rate, *_exact(rate * size, float(size), tail), "exact")
    return _logit(rate, error, degrees, tail) if method == "logit" else _korn_graubard(rate, error, size, degrees, tail)


def _korn_graubard(rate: float, error: float, size: int, degrees: int, tail: float) -> Interval:
    from scipy.stats import t

    effective = rate * (1 - rate) / error**2
    if size > 1:
        effective *= (t.ppf(tail, size - 1) / t.ppf(tail, degrees)) ** 2
    return Interval(rate, *_exact(rate * effective, effective, tail), "korn-graubard")


def _exact(found: float, size: float, tail: float) -> tuple[float, float]:
    """Clopper and Pearson's bounds, also for sizes that are not whole."""
    from scipy.stats import beta

    low = 0.0 if found <= 0 else float(beta.ppf(tail, found, size - found + 1))
    high = 1.0 if found >= size else float(beta.ppf(1 - tail, found + 1, size - found))
    return low, high


def _logit(rate: float, error: float, degrees: int, tail: float) -> Interval:
    from scipy.stats import t

    centre, spread = np.log(rate / (1 - rate)), error / (rate * (1 - rate))
    ends = [float(1 / (1 + np.exp(-(centre + sign * t.ppf(1 - tail, degrees) * spread)))) for sign in (-1, 1)]
    return Interval(rate, *ends, "logit")
