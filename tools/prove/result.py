"""What one proof found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """The outcome of one goal: its name (`G9 …`), its figure in words, how it was obtained, the seed that replays it."""

    goal: str
    figure: str
    how: str
    seed: int
    passed: bool
