"""Reading the shipped editions: every place with the days on which it had its code and its name."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from tuopin.divisions.states.editions import AS_OF
from tuopin.kernel.areas import NATION, ancestors, level_of, subtree
from tuopin.kernel.pack import pack
from tuopin.kernel.pinyin import initials_of

FOLDER = Path(__file__).resolve().parent.parent / "editions"
PROVINCES = 31  # that the statistics bureau's list has
FIRST_DAY = date(2013, 1, 1)  # the first edition is taken to hold from here, a year before the register began
OPEN = r"\N"  # how COPY writes an unknown end
CHUNK = 20_000
Pair = tuple[str, str, int]  # code, name, the editions that have them as bits
Finding = tuple[int, str, str, str, str]  # later edition, predecessor, successor, kind, confidence


def pairs_in(area: str | None) -> Iterator[Pair]:
    """The pairs of code and name of the whole list, or of one area with what lies above it, in the order of the codes."""
    low, high = subtree(area or NATION)
    above = set(ancestors(area)) if area else set()
    for code, name, bits in _chinese_list() if has_editions() else _list_of_the_pack():
        if code >= high:
            break
        if low <= code < high or code in above:
            yield code, name, bits


def has_editions() -> bool:
    """Whether the pack goes by the shipped editions; any other brings a list of its own, `places.tsv`."""
    return bool(pack().section("places").get("editions"))


def top_places() -> int:
    """How many places of the highest level the list has."""
    return PROVINCES if has_editions() else sum(level_of(code) == 1 for code, _name, _bits in _list_of_the_pack())


def _chinese_list() -> Iterator[Pair]:
    code = ""
    for line in _lines("china.tsv.xz"):
        ending, name, bits = line.split("\t")
        code = code[:12 - len(ending)] + ending
        yield code, name, int(bits, 16)


def _list_of_the_pack() -> Iterator[Pair]:
    """Code and name a line, sorted by code: places that have been so since the first day and still are."""
    always, file = (1 << len(AS_OF)) - 1, pack().folder / "places.tsv"
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if line and not line.startswith("#"):
            code, name = line.split("\t")
            yield code, name, always


def findings_in(area: str | None) -> list[Finding]:
    """What became of the places of the list, or of one area, between its editions."""
    low, high = subtree(area or NATION)
    found: list[Finding] = []
    if not has_editions():
        return found
    for line in _lines("lineage.tsv.xz"):
        later, old, new, kind, hundredths = line.split("\t")
        if low <= old < high and low <= new < high:
            found.append((int(later), old, new, kind, f"0.{int(hundredths):02}"))
    return found


def copy_lines(pairs: Iterable[Pair]) -> Iterator[str]:
    """The dated rows as text for COPY (code, name, level, initials, starts_on, ends_on), many lines at a time."""
    ends = {bits: [f"{starts}\t{ends}\n" for starts, ends in spans_of(bits)] for bits in range(1 << len(AS_OF))}
    pairs = iter(pairs)
    while chunk := list(islice(pairs, CHUNK)):
        letters = initials_of(name for _, name, _ in chunk)
        yield "".join(
            f"{code}\t{name}\t{level_of(code) if code.endswith('000') else 5}\t{initials}\t{end}"
            for (code, name, bits), initials in zip(chunk, letters, strict=True) for end in ends[bits]
        )


def spans_of(bits: int) -> list[tuple[str, str]]:
    """The spans, as text, of a pair that the editions in `bits` have: it begins and ends with an edition's day."""
    days = [FIRST_DAY, *AS_OF[1:]]
    starts = [n for n in range(len(AS_OF)) if bits >> n & 1 and not (n and bits >> (n - 1) & 1)]
    ends = [n for n in range(len(AS_OF)) if bits >> n & 1 and not bits >> (n + 1) & 1]
    return [
        (days[first].isoformat(), days[last + 1].isoformat() if last + 1 < len(AS_OF) else OPEN)
        for first, last in zip(starts, ends, strict=True)
    ]


def _lines(file: str) -> list[str]:
    return lzma.decompress((FOLDER / file).read_bytes()).decode().split("\n")
