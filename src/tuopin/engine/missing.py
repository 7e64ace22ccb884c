"""Which facts are missing when a condition cannot be answered for one household or person: what somebody has to go and find out."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.engine.columns import Codes, CodeSets, Days, Quantity
from tuopin.engine.expressions import HOUSEHOLD, Sentence
from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth


def cells_unknown(sentence: Sentence, facts: Facts, row: int) -> list[tuple[str, str]]:
    """Of one unit the facts (table, column) that the sentence reads and that are not known: what to find out."""
    missing = []
    for table, names in sentence.needs.items():
        held = facts.tables[table]
        rows = _rows_of(sentence.unit, table, facts, row)
        for name in sorted(names):
            column = getattr(held, name)
            if any(_is_unknown(column, n) for n in rows):
                missing.append((table, name))
    return missing


def _rows_of(unit: str, table: str, facts: Facts, row: int) -> Sequence[int]:
    if unit == table:
        return (row,)
    offsets = facts.members.owned.offsets
    if unit == HOUSEHOLD:
        return range(int(offsets[row]), int(offsets[row + 1]))
    return (facts.members.owner_of(row),)


def _is_unknown(column: object, row: int) -> bool:
    if isinstance(column, Days):
        return not column.is_known[row]
    if isinstance(column, Truth | Quantity | Codes | CodeSets):
        return column[row] is None
    return False
