"""Reading the shipped editions: every place with the days on which it had its code and its name."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tuopin.kernel.areas import NATION, ancestors, level_of, subtree
from tuopin.kernel.pinyin import initials_of

FOLDER = Path(__file__).resolve().parent.parent / "editions"
AS_OF = (date(2016, 7, 31), date(2018, 10, 31), date(2020, 6, 30), date(2023, 6, 30))
FIRST_DAY = date(2013, 1, 1)  # the first edition is taken to hold from here, a year before the register began


class Row(NamedTuple):
    """A place and a span of time, ready for the table; the days as text, `\\N` for an open end."""

    code: str
    name: str
    level: int
    initials: str
    starts_on: str
    ends_on: str


class Link(NamedTuple):
    """A succession, ready for the table; the day as text, the confidence in hundredths."""

    predecessor: str
    successor: str
    predecessor_name: str
    successor_name: str
    kind: str
    on: str
    confidence: int


def read_editions(area: str | None = None) -> tuple[list[Row], list[Link]]:
    """The dated rows and the successions of the whole list, or of one area with what lies above it."""
    pairs = list(_pairs(area))
    names = {}  # (edition, code) to name, for the codes that the successions speak of
    links = list(_lines_of_lineage(area))
    wanted = {code for _, old, new, _, _ in links for code in (old, new)}
    for code, name, bits in pairs:
        if code in wanted:
            names.update(((n, code), name) for n in range(len(AS_OF)) if bits >> n & 1)
    return list(_rows(pairs)), [
        Link(old, new, names[n - 1, old], names[n, new], kind, AS_OF[n].isoformat(), confidence)
        for n, old, new, kind, confidence in links
    ]


def spans_of(bits: int) -> list[tuple[str, str]]:
    """The spans, as text, of a pair that the editions in `bits` have: it begins and ends with an edition's day."""
    spans, n = [], 0
    while n < len(AS_OF):
        if bits >> n & 1:
            first = n
            while n < len(AS_OF) and bits >> n & 1:
                n += 1
            starts_on = FIRST_DAY if first == 0 else AS_OF[first]
            spans.append((starts_on.isoformat(), AS_OF[n].isoformat() if n < len(AS_OF) else r"\N"))
        n += 1
    return spans


def _pairs(area: str | None) -> Iterator[tuple[str, str, int]]:
    low, high = subtree(area or NATION)
    above = set(ancestors(area)) if area else set()
    code = ""
    for line in lzma.decompress((FOLDER / "china.tsv.xz").read_bytes()).decode().split("\n"):
        ending, name, bits = line.split("\t")
        code = code[:12 - len(ending)] + ending
        if low <= code < high or code in above:
            yield code, name, int(bits, 16)


def _lines_of_lineage(area: str | None) -> Iterator[tuple[int, str, str, str, int]]:
    low, high = subtree(area or NATION)
    for line in lzma.decompress((FOLDER / "lineage.tsv.xz").read_bytes()).decode().split("\n"):
        later, old, new, kind, confidence = line.split("\t")
        if low <= old < high and low <= new < high:
            yield int(later), old, new, kind, int(confidence)


def _rows(pairs: list[tuple[str, str, int]]) -> Iterator[Row]:
    spans = {bits: spans_of(bits) for bits in range(1 << len(AS_OF))}
    initials = initials_of(name for _, name, _ in pairs)
    for (code, name, bits), letters in zip(pairs, initials, strict=True):
        level = level_of(code) if code.endswith("000") else 5
        for starts_on, ends_on in spans[bits]:
            yield Row(code, name, level, letters, starts_on, ends_on)
