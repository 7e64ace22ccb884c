"""A rule declared in words alone: conditions as sentences over the register's columns, with numbers and examples, in one file of a pack."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from tuopin.engine.examples import read_examples
from tuopin.engine.expressions import HOUSEHOLD, PERSON, Figure, Sentence, Vocabulary, compile_condition
from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import Numbers, RuleUnfit, numbers_of
from tuopin.engine.rules import Rule
from tuopin.engine.tables import Facts, Field
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.poverty_line import rule as poverty_line
from tuopin.snapshots.layout import HOUSEHOLD as HOUSEHOLD_LAYOUT
from tuopin.snapshots.layout import PERSON as PERSON_LAYOUT

NOT_NAMED = {"household_id", "person_id", "persons", "net_before_fen", "doubts"}
COLUMNS: dict[str, dict[str, Field]] = {
    HOUSEHOLD: {c.name: c.field for c in HOUSEHOLD_LAYOUT.columns if c.name not in NOT_NAMED},
    PERSON: {c.name: c.field for c in PERSON_LAYOUT.columns if c.name not in NOT_NAMED | {"village_code"}},
}
STUDENT, EDUCATION, NO_STUDENT = "student", "education", "not_in_school"
INCOME = "income_above_line"
UNTITLED = phrase("规则 {rule} 不能使用:参数没有名称({names})。")


def declared_rule(path: Path) -> Rule:
    """The rule of a file; raises RuleUnfit or Unsaid when it is not fit to judge by."""
    said = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    head = said["rule"]
    numbers = numbers_of(head["name"], {"rule": {"document": head["document"], "article": head.get("article", "")}} | dict(said.get("numbers", {})))
    untitled = [number.name for number in numbers.entries if not number.title]
    if untitled:
        raise RuleUnfit("rule-unfit", UNTITLED, phrase("请补全规则文件夹中的内容后再试。"), rule=head["name"], names=sorted(set(untitled)))
    words = Vocabulary(COLUMNS, {INCOME: _income()}, numbers)
    sentences = {name: compile_condition(text, HOUSEHOLD, words) for name, text in said["condition"].items()}
    tables = _tables(sentences.values())
    return Rule(
        head["name"], head["question"], "household", {name: said["titles"][name] for name in sentences}, tables, numbers,
        read_examples(said, tables), _judge(sentences, numbers), (), None, head.get("note", ""),
    )


def as_read(facts: Facts) -> Facts:
    """The facts with the form's own rule applied: of schooling and level of education exactly one is filled in, so whoever has the
    second is no student."""
    members = facts.members
    if STUDENT not in members or EDUCATION not in members:
        return facts
    student = members.student.or_word(NO_STUDENT, members.education.is_known)
    return Facts(facts.on, {**facts.tables, PERSON: members.beside({STUDENT: student})})


def told_beside(sentence: Sentence, facts: Facts) -> tuple[object, object]:
    """What stands beside the answer, found and asked for, where a sentence asks one fact of the household: whether it is so, or whether its word is one of
    some. None for both where it asks more than that."""
    asked, wanted = ast.parse(sentence.text, mode="eval").body, None
    if isinstance(asked, ast.Compare) and len(asked.ops) == 1 and isinstance(asked.ops[0], ast.In) and isinstance(asked.comparators[0], ast.Tuple):
        asked, wanted = asked.left, tuple(str(each.value) for each in asked.comparators[0].elts if isinstance(each, ast.Constant))
    if not isinstance(asked, ast.Name) or asked.id not in sentence.needs.get(HOUSEHOLD, ()):
        return None, None
    return getattr(facts.households, asked.id), True if wanted is None else wanted


def _income() -> Figure:
    needs = {table: [f.name for f in fields] for table, fields in poverty_line.TABLES.items()}
    return Figure(lambda facts: poverty_line.income_above_line(facts).holds, needs)


def _tables(sentences) -> dict[str, tuple[Field, ...]]:
    """The columns that the sentences read, and those by which the income is told beside the verdict."""
    found: dict[str, set[str]] = {HOUSEHOLD: {f.name for f in poverty_line.TABLES[HOUSEHOLD]}, PERSON: set()}
    for sentence in sentences:
        for table, names in sentence.needs.items():
            found[table] |= names
    if STUDENT in found[PERSON]:
        found[PERSON].add(EDUCATION)
    return {table: tuple(COLUMNS[table][name] for name in COLUMNS[table] if name in names) for table, names in found.items()}


def _judge(sentences: Mapping[str, Sentence], numbers: Numbers) -> Callable[[Facts], Findings]:
    def find(facts: Facts) -> Findings:
        read = as_read(facts)
        found = {}
        for name, sentence in sentences.items():
            if name == INCOME and sentence.text == INCOME:
                found[name] = poverty_line.income_above_line(read)  # with the income and the line beside the answer
            else:
                found[name] = Condition(sentence(read), *told_beside(sentence, read), "", numbers.entries[0] if numbers.entries else None)
        return found

    return find
