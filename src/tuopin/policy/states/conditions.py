"""The conditions of the household exit (in China seven), in the order in which a standing keeps them as bits."""

from __future__ import annotations

from tuopin.kernel.words import phrase
from tuopin.policy.rulebook import rule_named

EXIT = "household-exit"
_IN_FORCE = rule_named(EXIT).conditions
_FAILING = {
    "income_above_line": phrase("收入未达标户"), "food": phrase("不愁吃未达标户"), "clothing": phrase("不愁穿未达标户"),
    "compulsory_education": phrase("义务教育无保障户"), "basic_medical_care": phrase("基本医疗无保障户"),
    "safe_housing": phrase("住房安全无保障户"), "safe_water": phrase("饮水安全无保障户"),
}
_NOT_KNOWN = {
    "income_above_line": phrase("收入不明户"), "food": phrase("不愁吃情况不明户"), "clothing": phrase("不愁穿情况不明户"),
    "compulsory_education": phrase("义务教育情况不明户"), "basic_medical_care": phrase("基本医疗情况不明户"),
    "safe_housing": phrase("住房安全情况不明户"), "safe_water": phrase("饮水安全情况不明户"),
}
_MEETING = {
    "income_above_line": phrase("收入达标率"), "food": phrase("不愁吃达标率"), "clothing": phrase("不愁穿达标率"),
    "compulsory_education": phrase("义务教育保障率"), "basic_medical_care": phrase("基本医疗保障率"),
    "safe_housing": phrase("住房安全保障率"), "safe_water": phrase("饮水安全保障率"),
}
CONDITIONS = dict(_IN_FORCE)  # by the titles of the rule that is in force: a pack has its own line and its own words for it
FAILING, NOT_KNOWN, MEETING = (
    {name: words.get(name, CONDITIONS[name]) for name in _IN_FORCE} for words in (_FAILING, _NOT_KNOWN, _MEETING)
)
NAMES = tuple(CONDITIONS)
BITS = {name: 1 << position for position, name in enumerate(NAMES)}


def named(bits: int) -> list[str]:
    """The conditions whose bits are set, in their order."""
    return [name for name, bit in BITS.items() if bits & bit]


def as_bits(names) -> int:
    """The bits of the named conditions; one that the pack in force does not ask for has none."""
    return sum({BITS.get(name, 0) for name in names})
