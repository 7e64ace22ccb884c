"""Which six-digit areas an identity number may begin with: every county-level code since 1980, abolished ones too."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# Prefixes of residence permits for people from Hong Kong, Macau and Taiwan, and of permanent residents from abroad.
BEYOND = ("81", "82", "83", "91", "71")


@cache
def _areas() -> dict[str, frozenset[str]]:
    text = files(__package__).joinpath("areas.txt").read_text(encoding="ascii")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {first: frozenset(rest) for first, *rest in lines}


def known_area(code: str) -> bool:
    """Whether identity numbers are known to have been given out under this code, or under its city as a whole."""
    if code.startswith(BEYOND):
        return True
    counties = _areas().get(code[:4])
    return counties is not None and (code[4:] in counties or code[4:] in ("00", "01"))
