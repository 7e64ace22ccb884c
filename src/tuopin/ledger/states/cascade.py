"""Targets that are handed down: what lies below must add up to at least what lies above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Share:
    """The part of a target that a place below takes, and where it has its own day, when it is due."""

    area: str
    target: Decimal


def uncovered(target: Decimal | None, shares: Iterable[Decimal | None]) -> Decimal:
    """What the shares leave of the target; 0 when they cover it or there is none. A share without a number counts as nothing."""
    return max(Decimal(0), target - sum((share for share in shares if share is not None), Decimal(0))) if target is not None else Decimal(0)
