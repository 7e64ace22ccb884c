"""Reading text: names, places, units; what is invisible is taken out, what could deceive a reader is stopped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from tuopin.intake.cells.flaws import Cell, Flawed, Mark, accept, confirm, quarantine, untrusted

LONGEST = 32_767  # characters a spreadsheet cell can hold
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
MOJIBAKE = re.compile("\ufffd|锟斤|斤拷|烫烫|屯屯|[\u00c0-\u00ff][\u0080-\u00ff]")
FORMULA_START = tuple("=+-@\t\r＝＋－＠")
APOSTROPHES = "'’‘`＇"
BLANKS = re.compile(r"\s+")
DOTS = re.compile("[•・‧∙●.．]")
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
DASHES = frozenset({"-", "--", "—", "——", "－", "/", "／", "\\", "无", "暂无", "空", "null", "NULL", "N/A", "n/a"})


def half_width(text: str) -> str:
    """Full-width letters, digits and marks as their half-width ones; nothing else changes (superscripts stay what they are)."""
    return text.translate(WIDE)


def squeezed(text: str) -> str:
    """Half width and without any blank or invisible character: how numbers, dates and codes are compared."""
    return BLANKS.sub("", INVISIBLE.sub("", half_width(text)))


def unsafe(text: str) -> Flawed | None:
    """What stops any text: too long, control characters, marks that turn the reading direction, a broken encoding."""
    if len(text) > LONGEST:
        return quarantine("cell-too-long", length=len(text), limit=LONGEST)
    if DIRECTION.search(text):
        return quarantine("hidden-direction-mark")
    if CONTROL.search(text):
        return quarantine("control-character")
    if MOJIBAKE.search(text):
        return quarantine("broken-text")
    return None


def as_text(cell: Cell) -> str:
    """A cell as a person would read it in the file; an error or formula as its mark."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell == cell and abs(cell) < 1e15 and cell == int(cell) else repr(cell)
    if isinstance(cell, Mark):
        return cell.text or "="
    return cell.isoformat() if isinstance(cell, (date, datetime, time)) else str(cell)


def read_text(cell: Cell, size: int) -> str | Flawed:
    """Free text of at most `size` characters; "" for an empty cell."""
    if flaw := untrusted(cell):
        return flaw
    text = as_text(cell)
    if flaw := unsafe(text):
        return flaw
    text = INVISIBLE.sub("", text).strip()
    if len(text) > size:
        return quarantine("text-too-long", length=len(text), limit=size)
    return confirm(text, "private-use-character") if PRIVATE.search(text) else text


def read_name(cell: Cell) -> str | Flawed:
    """A person's name of at most 60 characters; "" for an empty cell."""
    if isinstance(cell, str) and cell.isalpha() and cell[0] >= "\u3400" and len(cell) <= 60 and not MOJIBAKE.search(cell):
        return cell
    if not isinstance(cell, str):
        return untrusted(cell) or quarantine("name-not-text")
    if cell.startswith(FORMULA_START) or cell.lstrip().startswith(FORMULA_START):
        return quarantine("name-starts-like-formula")
    got = read_text(cell, 60)
    if isinstance(got, Flawed):
        return got
    tidy = DOTS.sub("·", got)
    if re.search("[\u3400-\u9fff]", tidy):
        tidy = BLANKS.sub("", tidy)  # 张 三: blanks inside a Chinese name only line the column up
    return tidy if tidy == cell else accept(tidy)


def other_than(plain: str) -> re.Pattern:
    """What finds the lines that are not wholly `plain`."""
    return re.compile(f"^(?!(?:{plain})$).*$", re.MULTILINE)


def odd_cells(cells: list[Cell], other: re.Pattern) -> Iterable[int]:
    """The positions of the cells that are no text or other than plain, found in one go over the whole column."""
    odd = [] if set(map(type, cells)) == {str} else [place for place, cell in enumerate(cells) if type(cell) is not str]
    texts = list(cells) if odd else cells
    for place in odd:
        texts[place] = ""
    column = "\n".join(texts)
    if column.count("\n") != len(cells) - 1 or MOJIBAKE.search(column):
        return range(len(cells))
    found, line, seen = set(odd), 0, 0
    for match in other.finditer(column):
        line, seen = line + column.count("\n", seen, match.start()), match.start()
        found.add(line)
    return sorted(found)


def read_names(cells: list[Cell], flaws: list[tuple[int, Flawed]]) -> list[str]:
    """A column of names; flaws are appended with their position in the column."""
    found = list(cells)
    for position in odd_cells(cells, OTHER_NAME):
        got = read_name(cells[position])
        if type(got) is Flawed:
            flaws.append((position, got))
            got = got.value or ""
        found[position] = got
    return found


OTHER_NAME = other_than("[\u3400-\u4dbf\u4e00-\u9fff]{1,60}")
