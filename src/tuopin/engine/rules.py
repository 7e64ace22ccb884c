"""A rule: a folder with its question, its dated numbers and its examples; it loads only when all three are fit to judge by."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType

from tuopin.engine.examples import Example, read_examples
from tuopin.engine.findings import Findings
from tuopin.engine.judgement import Judgement
from tuopin.engine.numbers import Number, Numbers, _unfit
from tuopin.engine.tables import Facts, Field
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Rule:
    """One rule of the rulebook: what it asks, of what, by which conditions and numbers, and how it finds the answer."""

    name: str  # kebab-case
    question: str
    unit: str  # household | village | county
    conditions: Mapping[str, str]  # name → title, in the order in which they are judged and shown
    tables: Mapping[str, Sequence[Field]]  # the columns it reads
    numbers: Numbers
    examples: Sequence[Example]
    find: Callable[[Facts], Findings]
    parts: Sequence[Rule] = field(default_factory=tuple)  # the rules that it is made of
    measure: Callable[[Facts], Mapping[str, object]] | None = None  # what is shown beside the conditions and decides nothing
    notes: str = ""

    @property
    def condition_names(self) -> tuple[str, ...]:
        return tuple(self.conditions)

    def all_numbers(self) -> list[Number]:
        """Its own numbers and those of the rules it is made of, in the order of its parts."""
        return [n for part in self.parts for n in part.all_numbers()] + list(self.numbers.entries)

    def numbers_on(self, on: date) -> list[Number]:
        """The numbers in force on the day; raises Refusal when one that is needed is not."""
        found = [n for part in self.parts for n in part.numbers_on(on)]
        in_force = self.numbers.on(on)
        in_force.require()
        return found + list(in_force.entries)

    def judge(self, facts: Facts) -> Judgement:
        """Run the rule over all units of the facts at once.

        Where no number is in force for a unit's day, area and standard the condition is unknown; ask `numbers_on`
        first where the whole question must be refused instead.
        """
        return Judgement(self.name, facts.on, self.find(facts))


def load_rule(module: ModuleType, parts: Sequence[Rule] = ()) -> Rule:
    """The rule of a folder's `rule.py`; raises RuleUnfit when it has no source or its examples leave a side untested."""
    folder = Path(module.__file__).parent
    name = folder.name.replace("_", "-")
    own = pack().folder / "examples" / f"{folder.name}.toml"  # a pack with numbers of its own shows them at work
    try:
        listed = tomllib.loads((own if own.exists() else folder / "examples.toml").read_text(), parse_float=Decimal)
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise _unfit(name, phrase("示例文件不能读取"), str(fault)) from fault
    examples = read_examples(listed, module.TABLES)
    _require_both_sides(name, module.CONDITIONS, examples)
    _require_edges(name, module.NUMBERS, examples)
    return Rule(
        name, module.QUESTION, module.UNIT, module.CONDITIONS, module.TABLES, module.NUMBERS, examples, module.judge,
        tuple(parts), getattr(module, "measures", None), (module.__doc__ or "").strip(),
    )


def rulebook_version(folder: Path) -> str:
    """Twelve hexadecimal digits that change with any file of any rule."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".toml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def no_such_rule(name: str, known: Sequence[str]) -> Refusal:
    """The refusal for a name that no rule has."""
    return Refusal(
        "no-such-rule", phrase("没有名为“{name}”的规则。"), phrase("现有规则:{known}。"), name=name, known=", ".join(known)
    )


def _require_both_sides(rule: str, conditions: Mapping[str, str], examples: Sequence[Example]) -> None:
    for condition in conditions:
        for side in (True, False):
            if not any(example.expect.get(condition) is side for example in examples):
                raise _unfit(rule, phrase("条件缺少达标或不达标的示例"), f"{condition} = {side}".lower())


def _require_edges(rule: str, numbers: Numbers, examples: Sequence[Example]) -> None:
    for name in numbers.names:
        sides = {example.edge_holds for example in examples if name in example.edges}
        if not {True, False} <= sides:
            raise _unfit(rule, phrase("参数缺少正好在界上与界外一步的示例"), name)
