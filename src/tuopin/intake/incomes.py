"""The arithmetic of a household's income lines: totals beside their parts, net per head beside the figure someone typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.tables import Table
from tuopin.kernel.money import to_yuan

LINES = tuple(one.name for one in sheet_kind("household").fields.values() if one.income)
PARTS = {total: tuple(line for line in LINES if line.startswith(f"{total}_")) for total in ("property", "transfer")}
NEEDED = ("wage", "business_income", "business_expense")


@dataclass(slots=True)
class Gaps:
    """Row → what differs; and the gross income per head of every household whose lines are known."""

    wrong: dict[int, tuple[str, str]] = field(default_factory=dict)
    parts: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    gross_per_head: list[float | None] = field(default_factory=list)
    table: Table | None = None

    def largest_line(self, index: int) -> str:
        """The line that brings the household most."""
        lines = [name for name in LINES if name in self.table.values]
        return max(lines, key=lambda name: self.table.values[name][index] or 0)


def totals_beside_parts(names: Iterable[str]) -> bool:
    """Whether a file with these columns states a total and some of its parts, which is double unless freed of it."""
    return any(total in names and any(part in names for part in parts) for total, parts in PARTS.items())


def income_of(values: dict[str, int | None]) -> dict[str, int | None]:
    """The lines as the register keeps them: where parts are known a total beside them is left out, else its parts are.

    What a total holds beyond the parts that the file has columns for is the part called other.
    """
    lines = dict(values)
    for total, parts in PARTS.items():
        present = [part for part in parts if part in lines]
        if total not in lines or not present:
            continue
        known = lines[total] is None or all(lines[part] is not None for part in present)
        rest = (lines[total] or 0) - sum(lines[part] or 0 for part in present)
        for name in [total] if known else present:
            del lines[name]
        if known and rest > 0 and f"{total}_other" not in present:
            lines[f"{total}_other"] = rest
    return lines


def net_of(lines: dict[str, int | None]) -> int | None:
    """Net income in fen, None unless every line is known and wage, business, property and transfers are all recorded."""
    if any(amount is None for amount in lines.values()) or any(line not in lines for line in NEEDED):
        return None
    if not all(any(line == total or line.startswith(f"{total}_") for line in lines) for total in PARTS):
        return None
    return sum(amount if line != "business_expense" else -amount for line, amount in lines.items())


def per_head_gap(households: Table) -> Gaps:
    """Compare, row by row, what was typed with what the lines give."""
    gaps = Gaps(table=households)
    names = [name for name in LINES if name in households.values]
    columns = [households.values[name] for name in names]
    stated, sizes = households.column("per_head"), households.column("size")
    both = totals_beside_parts(names)
    expenses = households.column("business_expense")
    for index, net in enumerate(_nets(gaps, names, columns, both, len(households.rows))):
        persons = sizes[index]
        gaps.gross_per_head.append((net + expenses[index]) / persons if net is not None and persons else None)
        if net is None or not persons or stated[index] is None or _agrees(stated[index], net, persons):
            continue
        computed = (to_yuan(net) / persons).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        gaps.wrong[index] = (f"{to_yuan(stated[index]):.2f}", str(computed))
    return gaps


def _nets(gaps: Gaps, names: list[str], columns: list[list], both: bool, rows: int) -> Iterator[int | None]:
    """The net income of every row; where totals and parts stand side by side they are compared on the way."""
    if both:
        for index, amounts in enumerate(zip(*columns, strict=True)):
            values = dict(zip(names, amounts, strict=True))
            _compare_parts(gaps, index, values)
            yield net_of(income_of(values))
    elif net_of(dict.fromkeys(names, 0)) is None:
        yield from [None] * rows
    else:
        expenses = columns[names.index("business_expense")]
        for amounts, expense in zip(zip(*columns, strict=True), expenses, strict=True):
            yield None if None in amounts else sum(amounts) - 2 * expense


def _agrees(stated: int, net: int, persons: int) -> bool:
    """Whether a typed figure is the computed one, rounded or cut to yuan, ten fen or fen: within one unit of its last digit."""
    unit = 100 if stated % 100 == 0 else 10 if stated % 10 == 0 else 1
    return abs(stated * persons - net) <= unit * persons


def _compare_parts(gaps: Gaps, index: int, values: dict[str, int | None]) -> None:
    for total, parts in PARTS.items():
        present = [values[part] for part in parts if part in values]
        stated = values.get(total)
        if stated is None or not present or None in present:
            continue
        short = sum(present) < stated and f"{total}_other" not in values
        if abs(sum(present) - stated) > 1 and not short:
            gaps.parts[index] = (f"{to_yuan(sum(present)):.2f}", f"{to_yuan(stated):.2f}", total)
