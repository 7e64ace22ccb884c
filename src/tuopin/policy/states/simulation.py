"""What if a number of a rule were another: whom it would move, at what cost, how well help would reach those below the line.

Beside the rule as it is stands the rule with the change, household by household. *Enters*: met the rule and would no longer;
*leaves*: did not meet it and would. *On the programme* is who has not exited. *Coverage*: of the households that do not meet the
rule, the share on the programme; *leakage*: of those on the programme, the share that does meet it. *Cost*: what the households
below the line lack to reach it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tuopin.engine.columns import Quantity
from tuopin.engine.judgement import Judgement
from tuopin.engine.numbers import Changes, Number, Value, changed
from tuopin.engine.roll_up import Counted, Totals, total_by_place, total_by_word
from tuopin.engine.rules import Rule
from tuopin.engine.tables import Facts, Table
from tuopin.engine.truth import Truth
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook import rule_named
from tuopin.policy.states.counting import NOT_EXITED

INCOME = "income_above_line"
EXITS = "household-exit"  # judged where no number of a rule is named
COUNTED = ("周岁", "years", "天", "个工作日", "个月", "个", "人", "户", "项")  # what comes in wholes
MOST_STEPS = 200  # of a range
GROUPINGS = ("attribute", "main_cause", "persons", "identified_year")  # across which fairness is looked at
KEPT = ("village_code", "status", "attribute", "main_cause", "identified_year")


Sums = tuple[dict[str, int], dict[str, dict[object, dict[str, int]]]]  # of the whole, and of each word of each grouping


@dataclass(frozen=True)
class Moves:
    """What one county comes to: by village, by the words of each grouping, and by the grouping asked for."""

    villages: Totals
    groups: dict[str, dict[object, dict[str, int]]]


def moves_of_county(rule: str, changes: Changes, groupings: tuple[str, ...], county: str, facts: Facts) -> Moves:
    """Judge the county by the rule as it is and as it would be, and count the difference."""
    table = _side_by_side(rule_named(rule), changes, facts)
    return Moves(total_by_place(table, "village_code", FIGURES), {name: total_by_word(table, name, FIGURES) for name in groupings})


def sums_of_county(rule: str, variants: tuple[Changes, ...], groupings: tuple[str, ...], county: str, facts: Facts) -> list[Sums]:
    """The same for each of several changes, as sums of the whole county and of the words of each grouping; the rule as it is is judged once."""
    asked, found = rule_named(rule), []
    now = asked.judge(facts)
    for changes in variants:
        table = _side_by_side(asked, changes, facts, now)
        found.append(({name: _sum(figure(table)) for name, figure in FIGURES.items()}, {name: total_by_word(table, name, FIGURES) for name in groupings}))
    return found


def _sum(column: Truth | Quantity) -> int:
    return int(column.yes.sum()) if isinstance(column, Truth) else int(column.values[column.known].sum())


def _side_by_side(rule: Rule, changes: Changes, facts: Facts, now: Judgement | None = None) -> Table:
    households = facts.households
    now = now or rule.judge(facts)
    with changed(changes):
        then = rule.judge(facts)
    on_programme = households.status.isin(*NOT_EXITED) if "status" in households else Truth.unknowns(len(households))
    columns = {"persons": facts.members.per_owner, "now": now.holds, "then": then.holds, "on_programme": on_programme}
    for name, judged in (("now_short", now), ("then_short", then)):
        income = judged.findings.get(INCOME)
        columns[name] = (income.threshold - income.value).at_least(0) if income else facts.members.per_owner * 0
    columns |= {name: getattr(households, name) for name in KEPT if name in households}
    return Table("moves", len(households), columns)


def _enters(t: Table) -> Truth:
    return Truth.certain(t.now.yes & t.then.no)


def _leaves(t: Table) -> Truth:
    return Truth.certain(t.now.no & t.then.yes)


def _persons(of) -> Counted:
    return lambda t: t.persons.if_yes(of(t))


def _one_each(t: Table) -> Quantity:
    return t.persons * 0 + 1


FIGURES: dict[str, Counted] = {
    "households": _one_each, "persons": lambda t: t.persons, "enter": _enters, "leave": _leaves,
    "enter_persons": _persons(_enters), "leave_persons": _persons(_leaves), "programme": lambda t: t.on_programme,
    **{f"{side}_holds": (lambda t, side=side: getattr(t, side)) for side in ("now", "then")},
    **{f"{side}_fails": (lambda t, side=side: ~getattr(t, side)) for side in ("now", "then")},
    **{f"{side}_unknown": (lambda t, side=side: ~getattr(t, side).is_known) for side in ("now", "then")},
    **{f"{side}_short": (lambda t, side=side: getattr(t, f"{side}_short")) for side in ("now", "then")},
    **{f"{side}_covered": (lambda t, side=side: t.on_programme & ~getattr(t, side)) for side in ("now", "then")},
    **{f"{side}_leaked": (lambda t, side=side: t.on_programme & getattr(t, side)) for side in ("now", "then")},
}


def told(sums: dict[str, int]) -> dict:
    """The sums of one place or group as they are told: the two sides beside each other, shares as fractions, money in yuan."""
    return {name: sums[name] for name in ("households", "persons", "enter", "leave", "enter_persons", "leave_persons")} | {
        "on_programme": sums["programme"],
    } | {
        side: {
            "holds": sums[f"{side}_holds"], "fails": sums[f"{side}_fails"], "unknown": sums[f"{side}_unknown"],
            "failing_share": _share(sums[f"{side}_fails"], sums["households"]), "cost_yuan": sums[f"{side}_short"] / 100,
            "coverage": _share(sums[f"{side}_covered"], sums[f"{side}_fails"]), "leakage": _share(sums[f"{side}_leaked"], sums["programme"]),
        } for side in ("now", "then")
    }


def _share(top: int, bottom: int) -> float | None:
    return round(top / bottom, 6) if bottom else None


def read_changes(settings: tuple[str, ...], rules_on=None) -> tuple[str, Changes]:
    """The rule and the changes out of `RULE.NAME=VALUE` texts; raises Refusal for a rule, name or value that is none.

    A name may belong to the rule itself or to one that it is made of; all settings are of one rule, and each number is set once.
    Without a setting it is the rule of exits.
    """
    rule, values = "" if settings else EXITS, []
    for text in settings:
        place, equals, value = text.partition("=")
        of_rule, dot, name = place.partition(".")
        if not (equals and dot) or rule and rule != of_rule:
            raise Refusal("bad-setting", phrase("“{text}”不是“规则.参数=数值”,或不属于同一规则。"), phrase("例如 household-exit.poverty_line=3500。"), text=text)
        rule = of_rule
        of_rule, number = _number(rule_named(rule), name)
        if any(name == earlier for _, earlier, _ in values):
            raise Refusal("set-twice", phrase("参数 {name} 给了两个数值。"), phrase("一次只能给一个;请分两次模拟,再比较结果。"), name=name)
        values.append((of_rule, name, _value(number, value, _words(rule_named(rule), number))))
    return rule, Changes(tuple(values), rules_on)


def read_sweep(settings: tuple[str, ...]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Where one setting is a range, `RULE.NAME=FIRST..LAST:STEP`: its values, and the settings with each of them; else nothing.

    Raises Refusal for a range that is none, more than MOST_STEPS values, or two ranges at once.
    """
    ranges = [text for text in settings if ".." in text.partition("=")[2]]
    if not ranges:
        return [], []
    if len(ranges) > 1:
        raise Refusal("two-ranges", phrase("一次只能给一个取值范围。"), phrase("请分次模拟。"))
    name, _, text = ranges[0].partition("=")
    first, _, rest = text.partition("..")
    last, _, step = rest.partition(":")
    try:
        low, high, by = Decimal(first), Decimal(last), Decimal(step)
        if not (by > 0 and high >= low and (low + high + by).is_finite()):
            raise InvalidOperation
    except InvalidOperation as fault:
        raise Refusal("bad-range", phrase("“{text}”不是“起..止:步长”。"), phrase("例如 household-exit.poverty_line=3000..4000:100。"), text=ranges[0]) from fault
    if (high - low) // by >= MOST_STEPS:
        raise Refusal("too-many-steps", phrase("这个范围有 {count} 个取值,最多 {most} 个。"), phrase("请加大步长。"), count=int((high - low) // by) + 1, most=MOST_STEPS)
    values = [f"{low + by * n:f}" for n in range(int((high - low) // by) + 1)]
    return values, [tuple(f"{name}={value}" if text == ranges[0] else text for text in settings) for value in values]


def _number(rule: Rule, name: str) -> tuple[str, Number]:
    for part in (*rule.parts, rule):
        found = [n for n in part.numbers.entries if n.name == name]
        if found:
            return part.name, found[-1]
    names = sorted({n.name for n in rule.all_numbers()})
    raise Refusal("no-such-number", phrase("规则 {rule} 没有参数 {name}。"), phrase("可改的参数:{names}。"), rule=rule.name, name=name, names=", ".join(names))


def _words(rule: Rule, number: Number) -> frozenset[str]:
    """What a list of words may hold: the words of the code lists that its present ones are of, or columns where those are columns."""
    if not isinstance(number.value, tuple):
        return frozenset()
    fields = [field for table in rule.tables.values() for field in table]
    lists = [set(field.words) for field in fields] + [{field.name for field in fields if field.kind == "flag"}]
    return frozenset().union(*(words for words in lists if words & set(number.value)))


def _value(number: Number, text: str, words: frozenset[str]) -> Value:
    try:
        if isinstance(number.value, bool):
            return {"true": True, "false": False, "是": True, "否": False, "yes": True, "no": False}[text.strip().casefold()]
        if isinstance(number.value, tuple):
            told = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
            if not told or not words.issuperset(told):
                raise KeyError(text)
            return told
        if isinstance(number.value, str):
            return text.strip()
        value = Decimal(text)
        if not value.is_finite() or not 0 <= value < 10**9 or value != round(value, 2) or (number.unit in COUNTED and value != int(value)):
            raise InvalidOperation
        return int(value) if value == int(value) else value
    except (KeyError, InvalidOperation) as fault:
        like = sorted(words) if words else ["true", "false"] if isinstance(number.value, bool) else str(number.value)
        raise Refusal("bad-value", phrase("参数 {name} 不能取“{value}”。"), phrase("请给出同类的取值,如 {like}。"), name=number.name, value=text[:40], like=like) from fault
