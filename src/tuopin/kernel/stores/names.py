"""The names of sealed files, and what can go wrong with a store."""

from __future__ import annotations

import re

NAME = re.compile(r"[0-9a-f]{64}(\.[a-z]{1,8})?")


class Absent(Exception):
    """There is no object of that name in the store."""


class StoreFault(Exception):
    """The store did not answer, or could not keep what it was given."""


class StoreFull(StoreFault):
    """The store has no room for what it was given; what it holds is there as before."""


def sound_name(name: str) -> str:
    """The name itself when it is one of ours; a store never sees anything else as a path or key."""
    if not NAME.fullmatch(name):
        raise ValueError(f"not the name of a sealed file: {name[:80]!r}")
    return name
