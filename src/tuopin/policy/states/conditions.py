"""The seven conditions of the household exit, in the order in which a standing keeps them as bits."""

from __future__ import annotations

from tuopin.kernel.words import phrase

CONDITIONS = {
    "income_above_line": phrase("人均纯收入达到扶贫标准"),
    "food": phrase("不愁吃"),
    "clothing": phrase("不愁穿"),
    "compulsory_education": phrase("义务教育有保障"),
    "basic_medical_care": phrase("基本医疗有保障"),
    "safe_housing": phrase("住房安全有保障"),
    "safe_water": phrase("饮水安全有保障"),
}
FAILING = {
    "income_above_line": phrase("收入未达标户"), "food": phrase("不愁吃未达标户"), "clothing": phrase("不愁穿未达标户"),
    "compulsory_education": phrase("义务教育无保障户"), "basic_medical_care": phrase("基本医疗无保障户"),
    "safe_housing": phrase("住房安全无保障户"), "safe_water": phrase("饮水安全无保障户"),
}
NOT_KNOWN = {
    "income_above_line": phrase("收入不明户"), "food": phrase("不愁吃情况不明户"), "clothing": phrase("不愁穿情况不明户"),
    "compulsory_education": phrase("义务教育情况不明户"), "basic_medical_care": phrase("基本医疗情况不明户"),
    "safe_housing": phrase("住房安全情况不明户"), "safe_water": phrase("饮水安全情况不明户"),
}
MEETING = {
    "income_above_line": phrase("收入达标率"), "food": phrase("不愁吃达标率"), "clothing": phrase("不愁穿达标率"),
    "compulsory_education": phrase("义务教育保障率"), "basic_medical_care": phrase("基本医疗保障率"),
    "safe_housing": phrase("住房安全保障率"), "safe_water": phrase("饮水安全保障率"),
}
NAMES = tuple(CONDITIONS)
BITS = {name: 1 << position for position, name in enumerate(NAMES)}


def named(bits: int) -> list[str]:
    """The conditions whose bits are set, in their order."""
    return [name for name, bit in BITS.items() if bits & bit]


def as_bits(names) -> int:
    """The bits of the named conditions; raises KeyError on a name that is none."""
    return sum({BITS[name] for name in names})
