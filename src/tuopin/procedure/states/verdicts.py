"""What a verdict that does not hold tells whoever asked: what is not met, and apart from it what nobody can tell yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase

UNKNOWN = "?"  # ends the name of a condition that cannot be judged: a fact is missing, or no number is in force on the day


def apart(names: Iterable[str], titles: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles of the conditions that are not met, and of those that cannot be judged."""
    named = list(names)
    return (
        tuple(titles.get(name, name) for name in named if not name.endswith(UNKNOWN)),
        tuple(titles.get(name[:-1], name[:-1]) for name in named if name.endswith(UNKNOWN)),
    )


def does_not_hold(why_not: Iterable[str], unknown: Iterable[str]) -> Refusal:
    """The refusal of a step whose verdict does not hold: a village of which nothing is recorded has not failed."""
    fails, open_ = [Phrase(why) for why in why_not], [Phrase(why) for why in unknown]
    if fails and open_:
        return Refusal("verdict-fails", phrase("按规则评判,还没有做到:{why};待核实、不能评判:{unknown}。"), phrase("请补充或更正事实,并核对采集信息是哪一年的、那一年有没有施行的标准。"), why=fails, unknown=open_)
    if open_:
        return Refusal("verdict-fails", phrase("按规则还不能评判,待核实:{unknown}。"), phrase("请补充或更正事实,并核对采集信息是哪一年的、那一年有没有施行的标准。"), unknown=open_)
    return Refusal("verdict-fails", phrase("按规则评判,还没有做到:{why}。"), phrase("请补充或更正事实;未达标的不能办理。"), why=fails)
