"""Conditions written as short sentences over the register's columns (`house_grade in ("C", "D")`), compiled to judge a county at once.

The language is small on purpose: comparing, `in`, `and`, `or`, `not`, `+`, `-`, `*`, `any(…)`, `all(…)`, `count(…)` over members,
`known(…)`, `least(…)`. Names are columns, named figures (`net_income`) and dated numbers; nothing else can be said, and nothing is run
as code. A condition about a person may name columns of the household; one about a household reaches members through any, all, count.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tuopin.engine.columns import CodeSets, Quantity
from tuopin.engine.numbers import Numbers
from tuopin.engine.tables import Facts, Field
from tuopin.engine.truth import Truth
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

HOUSEHOLD, PERSON = "households", "members"
AGE = "age"  # completed years on the day, of the column `born_on`
PERSONS = "persons"  # how many members a household has
HUNDREDFOLD = {"元", "currency", "亩"}  # numbers in these units are compared with columns kept in fen and hundredths of a mu
MOST_SIGNS = 400
COMPARED = {ast.Lt: "__lt__", ast.LtE: "__le__", ast.Gt: "__gt__", ast.GtE: "__ge__"}
MIRRORED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}

Found = Callable[[Facts], object]


class Unsaid(Refusal):
    """A condition that says what the language does not know; the message names the part."""


@dataclass(frozen=True)
class Figure:
    """A figure that is worked out from columns by a rule: how, from which columns, and whether it is an answer or an amount."""

    find: Callable[[Facts], Truth | Quantity]
    needs: Mapping[str, Sequence[str]]
    unit: str = HOUSEHOLD


@dataclass(frozen=True)
class Vocabulary:
    """What a condition may name: the columns of households and of members, figures, dated numbers."""

    columns: Mapping[str, Mapping[str, Field]]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    numbers: Numbers | None = None


@dataclass(frozen=True)
class Sentence:
    """A compiled condition (or amount) about a unit: its text, the columns it reads, and its answer for all units at once."""

    text: str
    unit: str  # households | members
    needs: Mapping[str, frozenset[str]]
    find: Found

    def __call__(self, facts: Facts):
        return self.find(facts)


def compile_condition(text: str, unit: str, words: Vocabulary) -> Sentence:
    """The condition as a function of facts that gives a Truth; raises Unsaid."""
    return _compiled(text, unit, words, "truth")


def compile_amount(text: str, unit: str, words: Vocabulary) -> Sentence:
    """The amount (whole fen) as a function of facts that gives a Quantity; raises Unsaid."""
    return _compiled(text, unit, words, "quantity")


def _compiled(text: str, unit: str, words: Vocabulary, kind: str) -> Sentence:
    if len(text) > MOST_SIGNS:
        raise _unsaid(text[:40], phrase("太长"))
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as fault:
        raise _unsaid(text, phrase("写法有误")) from fault
    writer = _Writer(words)
    find = getattr(writer, kind)(tree, unit)
    return Sentence(text.strip(), unit, {table: frozenset(names) for table, names in writer.needs.items()}, find)


class _Writer:
    """Turns the tree of a condition into functions of facts, noting every column that is read."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.needs: dict[str, set[str]] = {HOUSEHOLD: set(), PERSON: set()}

    def truth(self, node: ast.expr, unit: str) -> Found:
        if isinstance(node, ast.BoolOp):
            parts, both = [self.truth(v, unit) for v in node.values], isinstance(node.op, ast.And)
            return lambda facts: _joined([part(facts) for part in parts], both)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            part = self.truth(node.operand, unit)
            return lambda facts: ~part(facts)
        if unit == PERSON and self._of_household(node):
            return self._spread(self.truth(node, HOUSEHOLD))
        if isinstance(node, ast.Call):
            return self._asked(node, unit)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._compared(node.left, node.ops[0], node.comparators[0], unit)
        if isinstance(node, ast.Name):
            return self._named(node, unit, Truth)
        raise _unsaid(node, phrase("这里要的是一个判断"))

    def quantity(self, node: ast.expr, unit: str) -> Found:
        if unit == PERSON and self._of_household(node):
            return self._spread(self.quantity(node, HOUSEHOLD))
        if isinstance(node, ast.BinOp) and type(node.op) in (ast.Add, ast.Sub, ast.Mult):
            return self._reckoned(node, unit)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) >= 1 and not node.keywords:
            return self._called(node, unit)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in (0, 1):
            return lambda facts: _everywhere(node.value, facts, unit)
        if isinstance(node, ast.Name):
            return self._named(node, unit, Quantity)
        raise _unsaid(node, phrase("这里要的是一个数量;数值须写成有文件依据的参数"))

    def _reckoned(self, node: ast.BinOp, unit: str) -> Found:
        one, other, sign = self.quantity(node.left, unit), self.quantity(node.right, unit), type(node.op)
        if sign is ast.Mult:
            return lambda facts: one(facts) * other(facts)
        return (lambda facts: one(facts) + other(facts)) if sign is ast.Add else (lambda facts: one(facts) - other(facts))

    def _called(self, node: ast.Call, unit: str) -> Found:
        if node.func.id == "count" and unit == HOUSEHOLD and len(node.args) == 1:
            part = self.truth(node.args[0], PERSON)
            return lambda facts: facts.members.count(part(facts))
        if node.func.id == "least" and len(node.args) == 2:
            one, other = (self.quantity(arg, unit) for arg in node.args)
            return lambda facts: _lesser(one(facts), other(facts))
        if node.func.id == "above" and len(node.args) == 2:  # how much the first is over the second, nothing below
            one, other = (self.quantity(arg, unit) for arg in node.args)
            return lambda facts: (one(facts) - other(facts)).at_least(0)
        raise _unsaid(node, phrase("没有这个算法"))

    def _asked(self, node: ast.Call, unit: str) -> Found:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in ("any", "all") and unit == HOUSEHOLD and len(node.args) == 1 and not node.keywords:
            part = self.truth(node.args[0], PERSON)
            return lambda facts: getattr(facts.members, name)(part(facts))
        if name == "known" and len(node.args) == 1 and isinstance(node.args[0], ast.Name) and not node.keywords:
            column = self._column(node.args[0].id, unit)
            return lambda facts: column(facts).is_known
        raise _unsaid(node, phrase("没有这个问法"))

    def _compared(self, left: ast.expr, sign: ast.cmpop, right: ast.expr, unit: str) -> Found:
        if isinstance(sign, ast.In | ast.NotIn | ast.Eq | ast.NotEq) and isinstance(left, ast.Name):
            return self._among(left, sign, right, unit)
        if type(sign) not in COMPARED:
            raise _unsaid(left, phrase("没有这种比较"))
        if isinstance(left, ast.Name) and left.id == AGE:
            return self._age(type(sign), right, unit)
        if isinstance(right, ast.Name) and right.id == AGE:
            return self._age(MIRRORED[type(sign)], left, unit)
        one, other, how = self.quantity(left, unit), self.quantity(right, unit), COMPARED[type(sign)]
        return lambda facts: getattr(one(facts), how)(other(facts))

    def _among(self, left: ast.Name, sign: ast.cmpop, right: ast.expr, unit: str) -> Found:
        declared = self.words.columns[unit].get(left.id)
        wanted = [right] if isinstance(right, ast.Constant) else getattr(right, "elts", [])
        words = [each.value for each in wanted if isinstance(each, ast.Constant)]
        if declared is None or declared.kind not in ("code", "codes") or not words or len(words) != len(wanted):
            raise _unsaid(left, phrase("这一项不能这样比较"))
        for word in words:
            if word not in declared.words:
                raise _unsaid(word, phrase("不在代码表中"))
        column, inside = self._column(left.id, unit), isinstance(sign, ast.In | ast.Eq)

        def found(facts: Facts) -> Truth:
            held = column(facts)
            answer = held.has_any(*words) if isinstance(held, CodeSets) else held.isin(*words)
            return answer if inside else ~answer

        return found

    def _age(self, sign: type, limit: ast.expr, unit: str) -> Found:
        if unit != PERSON:
            raise _unsaid(limit, phrase("年龄是人的,不是户的"))
        if not isinstance(limit, ast.Name) or self.words.numbers is None or limit.id not in self.words.numbers.names:
            raise _unsaid(limit, phrase("年龄界限须是有文件依据的参数"))
        born, numbers = self._column("born_on", PERSON), self.words.numbers
        later, turned = sign in (ast.Gt, ast.LtE), sign in (ast.Lt, ast.LtE)

        def found(facts: Facts) -> Truth:
            column, number = born(facts), numbers.on(facts.on).of_nation(limit.id)
            if number is None:
                return Truth.unknowns(len(column))
            answer = column.has_completed(int(number.value) + later, facts.on)
            return ~answer if turned else answer

        return found

    def _named(self, node: ast.Name, unit: str, wanted: type) -> Found:
        name = node.id
        if name in self.words.figures and self.words.figures[name].unit == unit:
            figure = self.words.figures[name]
            for table, names in figure.needs.items():
                self.needs[table] |= set(names)
            return figure.find
        if wanted is Quantity and name == PERSONS and unit == HOUSEHOLD:
            return lambda facts: facts.members.per_owner
        if wanted is Quantity and self.words.numbers is not None and name in self.words.numbers.names:
            return self._number(name, unit)
        declared = self.words.columns[unit].get(name)
        kinds = ("flag",) if wanted is Truth else ("count", "money")
        if declared is None or declared.kind not in kinds:
            raise _unsaid(name, phrase("没有这一项") if declared is None else phrase("这一项不能这样用"))
        column = self._column(name, unit)
        return (lambda facts: column(facts).if_recorded()) if declared.kind == "money" else column

    def _number(self, name: str, unit: str) -> Found:
        numbers = self.words.numbers
        units = {entry.unit.partition("/")[0] for entry in numbers.entries if entry.name == name}
        scale = 100 if units <= HUNDREDFOLD else 1
        self.needs[HOUSEHOLD].add("village_code")

        def found(facts: Facts) -> Quantity:
            areas = facts.households.village_code
            limits = numbers.on(facts.on).for_each(name, areas, None, scale)
            return limits if unit == HOUSEHOLD else _of_members(limits, facts)

        return found

    def _column(self, name: str, unit: str) -> Found:
        if name not in self.words.columns[unit]:
            raise _unsaid(name, phrase("没有这一项"))
        self.needs[unit].add(name)
        return lambda facts: getattr(facts.tables[unit], name)

    def _of_household(self, node: ast.expr) -> bool:
        """Whether everything that the part names belongs to the household (and something does)."""
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        own = {n for n in names if n == AGE or n in self.words.columns[PERSON]}
        theirs = {n for n in names if n in self.words.columns[HOUSEHOLD] or n in self.words.figures or n == PERSONS}
        return bool(theirs) and not own

    def _spread(self, part: Found) -> Found:
        def found(facts: Facts):
            answer = part(facts)
            return facts.members.spread(answer) if isinstance(answer, Truth) else _of_members(answer, facts)

        return found


def _joined(answers: list[Truth], both: bool) -> Truth:
    joined = answers[0]
    for answer in answers[1:]:
        joined = joined & answer if both else joined | answer
    return joined


def _of_members(amounts: Quantity, facts: Facts) -> Quantity:
    """The amount of each member's household."""
    return facts.members.handed_down(amounts)


def _lesser(one: Quantity, other: Quantity) -> Quantity:
    return other - (other - one).at_least(0)


def _everywhere(value: int, facts: Facts, unit: str) -> Quantity:
    return Quantity.filled(value, len(facts.tables[unit]))


def _unsaid(part: ast.expr | str, why: str) -> Unsaid:
    text = part if isinstance(part, str) else ast.unparse(part)
    return Unsaid(
        "condition-unfit", phrase("条件不能采用:“{part}”{why}。"), phrase("请对照数据字典改正。"), part=text[:80], why=why,
    )
