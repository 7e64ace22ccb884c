"""A root as it is printed on paper: in groups that can be read aloud, and in a square that a telephone reads."""

from __future__ import annotations

import re

GROUP, ROW = 4, 8


def groups(root: str) -> list[list[str]]:
    """The root's digits in groups of four, eight groups a row."""
    parts = [root[n : n + GROUP] for n in range(0, len(root), GROUP)]
    return [parts[n : n + ROW] for n in range(0, len(parts), ROW)]


def grouped(root: str) -> str:
    """The root in one line of groups."""
    return " ".join(part for row in groups(root) for part in row)


def read_grouped(text: str) -> str:
    """The root that somebody copied from paper: whatever the case, the spaces and the dashes."""
    return re.sub(r"[\s\-·]", "", text).lower()


def told_to_telephones(*, area: str, size: int, root: str, time: str) -> str:
    """What the printed square says."""
    return f"tuopin {area} {size} {root} {time}"
