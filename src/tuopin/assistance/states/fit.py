"""Which kind of unit suits which weakness of a village: 党务部门驻弱村、经济部门驻穷村、政法部门驻乱村、专业部门驻难村."""

from __future__ import annotations

from datetime import date

from tuopin.assistance.states.numbers import whole, words

WEAKNESSES = ("weak", "poor", "disorderly", "difficult")  # the order in which the scores stand
SUITS = {"weak": "party", "poor": "economic", "disorderly": "political_legal", "difficult": "professional"}
IN_SOLVER = {"political_legal": "politico_legal"}  # what the solver calls it
WORST = 100
SKILLS = {  # which kinds of office suit which cause of poverty; others suit any
    "ill": {"professional"}, "disabled": {"professional"}, "schooling": {"professional"}, "skills": {"economic", "professional"},
    "funds": {"economic"}, "land": {"economic"}, "water": {"economic", "professional"}, "transport": {"economic", "professional"},
    "labour": {"economic"}, "motivation": {"party"},
}


def diagnosis(tags: str, on: date, area: str) -> list[str]:
    """The weaknesses of a village in the order of weight that is in force there."""
    held = set(filter(None, tags.split(",")))
    return [tag for tag in words("weakness_order", on, area) if tag in held]


def best_class(ordered: list[str]) -> str:
    """The class of unit that the first weakness wants, "" without one."""
    return SUITS[ordered[0]] if ordered else ""


def scores(tags: str, on: date, area: str) -> tuple[int, int, int, int]:
    """How weak, poor, disorderly, difficult a village is, 0 ... 100: its first weakness 100, each later one a step less, none 0."""
    step, ordered = whole("weakness_step", on, area), diagnosis(tags, on, area)
    return tuple(max(WORST - step * ordered.index(one), 1) if one in ordered else 0 for one in WEAKNESSES)


def wanted_skills(cause: str) -> frozenset[str]:
    """Which kinds of office suit the cause; empty = any."""
    return frozenset(SKILLS.get(cause, ()))
