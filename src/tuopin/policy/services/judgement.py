"""Asks a rule about the register: of one household, or of all there is in an area."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from tuopin.engine.findings import PERCENT_SCALE
from tuopin.engine.numbers import Number
from tuopin.engine.rules import Rule
from tuopin.kernel.areas import LEVELS, NATION, depth_of, is_code, within
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook import rule_named, version
from tuopin.policy.services.sources import Source
from tuopin.policy.states.pieces import HOUSEHOLDS, Piece, added
from tuopin.registry import extract

COUNTY, VILLAGE = 3, 5
GIVEN_RATES = ("composite_incidence", "false_exit_rate", "omission_rate", "recognition_rate")
GIVEN = tuple(f.name for f in extract.COUNTIES if f.name != "area_code")


def judge_household(*, rule: str, number: str, on: date, source: Source, area: str | None = None) -> dict:
    """One household by one rule: the answer, why not, and every condition with value, threshold, unit and source.

    Of an edition the number is a pseudonym, found faster in a narrow `area`. Raises Refusal for an unknown rule, one that does
    not judge households, a household that is not registered on the day or not the asker's to see, and a day on which a
    number of the rule is not in force.
    """
    asked = rule_named(rule)
    if asked.unit != "household":
        raise Refusal("not-of-households", phrase("规则 {rule} 不评判单户。"), phrase("请用 --division 指定区划。"), rule=rule)
    asked.numbers_on(on)
    judged = asked.judge(source.household(asked, number, on, area))
    return {
        "rule": rule, "on": on.isoformat(), "household": number, "holds": judged.holds[0], "why_not": judged.why_not(0),
        "conditions": judged.verdict(0), **_by_which_rules(source),
    }


def judge(
    *, rule: str, area: str | None, on: date, by: str | None, source: Source, given: Mapping[str, str] | None = None,
    keep: Callable[[list[dict]], None] | None = None,
) -> dict:
    """All units of an area by one rule: counts, counts by condition, and the same by the places of the level `by`.

    `area` is the source's own when None; `by` is the level right below it when None; with `by="household"` the groups are the
    households themselves: all of them, or none and each piece's given to `keep` as soon as it is judged. `given` names counts of a county or rates in percent that stand before what is recorded.
    """
    asked, area = rule_named(rule), area or source.home
    level = _level(asked, area, by)
    numbers = [n for n in asked.numbers_on(on) if _concerns(n, area)]
    whole = _given(asked, given or {})
    pieces = [_handed_on(piece, keep) for piece in source.pieces(asked, level, area, on, whole)]
    total = added([piece.total for piece in pieces], asked)
    if not total["judged"] and area not in source.names([area], on):
        raise NotFound("no-such-division", phrase("没有区划代码为 {code} 的地方。"), phrase("用 tuopin divisions 查询代码。"), code=area)
    answer = {
        "rule": rule, "on": on.isoformat(), "division": area, "by": [*LEVELS, "household"][level - 1], "parameters": [as_parameter(n) for n in numbers], **total,
    }
    if by == "household":
        answer["groups"] = [row for piece in pieces for row in piece.households]
    else:
        answer["groups"] = _groups(asked, pieces, source.names, on)
    if total["judged"] == 1 and asked.unit != "household":
        answer |= next(piece.single for piece in pieces if piece.single)
    return answer | _by_which_rules(source)


def _handed_on(piece: Piece, keep: Callable[[list[dict]], None] | None) -> Piece:
    """The piece; where its households are kept elsewhere, without them."""
    if keep is None:
        return piece
    keep(piece.households)
    return replace(piece, households=[])


def _by_which_rules(source: Source) -> dict:
    """Where an edition was made by other rules than those that judge it now: both versions, for the answer may be another, too."""
    made_with = source.made_with
    return {"rulebook": version(), "edition_rulebook": made_with} if made_with and made_with != version() else {}


def as_parameter(number: Number) -> dict:
    """A number as it is printed and sent: what it is, since when, where, and by which document."""
    return {
        "name": number.name, "value": list(number.value) if isinstance(number.value, tuple) else number.value,
        "unit": number.unit, "from": number.starts_on.isoformat(), "to": number.ends_on.isoformat() if number.ends_on else None,
        "divisions": [] if NATION in number.divisions else list(number.divisions), "standard": number.standard,
        "source": number.source, "verified": number.verified, "note": number.note,
    }


def _level(rule: Rule, area: str, by: str | None) -> int:
    """The level of the groups (1 province … 5 village; 6 = the households themselves); Refusal when it makes no sense."""
    if not is_code(area):
        raise Refusal("bad-code", phrase("“{code}”不是区划代码。"), phrase("区划代码为 12 位数字。"), code=area)
    if by == "household":
        if rule.unit != "household":
            raise Refusal("not-of-households", phrase("规则 {rule} 不评判单户。"), phrase("请改用 --by 的其他层级。"), rule=rule.name)
        return HOUSEHOLDS
    finest = COUNTY if rule.unit == "county" else VILLAGE
    level = LEVELS.index(by) + 1 if by else min(depth_of(area) + 1, finest)
    if level > finest:
        raise Refusal("too-fine", phrase("规则 {rule} 以县为单位,不能再往下分。"), phrase("请改用 --by county 或更高层级。"), rule=rule.name)
    return level


def _given(rule: Rule, given: Mapping[str, str]) -> dict[str, int]:
    """The values given with the question as whole numbers; rates in ten-thousandths of a percent."""
    if given and rule.unit != "county":
        raise Refusal("nothing-to-give", phrase("规则 {rule} 不接受 --given。"), phrase("请去掉 --given。"), rule=rule.name)
    whole = {}
    for name, value in given.items():
        scale = PERCENT_SCALE if name in GIVEN_RATES else 1
        try:
            scaled = Decimal(value) * scale
            fits = name in GIVEN and scaled.is_finite() and 0 <= scaled < 10**13 and scaled == scaled.to_integral_value()
        except InvalidOperation:
            fits = False
        if not fits:
            raise Refusal(
                "bad-given", phrase("不能采用 --given {name}={value}。"), phrase("可用的名称:{known};数值须为非负数,人数须为整数。"),
                name=name, value=value, known=", ".join(GIVEN),
            )
        whole[name] = int(scaled)
    return whole


def _groups(rule: Rule, pieces: list[Piece], names_of: Callable, on: date) -> list[dict]:
    found: dict[str, list[dict]] = {}
    reasons: dict[str, list[str]] = {}
    for piece in pieces:
        for code, tally in piece.places:
            found.setdefault(code, []).append(tally)
        reasons |= piece.reasons
    names = names_of(found, on)
    return [
        {"division": code, "name": names.get(code, ""), **added(tallies, rule)}
        | ({"why_not": reasons[code]} if code in reasons else {})
        for code, tallies in sorted(found.items())
    ]


def _concerns(number: Number, area: str) -> bool:
    return any(code == NATION or within(code, area) or within(area, code) for code in number.divisions)
