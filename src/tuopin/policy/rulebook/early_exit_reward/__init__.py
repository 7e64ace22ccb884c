"""早摘帽、早奖励、多奖励 the reward of a county that leaves the list early: by the year of its exit, none for who is late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tuopin.engine.numbers import Number, read_numbers

NUMBERS = read_numbers(__file__)


def reward_of(area: str, exited_on: date | None) -> tuple[Decimal, Number | None]:
    """The reward in 万元 for a county that left on the day, and the number it goes by; nothing for who is late or has not left."""
    number = NUMBERS.on(exited_on).at("reward", area) if exited_on else None
    return (Decimal(number.value) if number else Decimal(0)), number


def table() -> list[Number]:
    """The reward table, earliest first."""
    return sorted((entry for entry in NUMBERS.entries if entry.name == "reward"), key=lambda entry: (entry.divisions, entry.starts_on))


def is_monotone() -> bool:
    """Whether nobody who leaves later gets more: within each area the rewards never rise, and end at nothing."""
    by_area: dict[tuple[str, ...], list[Decimal]] = {}
    for entry in table():
        by_area.setdefault(entry.divisions, []).append(Decimal(entry.value))
    return all(values == sorted(values, reverse=True) and values[-1] == 0 for values in by_area.values())
