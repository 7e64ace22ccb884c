"""Dated parameters: every number of a rule with its unit, its days, its area and the document that it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from tuopin.engine.columns import Codes, Quantity
from tuopin.engine.tracing import Traced
from tuopin.kernel.areas import NATION, is_code, level_of, subtree, within
from tuopin.kernel.days import covers
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

Value = int | Decimal | bool | str | tuple[str, ...]


class RuleUnfit(Refusal):
    """A rule's folder that must not be judged by: a number without source, an example missing, a file unreadable."""


@dataclass(frozen=True)
class Number:
    """One number (or list, or yes) as one document sets it, from a day until a day, for an area and a standard."""

    name: str
    value: Value
    unit: str
    document: str
    article: str
    starts_on: date
    ends_on: date | None
    divisions: tuple[str, ...] = (NATION,)
    standard: str = ""  # "" = every standard
    verified: bool = False  # whether it was found so in a public copy of the source
    note: str = ""
    title: str = ""  # what readers call it

    @property
    def source(self) -> str:
        """The document and the article, as a verdict prints them."""
        return f"{self.document} {self.article}".strip()

    @property
    def narrowness(self) -> tuple[int, bool]:
        """How special the number is: the level of its area, then whether it is for one standard only."""
        return level_of(self.divisions[0]), bool(self.standard)


class Thresholds(Quantity):
    """A number for every row, and which document set it there."""

    __slots__ = ("numbers_used", "which")

    def number_at(self, row: int) -> Number | None:
        """The number that applies in the row; None where none is in force for its area and standard."""
        return self.numbers_used[self.which[row]] if self.which[row] >= 0 else None


@dataclass(frozen=True)
class Changes:
    """What if: other values for some numbers (each wherever one is in force), and the rules in force on another day."""

    values: tuple[tuple[str, str, Value], ...] = ()  # rule, name, value
    rules_on: date | None = None

    def of(self, rule: str) -> list[tuple[str, Value]]:
        """The names and values set for one rule."""
        return [(name, value) for of_rule, name, value in self.values if of_rule == rule]


SIMULATED = phrase("模拟取值")
_changes: ContextVar[Changes | None] = ContextVar("changes", default=None)


@contextmanager
def changed(changes: Changes) -> Iterator[None]:
    """Everything judged within goes by the changed numbers; nothing outside, and no other thread, notices."""
    before = _changes.set(changes)
    try:
        yield
    finally:
        _changes.reset(before)


class Numbers:
    """The dated numbers of one rule."""

    def __init__(self, rule: str, document: str, article: str, entries: Sequence[Number]) -> None:
        self.rule, self.document, self.article = rule, document, article
        self.entries = tuple(entries)
        self.names = tuple(dict.fromkeys(entry.name for entry in entries))
        self._in_force = lru_cache(maxsize=64)(self._found)

    @property
    def source(self) -> str:
        """The document and the article of the rule itself."""
        return f"{self.document} {self.article}".strip()

    def on(self, on: date) -> NumbersInForce:
        """The numbers in force on the day, or what `changed` puts in their place."""
        return self._in_force(on, _changes.get())

    def _found(self, on: date, changes: Changes | None) -> NumbersInForce:
        day = changes.rules_on or on if changes else on
        entries = [e for e in self.entries if covers(e.starts_on, e.ends_on, day)]
        for name, value in changes.of(self.rule) if changes else ():
            last = max((e for e in self.entries if e.name == name), key=lambda e: e.starts_on)
            there = [e for e in entries if e.name == name] or [replace(last, starts_on=on, ends_on=None, divisions=(NATION,), standard="")]
            entries = [e for e in entries if e.name != name] + [replace(e, value=value, document=SIMULATED, article="") for e in there]
        return NumbersInForce(self, on, entries)


class NumbersInForce:
    """The numbers of one rule on one day, widest area first."""

    def __init__(self, numbers: Numbers, on: date, entries: Sequence[Number]) -> None:
        self.numbers, self.day = numbers, on
        self.entries = tuple(sorted(entries, key=lambda entry: entry.narrowness))

    def named(self, name: str) -> tuple[Number, ...]:
        """The entries of that name, widest area first; empty when none is in force."""
        return tuple(entry for entry in self.entries if entry.name == name)

    def missing(self) -> tuple[str, ...]:
        """The names for which nothing at all is in force on the day."""
        return tuple(name for name in self.numbers.names if not self.named(name))

    def require(self) -> None:
        """Raise Refusal when a number that the rule needs is not in force on the day."""
        for name in self.missing():
            known = [e for e in self.numbers.entries if e.name == name]
            raise Refusal(
                "no-number-in-force",
                phrase("规则 {rule} 的参数 {name} 在 {on} 没有有效数值(已登记的数值自 {first} 起,至 {last} 止),因此不能评判。"),
                phrase("请改用有效期内的日期;如有新的标准,请连同文件依据登记到该规则的 parameters.toml。"),
                rule=self.numbers.rule, name=name, on=self.day.isoformat(),
                first=min(e.starts_on for e in known).isoformat(),
                last=max(e.ends_on or date.max for e in known).isoformat(),
            )

    def of_nation(self, name: str) -> Number | None:
        """The number of that name for the whole nation and every standard; None when none is in force."""
        found = [e for e in self.named(name) if e.narrowness == (0, False)]
        return found[-1] if found else None

    def at(self, name: str, area: str) -> Number | None:
        """The number of that name in force at one place, the narrowest area winning; None where none is."""
        found = [
            (max(level_of(code) for code in entry.divisions if code == NATION or within(area, code)), entry)
            for entry in self.named(name) if any(code == NATION or within(area, code) for code in entry.divisions)
        ]
        return max(found, key=lambda each: each[0])[1] if found else None

    def for_each(self, name: str, areas: Quantity, standards: Codes | None = None, scale: int = 1) -> Thresholds:
        """The number of that name for each row's area code and standard, times `scale`; the narrowest area wins.

        Unknown in rows for which nothing is in force: a number is never borrowed from another area, day or standard.
        """
        if isinstance(areas.values, Traced):
            return self._noted(name, areas.values, standards, scale)
        values = np.zeros(len(areas), np.int64)
        which = np.full(len(areas), -1, np.int16)
        entries = self.named(name)
        for n, entry in enumerate(entries):
            mask = _lies_in(areas, entry.divisions)
            if entry.standard and standards is not None:
                mask = mask & standards.isin(entry.standard).yes
            values[mask], which[mask] = whole(entry.value, scale), n
        found = Thresholds(values, which >= 0)
        found.which, found.numbers_used = which, entries
        return found


    def _noted(self, name: str, areas: Traced, standards: Codes | None, scale: int) -> Thresholds:
        """The same of traced columns: looked up when it is known which place is asked about."""
        words = standards.words if standards is not None else ()
        by = standards.values if any(entry.standard for entry in self.named(name)) and standards is not None else None
        found = Thresholds(*areas.trace.looked_up(partial(self.of_places, name, words, scale), by))
        found.which, found.numbers_used = None, self.named(name)
        return found

    def of_places(self, name: str, words: Sequence[str], scale: int, first: int, last: int) -> tuple[np.ndarray, np.ndarray] | None:
        """The number of that name and whether there is one, for no standard and for each of the `words`, in all places from the first
        code to the last; None when it is not the same in all of them."""
        values, known = np.zeros(len(words) + 1, np.int64), np.zeros(len(words) + 1, bool)
        for entry in self.named(name):
            there = _covers(entry.divisions, first, last)
            if there is None:
                return None
            if there:
                rows = words.index(entry.standard) + 1 if entry.standard in words else slice(None) if not entry.standard or not words else slice(0)
                values[rows], known[rows] = whole(entry.value, scale), True
        return values, known


def _covers(divisions: Sequence[str], first: int, last: int) -> bool | None:
    """Whether all places from the first code to the last lie in the divisions; None when some do and some do not."""
    for division in divisions:
        low, high = _range(division)
        if low <= first and last < high:
            return True
        if low <= last and first < high:
            return None
    return False


def whole(value: Value, scale: int) -> int:
    """The value times `scale` as a whole number; a ValueError when that is not exact."""
    scaled = Decimal(value) * scale
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} × {scale} is not whole")
    return int(scaled)


def _range(division: str) -> tuple[int, int]:
    low, high = subtree(division)
    return int(low), 10**12 if high == ":" else int(high)


def _lies_in(areas: Quantity, divisions: Sequence[str]) -> np.ndarray:
    if NATION in divisions:
        return np.ones(len(areas), bool)
    mask = np.zeros(len(areas), bool)
    for division in divisions:
        low, high = _range(division)
        mask |= (areas.values >= low) & (areas.values < high) & areas.known
    return mask


def read_numbers(rule_file: str | Path) -> Numbers:
    """The numbers in `parameters.toml` beside a rule, or those that the pack sets in their place; raises RuleUnfit when one has no source, unit or day, or two collide."""
    path = Path(rule_file).with_name("parameters.toml")
    rule = path.parent.name.replace("_", "-")
    own = pack().folder / "numbers" / f"{path.parent.name}.toml"
    path = own if own.exists() else path
    try:
        data = tomllib.loads(path.read_text(), parse_float=Decimal)
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise _unfit(rule, phrase("参数文件不能读取"), str(fault)) from fault
    return numbers_of(rule, data)


def numbers_of(rule: str, data: dict) -> Numbers:
    """The numbers of a file already read: `[rule]` with its document, every other table a list of dated entries."""
    data = dict(data)
    own = data.pop("rule", {})
    if not own.get("document"):
        raise _unfit(rule, phrase("规则没有写明文件依据"), "[rule]")
    entries = [_number(rule, name, entry) for name, listed in data.items() for entry in listed]
    _refuse_collisions(rule, entries)
    return Numbers(rule, own["document"], own.get("article", ""), entries)


def _number(rule: str, name: str, entry: dict) -> Number:
    for needed in ("value", "unit", "document", "from"):
        if entry.get(needed) in (None, "", []) and not (needed == "unit" and "unit" in entry):
            raise _unfit(rule, phrase("参数缺少数值、单位、文件依据或起始日期"), f"{name}.{needed}")
    divisions = tuple(entry.get("divisions", (NATION,)))
    if not divisions or not all(is_code(code) for code in divisions) or len({level_of(c) for c in divisions}) != 1:
        raise _unfit(rule, phrase("参数的区划代码有误(须为同一层级的 12 位代码)"), name)
    value = entry["value"]
    return Number(
        name, tuple(value) if isinstance(value, list) else value, entry["unit"], entry["document"], entry.get("article", ""),
        entry["from"], entry.get("to"), divisions, entry.get("standard", ""), entry.get("verified", False), entry.get("note", ""), entry.get("title", ""),
    )


def _refuse_collisions(rule: str, entries: Sequence[Number]) -> None:
    for n, one in enumerate(entries):
        for other in entries[:n]:
            same = one.name == other.name and one.standard == other.standard and set(one.divisions) & set(other.divisions)
            if same and one.starts_on < (other.ends_on or date.max) and other.starts_on < (one.ends_on or date.max):
                raise _unfit(rule, phrase("同一参数在同一天有两个数值"), f"{one.name} {one.starts_on}")


def _unfit(rule: str, reason: str, where: str) -> RuleUnfit:
    return RuleUnfit(
        "rule-unfit", phrase("规则 {rule} 不能使用:{reason}({where})。"), phrase("请补全规则文件夹中的内容后再试。"),
        rule=rule, reason=reason, where=where,
    )
