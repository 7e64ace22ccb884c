"""Votes of a meeting as they are copied out of a workbook: a line for each household, with what is wrong told by its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tuopin.kernel.words import phrase

APART = re.compile(r"[\t,,;;]")
MOST_DIGITS = 6


@dataclass(frozen=True)
class VoteLine:
    """What one line says: the household's number, the votes for, against and abstained, and a remark."""

    number: str
    in_favour: int
    against: int
    abstained: int
    note: str


def read_votes(text: str, known: Collection[str], heads: Mapping[str, str] | None = None) -> tuple[list[VoteLine], list[tuple[int, str]]]:
    """The lines of the text and the faults in it, each with the number of its line from 1; `known` are the households that wait.

    A line of headings at the top and empty lines are left out. Nothing is guessed: a number of votes that is none is a fault. Where `heads`
    names the head of each household, that name may stand behind the number, as in the sheet for a meeting; another name there is a fault.
    """
    heads = heads or {}
    lines: list[VoteLine] = []
    faults: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for place, raw in enumerate(text.splitlines(), 1):
        cells = [cell.strip().strip('"') for cell in APART.split(raw)]
        if not any(cells) or (place == 1 and cells[0] not in known and not any(cell.isdigit() for cell in cells[1:5])):
            continue
        named = _is_named(cells)
        if named and heads.get(cells[0], "") == cells[1]:
            del cells[1]
            named = False
        number, votes = cells[0], [cell or "0" for cell in (*cells[1:4], "", "", "")[:3]]
        if number not in known:
            faults.append((place, phrase("没有等待评议的这一户。")))
        elif number in seen:
            faults.append((place, phrase("这一户前面已经写过。")))
        elif named and heads.get(number) and len(cells) > 4 and heads[number] != cells[1]:
            faults.append((place, phrase("户主姓名与户编号不符,请核对是否错行。")))
        elif len(cells) < 2 or not all(cell.isascii() and cell.isdigit() and len(cell) <= MOST_DIGITS for cell in votes):
            faults.append((place, phrase("票数须为整数:同意、反对、弃权。")))
        else:
            lines.append(VoteLine(number, *(int(cell) for cell in votes), " ".join(cells[4:])[:300]))
        seen.setdefault(number, place)
    return lines, faults


def _is_named(cells: list[str]) -> bool:
    """Whether a name stands where the first votes would, and votes behind it."""
    return len(cells) > 2 and not cells[1].isdigit() and bool(cells[1]) and cells[2].isdigit()
