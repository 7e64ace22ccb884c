"""早摘帽、早奖励、多奖励 the reward of a county that leaves the list early: by the year of its exit, none for who is late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tuopin.engine.numbers import Number, read_numbers
from tuopin.kernel.areas import NATION, level_of, within

NUMBERS = read_numbers(__file__)


def reward_of(area: str, exited_on: date | None) -> tuple[Decimal, Number | None]:
    """The reward in 万元 for a county that left on the day, and the number it goes by; nothing for who is late or has not left."""
    if exited_on is None:
        return Decimal(0), None
    found = [
        (max(level_of(code) for code in entry.divisions if code == NATION or within(area, code)), entry)
        for entry in NUMBERS.on(exited_on).named("reward") if any(code == NATION or within(area, code) for code in entry.divisions)
    ]
    if not found:
        return Decimal(0), None
    number = max(found, key=lambda each: each[0])[1]
    return Decimal(number.value), number


def table() -> list[Number]:
    """The reward table, earliest first."""
    return sorted((entry for entry in NUMBERS.entries if entry.name == "reward"), key=lambda entry: (entry.divisions, entry.starts_on))


def is_monotone() -> bool:
    """Whether nobody who leaves later gets more: within each area the rewards never rise, and end at nothing."""
    by_area: dict[tuple[str, ...], list[Decimal]] = {}
    for entry in table():
        by_area.setdefault(entry.divisions, []).append(Decimal(entry.value))
    return all(values == sorted(values, reverse=True) and values[-1] == 0 for values in by_area.values())
