"""By which rules, and by which definitions of figures, something was judged and counted: one mark that changes with any of them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from tuopin.policy.rulebook import version

COUNTED_BY = ("conditions", "counting", "county_work", "figures", "rolling", "standings")  # the files that say what each figure counts


def mark() -> str:
    """The version of the rulebook and, after a plus, that of the definitions of the figures: what stands beside every judgement of a county."""
    return f"{version()}+{definitions()}"


@cache
def definitions() -> str:
    """Seven hexadecimal digits that change with any definition of a figure."""
    return digest_of(Path(__file__).parent)


def digest_of(folder: Path) -> str:
    """The same of the definitions in a folder."""
    digest = sha256()
    for name in COUNTED_BY:
        digest.update(name.encode() + b"\0" + (folder / f"{name}.py").read_bytes() + b"\0")
    return digest.hexdigest()[:7]
