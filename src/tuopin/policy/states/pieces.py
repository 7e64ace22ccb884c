"""A rule run over one piece of an area (a county or less) and counted: what is kept of it when its facts are let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from tuopin.engine.judgement import Judgement
from tuopin.engine.roll_up import Totals
from tuopin.engine.rules import Rule
from tuopin.engine.sweeps import BY_VILLAGE, Made, Sweep
from tuopin.engine.tables import Facts, Table
from tuopin.kernel.areas import LEVELS, WIDTHS
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook import rule_named
from tuopin.snapshots.pseudonyms import shown

HOUSEHOLDS = len(LEVELS) + 1  # the level below the village: the households themselves


@dataclass(frozen=True)
class Piece:
    """What a piece comes to: its tally, tallies of its places at the level asked for (or its households), and the verdict of a single unit."""

    total: dict
    places: list[tuple[str, dict]] = field(default_factory=list)
    reasons: dict[str, list[str]] = field(default_factory=dict)  # of villages and counties that are judged themselves
    households: list[dict] = field(default_factory=list)
    single: dict | None = None  # conditions and measures, where one village or county was judged


def piece_of(rule: str, level: int, one_only: bool, facts: Facts) -> Piece:
    """Run the rule and count. With `one_only` (numbers were given with the question) raises Refusal unless it is one county."""
    asked = rule_named(rule)
    if one_only and len(facts.counties) != 1:
        raise Refusal("one-county", phrase("--given 的数值只能用于一个县。"), phrase("请用 --division 指定有数据的一个县。"))
    judged = asked.judge(facts)
    if level == HOUSEHOLDS:
        return Piece(judged.tally(), households=_households(judged, facts))
    codes = _codes(facts) if asked.unit != "household" else []
    own = asked.unit != "household" and level == LEVELS.index(asked.unit) + 1
    return Piece(
        judged.tally(), judged.tallies_by(_areas(facts), WIDTHS[level - 1]),
        {code: judged.why_not(n) for n, code in enumerate(codes)} if own else {},
        single={"conditions": judged.verdict(0), "measures": _measures(asked, facts)} if len(codes) == 1 else None,
    )


def tallies_work(rule: str, level: int) -> Sweep:
    """The tallies of `piece_of` for a rule of households, told as columns that are added up by village: what a nation is judged by."""
    return Sweep(partial(_answers, rule), partial(_piece, rule, level), BY_VILLAGE)


def _answers(rule: str, facts: Facts) -> Made:
    judged = rule_named(rule).judge(facts)
    return (
        {"judged": facts.households.village_code * 0 + 1, "holds": judged.holds, "fails": ~judged.holds, "unknown": ~judged.holds.is_known}
        | {f"failed {name}": ~condition.holds for name, condition in judged.findings.items()}
        | {f"unknown {name}": ~condition.holds.is_known for name, condition in judged.findings.items()}
    )


def _piece(rule: str, level: int, county: str, counted: Totals) -> Piece:
    names = rule_named(rule).condition_names
    places, whole = counted.up_to(WIDTHS[level - 1]), counted.up_to(0)
    tallies = [(code, _tally(places, n, names)) for n, code in enumerate(places.codes())]
    return Piece(_tally(whole, 0, names) if len(whole) else added([], rule_named(rule)), tallies)


def _tally(totals: Totals, place: int, names: Sequence[str]) -> dict:
    tally: dict = {name: totals.of(name)[place] for name in ("judged", "holds", "fails", "unknown")}
    return tally | {f"{by}_by": {name: totals.of(f"{by} {name}")[place] for name in names} for by in ("failed", "unknown")}


def piece_of_edition(rule: str, level: int, one_only: bool, county: str, facts: Facts) -> Piece:
    """The same of a county of an edition, whose households are called by their pseudonyms."""
    return piece_of(rule, level, one_only, Facts(facts.on, {**facts.tables, "households": Numbered(facts.households)}))


class Numbered(Table):
    """The households of an edition, whose pseudonyms are what they are called by; written out only when asked for."""

    def __init__(self, held: Table) -> None:
        self.__dict__.update(held.__dict__)

    @property
    def number(self) -> list[str]:
        return [shown(pseudonym) for pseudonym in self.household_id.numbers()]


def added(tallies: Sequence[dict], rule: Rule) -> dict:
    """Several tallies of a rule as one."""
    total: dict = {name: sum(t[name] for t in tallies) for name in ("judged", "holds", "fails", "unknown")}
    for by in ("failed_by", "unknown_by"):
        total[by] = {name: sum(t[by][name] for t in tallies) for name in rule.condition_names}
    return total


def _households(judged: Judgement, facts: Facts) -> list[dict]:
    rows = zip(facts.households.number, judged.holds_list(), judged.reasons(), strict=True)
    return [{"household": number, "holds": holds, "why_not": why.split(";") if why else []} for number, holds, why in rows]


def _measures(rule: Rule, facts: Facts) -> list[dict]:
    return [{"name": name, "value": share[0], "unit": "%"} for name, share in (rule.measure(facts) if rule.measure else {}).items()]


def _areas(facts: Facts):
    """The column of area codes of whatever the facts are about."""
    (name, table), *_ = facts.tables.items()
    return table.village_code if name == "households" else table.area_code


def _codes(facts: Facts) -> list[str]:
    return [str(code).zfill(12) for code in _areas(facts).numbers()]
