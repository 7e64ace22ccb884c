"""Answers a procedure that asks whether a household meets the exit standard: by the living rule, on the latest facts there are."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import version
from tuopin.policy.selectors.verdicts import household_verdict
from tuopin.policy.states.conditions import CONDITIONS
from tuopin.procedure.services import Judged
from tuopin.registry.models import HouseholdForm

RULE = "household-exit"


def judge_household_exit(*, number: str, actor: Actor, on: date) -> Judged:
    """The verdict on the household, on its latest recorded facts: today, or the last day of their year where that is past.

    Nobody chooses the year, so nobody chooses a better one. Raises a Refusal where there are no facts to judge.
    """
    years = HouseholdForm.objects.filter(household__number=number, superseded_at=None, year__lte=on.year).order_by("-year")
    year = years.values_list("year", flat=True).first()
    judged_on = on if year == on.year else date(year or 1, 12, 31)
    verdict = household_verdict(actor, number, on=judged_on, rule=RULE) if year else None
    if verdict is None:
        raise Refusal("nothing-to-judge", phrase("这一户没有可以评判的采集信息。"), phrase("请先导入采集信息。"))
    conditions = json.dumps(verdict.conditions, ensure_ascii=False, sort_keys=True, default=str)
    return Judged(
        RULE, version(), judged_on, year, verdict.holds, tuple(CONDITIONS.get(name.rstrip("?"), name) for name in verdict.why_not),
        sha256(conditions.encode()).hexdigest(),
    )
