"""Further comparisons that a room above declares: what is computed from the tables, or kept outside the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tuopin.trail.states.findings import Finding

Check = Callable[[], Iterator[Finding]]
_DECLARED: dict[str, dict[str, Check]] = {"replay": {}, "evidence": {}}


def declare_check(name: str, check: Check, *, part: str = "replay") -> Check:
    """Have `verify --replay` (or `--evidence`) also make this comparison."""
    _DECLARED[part][name] = check
    return check


def checks(part: str) -> dict[str, Check]:
    """The comparisons declared for a part of the verification, by name."""
    return dict(_DECLARED[part])
