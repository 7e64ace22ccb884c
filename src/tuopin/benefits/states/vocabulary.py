"""What the target of a policy may name: the register's columns, and figures that the exit rule works out of them."""

from __future__ import annotations

from functools import cache

from tuopin.engine.expressions import HOUSEHOLD, PERSON, Figure, Vocabulary
from tuopin.engine.numbers import Numbers
from tuopin.engine.tables import Facts
from tuopin.policy.rulebook import rule_named
from tuopin.snapshots.layout import HOUSEHOLD as HOUSEHOLD_LAYOUT
from tuopin.snapshots.layout import PERSON as PERSON_LAYOUT

NOT_NAMED = {"household_id", "person_id", "persons", "net_before_fen", "doubts"}
COLUMNS = {
    HOUSEHOLD: {c.name: c.field for c in HOUSEHOLD_LAYOUT.columns if c.name not in NOT_NAMED},
    PERSON: {c.name: c.field for c in PERSON_LAYOUT.columns if c.name not in NOT_NAMED | {"village_code"}},
}
EXIT = "household-exit"
STUDENT, EDUCATION, NO_STUDENT = "student", "education", "not_in_school"


def vocabulary(numbers: Numbers | None) -> Vocabulary:
    """The words of a target with its own numbers."""
    return Vocabulary(COLUMNS, _figures(), numbers)


def as_read(facts: Facts) -> Facts:
    """The facts with the form's own rule applied: of schooling and level of education exactly one is filled in, so whoever has the
    second is no student."""
    members = facts.members
    if STUDENT not in members or EDUCATION not in members:
        return facts
    student = members.student.or_word(NO_STUDENT, members.education.is_known)
    return Facts(facts.on, {**facts.tables, PERSON: members.beside({STUDENT: student})})


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
