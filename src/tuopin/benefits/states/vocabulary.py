"""What the target of a policy may name: the register's columns, and figures that the exit rule works out of them."""

from __future__ import annotations

from functools import cache

from tuopin.engine.expressions import Figure, Vocabulary
from tuopin.engine.numbers import Numbers
from tuopin.engine.tables import Facts
from tuopin.policy.rulebook import rule_named
from tuopin.policy.rulebook.declared import COLUMNS

EXIT = "household-exit"


def vocabulary(numbers: Numbers | None) -> Vocabulary:
    """The words of a target with its own numbers."""
    return Vocabulary(COLUMNS, _figures(), numbers)


@cache
def _figures() -> dict[str, Figure]:
    """Every condition of the exit rule by its name; of its income condition also the income and the line, in fen a household."""
    rule = rule_named(EXIT)
    needs = {table: [f.name for f in fields if f.kind != "text"] for table, fields in rule.tables.items()}
    figures = {name: Figure(_answer(name), needs) for name in rule.conditions}
    line = rule_named("poverty-line")
    of_line = {table: [f.name for f in fields] for table, fields in line.tables.items()}
    figures["net_income"] = Figure(lambda facts: line.find(facts)["income_above_line"].value, of_line)
    figures["line"] = Figure(lambda facts: line.find(facts)["income_above_line"].threshold, of_line)
    figures["income_above_line"] = Figure(lambda facts: line.find(facts)["income_above_line"].holds, of_line)
    return figures


def _answer(name: str):
    def find(facts: Facts):
        return rule_named(EXIT).find(facts)[name].holds

    return find
