"""How many were missed, from two lists that were made without knowledge of each other: those on both tell of those on neither."""

from __future__ import annotations

from math import sqrt

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


def chapman(first: int, second: int, both: int) -> tuple[float, float]:
    """Chapman's estimate (1951) of how many there are in all, and its standard error, from the sizes of two lists and of what both have."""
    if both < 0 or both > min(first, second):
        raise Refusal("lists-unclear", phrase("两份名单共有的数目不能多于其中一份。"), phrase("请核对两份名单及其重合数。"))
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return estimate, sqrt(variance)
