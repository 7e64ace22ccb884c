"""The same slips in other columns: what is wrong with a member's number is wrong with a head's and a helper's too."""

from __future__ import annotations

from dataclasses import replace

from intake.corpus import CASES, DAY, WAGE, Case, H, M, P

CASES_BY_NAME = {case.name: case for case in CASES}
IDENTITY = (
    "number cell", "number cell that passes the check", "short scientific", "long scientific", "Cyrillic X", "multiplication sign", "Arabic digits",
    "superscript digit", "seventeen digits", "nineteen digits", "wrong check digit", "30 February", "140 years old", "right-to-left mark",
    "masked", "two numbers",
)
MONEY = (
    "thousands comma", "yuan sign", "full-width number", "number as text", "with yuan", "with ten thousand", "in words", "about", "too large",
    "too large as text", "infinite", "no number", "error text", "error cell", "formula", "formula without value", "three decimals",
)
DAYS = (
    "serial day", "dotted day", "slashed day", "eight digits", "Chinese day", "day first", "day in words", "lunar day", "no such day", "month only",
)
TEXTS = ("right-to-left mark", "replacement character", "private use", "control character")


def more_cases() -> dict[str, list[Case]]:
    """By the name of the case they come from: the same value in another column, with the same outcome there."""
    more: dict[str, list[Case]] = {}
    for name in IDENTITY:
        for sheet, column, row in ((H, "户主证件号码", 3), ("帮扶责任人", "证件号码", 2)):
            more.setdefault(name, []).append(_moved(name, sheet, column, row))
    for name in MONEY:
        for column in ("财产性收入", "养老金", "低保金"):
            more.setdefault(name, []).append(_moved(name, H, column, 3))
    for name in DAYS:
        more.setdefault(name, []).append(_moved(name, P, "帮扶结束时间", 3))
    for name in TEXTS:
        source = CASES_BY_NAME[name]
        for sheet, column, row in ((H, "户主姓名", 3), (H, "村民小组", 3), ("帮扶责任人", "姓名", 2), ("帮扶责任人", "单位名称", 2)):
            text = source.value if name != "right-to-left mark" else "\u202e赵"
            more.setdefault(name, []).append(replace(source, sheet=sheet, column=column, row=row, value=text, name=f"{name}: {sheet} {column}"))
    return more


def _moved(name: str, sheet: str, column: str, row: int) -> Case:
    return replace(CASES_BY_NAME[name], sheet=sheet, column=column, row=row, also={}, at=None, name=f"{name}: {sheet} {column}")


__all__ = ["CASES_BY_NAME", "DAY", "M", "WAGE", "more_cases"]
