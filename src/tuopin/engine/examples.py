"""Worked examples of a rule: plain facts and the answers expected, on both sides of every threshold; they run as tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.engine.tables import Facts, Field, Grouped, Table

UNKNOWN_WORD = "unknown"


@dataclass(frozen=True)
class Example:
    """One unit with its facts and the expected answers; `edges` names the numbers on whose edge it stands."""

    name: str
    on: date
    facts: Facts
    stated: Mapping[str, object]  # the facts as written, for printing
    expect: Mapping[str, bool | None]
    holds: bool | None
    edges: tuple[str, ...] = ()

    @property
    def edge_holds(self) -> bool | None:
        """Which side of its edge the example stands on: whether every answer that it expects is yes."""
        return all(answer is True for answer in self.expect.values())


def read_examples(data: Mapping, tables: Mapping[str, Sequence[Field]]) -> list[Example]:
    """The examples of an `examples.toml`: each is the file's `base` facts with its own laid over them.

    The first table of the rule holds the unit judged (its facts are laid over the base one by one); any further table
    holds rows under it (given rows replace the base's). `without` names facts that were never recorded, `unknown` those
    that were asked and not known.
    """
    return [_example(data.get("base", {}), given, tables) for given in data.get("example", [])]


def _example(base: Mapping, given: Mapping, tables: Mapping[str, Sequence[Field]]) -> Example:
    unit_table, *row_tables = tables
    unit = dict(base.get(unit_table, {})) | dict(given.get(unit_table, {}))
    unit = {k: v for k, v in unit.items() if k not in given.get("without", [])}
    unit |= dict.fromkeys(given.get("unknown", []))
    rows = {name: given.get(name, base.get(name, [])) for name in row_tables}
    built: dict[str, Table] = {unit_table: Table.of_rows(unit_table, tables[unit_table], [in_fen(unit, tables[unit_table])])}
    for name in row_tables:
        built[name] = Grouped.of_lists(name, tables[name], [[in_fen(row, tables[name]) for row in rows[name]]])
    answers = {name: None if answer == UNKNOWN_WORD else answer for name, answer in given["expect"].items()}
    holds = given.get("holds", UNKNOWN_WORD)
    return Example(
        given["name"], given["on"], Facts(given["on"], built), {unit_table: unit, **rows}, answers,
        None if holds == UNKNOWN_WORD else holds, tuple(given.get("edge", "").split()),
    )


def in_fen(row: Mapping, fields: Sequence[Field]) -> dict:
    """The row with its money turned from yuan into whole fen."""
    money = {declared.name for declared in fields if declared.kind == "money"}
    return {k: int(Decimal(str(v)) * 100) if k in money and v is not None and v != "" else v for k, v in row.items()}
