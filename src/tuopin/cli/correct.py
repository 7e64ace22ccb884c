"""The correct commands as the command line offers them: what was corrected is judged, or counted, again at once."""

from __future__ import annotations

from datetime import date

from tuopin.people.selectors import Actor
from tuopin.policy.services.count_village_again import count_village_again
from tuopin.policy.services.judge_counties import judge_household_again
from tuopin.registry.commands import correct_command
from tuopin.registry.selectors.last_change import Item


def judge_or_count_again(item: Item, number: str, year: int, actor: Actor, on: date) -> None:
    """Refresh what rests on the item: the verdicts of its household, or the figures of its village."""
    if item.kind == "village":
        count_village_again(code=number, year=year, actor=actor, on=on)
    else:
        judge_household_again(number=number, year=year, actor=actor, on=on)


correct = correct_command(judge_or_count_again)
