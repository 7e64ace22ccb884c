"""Takes in a clue that a household may be falling into poverty, from whoever brings it: the household, a cadre, a department, a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Watch
from tuopin.monitoring.states.risks import MOST_RISKS, is_risk
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household
from tuopin.registry.selectors.households import household_of
from tuopin.trail.services import record


@dataclass(frozen=True)
class Clue:
    """What somebody said: through which channel and medium, on which day, about which risks."""

    channel: str
    said: str
    clue_on: date
    medium: str = Watch.Medium.DESK
    risks: tuple[str, ...] = ()


@transaction.atomic
def report_clue(*, number: str, clue: Clue, actor: Actor, on: date) -> Watch:
    """Record the clue about the household with the number. Its terms count from the day of the clue.

    Raises NotFound outside the asker's areas, Forbidden without the act `correct` there, a Refusal when the household is watched
    or another clue about it is open, when the day lies ahead, or when nothing is said.
    """
    household = household_of(actor, number)
    actor.require("correct", household.village_code)
    risks = require_risks(clue.risks, least=0)
    if not clue.said.strip():
        raise Refusal("note-missing", phrase("没有写明线索内容。"), phrase("请写明遇到了什么困难、由谁反映。"))
    if clue.clue_on > on:
        raise Refusal("day-ahead", phrase("线索日期不能晚于今天。"), phrase("请核对日期。"))
    try:
        with transaction.atomic():
            watch = Watch.objects.create(
                household=Household.objects.select_for_update().get(pk=household.pk), channel=Watch.Channel(clue.channel), medium=Watch.Medium(clue.medium),
                clue_on=clue.clue_on, said=clue.said.strip()[:300], risks=risks, reported_by=actor.name,
            )
    except IntegrityError as fault:
        raise Refusal("already-watched", phrase("这一户已有未结束的线索,或已在监测中。"), phrase("请在该户的监测页上补充。")) from fault
    record(area_code=household.village_code, verb="report-clue", subject=f"watch:{watch.pk}", actor=actor, on=on, basis=watch.said,
           household=household.number, channel=watch.channel, risks=risks)
    return watch


def require_risks(risks: tuple[str, ...], *, least: int) -> str:
    """The risks as they are stored; raises a Refusal for a word that is none, for too many or too few."""
    found = list(dict.fromkeys(risks))
    if not least <= len(found) <= MOST_RISKS or not all(map(is_risk, found)):
        raise Refusal("bad-risks", phrase("致贫返贫风险须选 {least} 至 {most} 项。"), phrase("请重新选择。"), least=least, most=MOST_RISKS)
    return ",".join(found)
