"""Lays the households of a roster that nothing is wrong with out as the register will keep them, a great many at a time.

Whoever reads the file says in a `Layout` which columns the register has and how their values are written; the reader then
writes whole columns instead of telling every household by itself. `intake.laid` turns any of them back into its record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tuopin.intake.cells.numbers import NOT_ASKED
from tuopin.intake.incomes import LINES, income_of, totals_beside_parts
from tuopin.intake.members import TOLD, told_by_certificate
from tuopin.intake.tables import Table
from tuopin.kernel.copy_text import is_plain, writer, yuan

Columns = list[tuple[str, str, object]]  # name, kind (see kernel.copy_text), what stands for a value that is not stated
NOT_FACTS = {"number", "village_code", "year", "size", "per_head", *LINES}


@dataclass(frozen=True, slots=True)
class Layout:
    """The register's columns, in its order: of a household's form, of who a person is, of a member's form; and how many households
    it takes at a time."""

    household: Columns
    person: Columns
    member: Columns
    most: int = 1_000  # households of one bundle


def households_to_lay(tables: dict[str, Table]) -> list[int]:
    """The rows of the household sheet whose household is sound in all its rows, by position; empty for files whose
    personal numbers are masked or whose members are only partly numbered."""
    households = tables.get("household")
    if households is None or any(name.endswith("_masked") for table in tables.values() for name in table.values):
        return []
    waiting = {None} | {number for number, level in zip(households.column("number"), households.levels, strict=True) if level > 1}
    for kind in ("member", "pairing"):
        if kind in tables:
            table = tables[kind]
            waiting.update(
                number for index, (number, level) in enumerate(zip(table.column("household"), table.levels, strict=True))
                if level > 1 and index not in table.apart
            )
    numbered = tables["member"].column("number") if "member" in tables else ()
    if None in numbered and set(numbered) != {None}:
        waiting.update(h for h, n in zip(tables["member"].column("household"), numbered, strict=True) if n is None)
    return [index for index, number in enumerate(households.column("number")) if number not in waiting]


class Laying:
    """The sheets of one file as written columns."""

    def __init__(self, tables: dict[str, Table], groups: dict[str, dict[str, list[int]]], layout: Layout) -> None:
        self.tables, self.groups, self.households, self.most = tables, groups, tables["household"], layout.most
        self.forms, self.incomes = self.households.laid["forms"], self.households.laid["incomes"]
        self.facts = [name for name in self.households.values if name not in NOT_FACTS]
        self.others = _beside(self.households.values, self.facts, layout.household)
        members = tables.get("member")
        values = {} if members is None else members.values | members.laid["told"]
        self.said = [name for name in values if name not in ("household", "year")]
        self.persons, self.member_forms = (members.laid["persons"], members.laid["forms"]) if members else ([], [])
        self.member_others = _beside(values, self.said, [*layout.person, *layout.member])

    def bundle(self, rows: list[int]) -> tuple[dict, dict]:
        """The households in these rows: what has to be known to judge them, and what is put away of them unseen."""
        households = self.households
        numbers = _picked(households.column("number"), rows)
        people = [self.groups["member"].get(number, ()) for number in numbers]
        flat = [index for indexes in people for index in indexes]
        pairings = [self._pairings(number) for number in numbers]
        head = {
            "t": "bundle", "keys": numbers, "villages": _picked(households.column("village_code"), rows),
            "persons": [len(indexes) for indexes in people], "rows": _picked(households.rows, rows),
            "outcomes": _picked(households.levels, rows), "helpers": sorted({pairing[0] for several in pairings for pairing in several}),
        }  # fmt: skip
        body = {
            "t": "laid", "sheets": {kind: table.sheet.title for kind, table in self.tables.items()},
            "keys": numbers, "villages": head["villages"], "rows": head["rows"], "outcomes": head["outcomes"],
            "facts": self.facts, "forms": _picked(self.forms, rows), "others": _all_picked(self.others, rows),
            "incomes": _picked(self.incomes, rows), "pairings": pairings,
            "persons": head["persons"], "said": self.said, "identities": _picked(self.persons, flat),
            "member_forms": _picked(self.member_forms, flat), "member_others": _all_picked(self.member_others, flat),
            "member_rows": _picked(self.tables["member"].rows, flat) if flat else [],
            "member_outcomes": _picked(self.tables["member"].levels, flat) if flat else [],
        }  # fmt: skip
        return head, body

    def _pairings(self, number: str) -> list[list]:
        indexes = self.groups["pairing"].get(number, ())
        table = self.tables.get("pairing")
        return [
            [table.column("helper")[i], table.column("starts_on")[i], table.column("ends_on")[i], table.rows[i], table.levels[i]]
            for i in indexes
        ]

    def bundles(self, rows: list[int]) -> Iterator[tuple[dict, dict]]:
        """All of these households, some at a time and village by village: one writer at a time has a village's chain of the trail."""
        villages = self.households.column("village_code")
        together = sorted(rows, key=lambda row: villages[row] or "")
        for start in range(0, len(together), self.most):
            yield self.bundle(together[start : start + self.most])


def lay_out(
    table: Table, layout: Layout, told: Callable[[], dict[str, list]] | None = None, forms: Callable[[], list[str]] | None = None
) -> None:
    """Write the rows of a sheet of households or of members as the register will keep them; of other sheets nothing.

    Where another process does some of it, `told` gives what certificates tell and the rows do not (`told_besides`), and `forms` the
    lines of the forms.
    """
    if table.kind == "household":
        table.laid = {"forms": lines_of_forms(table, layout), "incomes": _incomes(table)}
    elif table.kind == "member":
        by_certificate = {name: table.column(name) for name in TOLD} | told() if told else told_by_certificate(table)
        persons = _lines(table.values | by_certificate, layout.person, len(table.rows))
        table.laid = {"persons": persons, "forms": forms() if forms else lines_of_forms(table, layout), "told": by_certificate}


def told_besides(table: Table) -> dict[str, list]:
    """Of what certificates tell, the columns that differ from what the rows of a sheet of members say."""
    return {name: column for name, column in told_by_certificate(table).items() if column is not table.values.get(name)}


def lines_of_forms(table: Table, layout: Layout) -> list[str]:
    """The forms of a sheet's households or members, a line each."""
    return _lines(table.values, layout.household if table.kind == "household" else layout.member, len(table.rows))


def _beside(values: dict[str, list], names: Iterable[str], columns: Columns) -> dict[str, list]:
    """Of the named values those for which there is no column."""
    laid = {name for name, _kind, _default in columns}
    return {name: values[name] for name in names if name not in laid}


def _lines(values: dict[str, list], columns: Columns, count: int) -> list[str]:
    """The rows of a table as lines; of a column that the file does not have, what stands for it."""
    written = [_written(values[name], kind, default) if name in values else [writer(kind)(default)] * count
               for name, kind, default in columns]
    return list(map("\t".join, zip(*written, strict=True))) if count else []


def _written(values: list, kind: str, default: object) -> list[str]:
    """A column as it is written, each different value once; texts in which nothing has to be written otherwise are that already."""
    write, different = writer(kind), set(values)
    if kind in ("text", "day") and None not in different and "" not in different and is_plain("".join(different)):
        return values
    known = {value: write(default if value is None or value == "" else value) for value in different}
    return list(map(known.__getitem__, values))


def _incomes(households: Table) -> list[str]:
    """The lines of income of every household, one a line: its word and its amount."""
    names = sorted(name for name in LINES if name in households.values)
    columns = [households.values[name] for name in names]
    if not names:
        return [""] * len(households.rows)
    if totals_beside_parts(names) or any(NOT_ASKED is amount for column in columns for amount in column):
        return [_income(dict(zip(names, amounts, strict=True))) for amounts in zip(*columns, strict=True)]
    written = []
    for name, column in zip(names, columns, strict=True):
        known = {amount: f"{name}\t{yuan(amount)}" for amount in set(column)}
        written.append(list(map(known.__getitem__, column)))
    return list(map("\n".join, zip(*written, strict=True)))


def _income(amounts: dict[str, int | None]) -> str:
    asked = income_of({name: amount for name, amount in amounts.items() if amount is not NOT_ASKED})
    return "\n".join(f"{name}\t{yuan(asked[name])}" for name in sorted(asked))


def _picked(column: list, indexes: Iterable[int]) -> list:
    return list(map(column.__getitem__, indexes))


def _all_picked(columns: dict[str, list], indexes: list[int]) -> dict[str, list]:
    return {name: _picked(column, indexes) for name, column in columns.items()}
