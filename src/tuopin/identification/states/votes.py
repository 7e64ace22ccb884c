"""Votes of a meeting as they are copied out of a workbook: a line for each household, with what is wrong told by its line."""

from __future__ import annotations

import re
from collections.abc import Collection
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


def read_votes(text: str, known: Collection[str]) -> tuple[list[VoteLine], list[tuple[int, str]]]:
    """The lines of the text and the faults in it, each with the number of its line from 1; `known` are the households that wait.

    A line of headings at the top and empty lines are left out. Nothing is guessed: a number of votes that is none is a fault.
    """
    lines: list[VoteLine] = []
    faults: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for place, raw in enumerate(text.splitlines(), 1):
        cells = [cell.strip().strip('"') for cell in APART.split(raw)]
        if not any(cells) or (place == 1 and cells[0] not in known and not any(cell.isdigit() for cell in cells[1:4])):
            continue
        number, votes = cells[0], [cell or "0" for cell in (*cells[1:4], "", "", "")[:3]]
        if number not in known:
            faults.append((place, phrase("没有等待评议的这一户。")))
        elif number in seen:
            faults.append((place, phrase("这一户前面已经写过。")))
        elif len(cells) < 2 or not all(cell.isascii() and cell.isdigit() and len(cell) <= MOST_DIGITS for cell in votes):
            faults.append((place, phrase("票数须为整数:同意、反对、弃权。")))
        else:
            lines.append(VoteLine(number, *(int(cell) for cell in votes), " ".join(cells[4:])[:300]))
        seen.setdefault(number, place)
    return lines, faults
