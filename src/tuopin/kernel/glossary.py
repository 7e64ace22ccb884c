"""The words of the field: for each official term the one English word the house uses, its room, and one line on it.

The list is `docs/glossary.toml`; an installed package carries a copy beside this file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CARRIED = Path(__file__).with_name("glossary.toml")
CHECKOUT = Path(__file__).resolve().parents[3] / "docs" / "glossary.toml"


@dataclass(frozen=True)
class Term:
    """One official term: `word` as the code has it, `room` where it lives, `en` and (for some) `line` to explain it."""

    zh: str
    word: str
    room: str
    en: str
    line: str = ""
    also: tuple[str, ...] = ()


@cache
def terms() -> dict[str, Term]:
    """Every term by its official Chinese writing, in the order of the list."""
    path = CARRIED if CARRIED.exists() else CHECKOUT
    rooms = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        zh: Term(zh, entry["word"], room, entry["en"], entry.get("line", ""), tuple(entry.get("also", ())))
        for room, entries in rooms.items()
        for zh, entry in entries.items()
    }


def matching(text: str) -> list[Term]:
    """The terms that `text` (Chinese, another spelling of it, the word, English) names; exact ones alone when there are any."""
    wanted = text.strip().lower()
    exact = [t for t in terms().values() if wanted in _names(t)]
    return exact or [t for t in terms().values() if wanted and any(wanted in name for name in (*_names(t), t.en.lower()))]


def _names(term: Term) -> tuple[str, ...]:
    word = term.word.lower()
    return (term.zh.lower(), word, word.replace("_", " "), word.replace("_", "-"), *(a.lower() for a in term.also))
