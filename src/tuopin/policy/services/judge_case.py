"""Answers a procedure that asks whether a household may leave or should be registered: by the living rule, on the latest facts there are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from django.db.models import Max

from tuopin.engine.tables import Facts
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import rule_named, version
from tuopin.policy.selectors.verdicts import household_verdict
from tuopin.policy.states.conditions import CONDITIONS
from tuopin.procedure.services import Judged
from tuopin.procedure.states.verdicts import apart
from tuopin.registry.extract import facts_of_named
from tuopin.registry.models import Household, HouseholdForm

RULE, IN_NEED = "household-exit", "household-identification"


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
    why, unknown = apart(verdict.why_not, CONDITIONS)
    return Judged(RULE, version(), judged_on, year, verdict.holds, why, _digest(verdict.conditions), unknown)


def judge_household_identification(*, number: str, actor: Actor, on: date) -> Judged:
    """Whether the household, registered or not, is in need of being registered: as `judge_household_exit` chooses day and facts."""
    return judge_identifications(numbers=[number], actor=actor, on=on)[0]


def judge_identifications(*, numbers: Sequence[str], actor: Actor, on: date) -> list[Judged]:
    """The same for many households, judged together; in the order of the numbers."""
    forms = HouseholdForm.objects.filter(household__number__in=list(numbers), superseded_at=None, year__lte=on.year)
    years = dict(forms.values_list("household__number").annotate(last=Max("year")))
    if set(numbers) - years.keys():
        raise Refusal("nothing-to-judge", phrase("这一户没有可以评判的采集信息。"), phrase("请先导入采集信息。"))
    found: dict[str, Judged] = {}
    for year in sorted(set(years.values())):
        judged_on = on if year == on.year else date(year, 12, 31)
        named = [number for number in numbers if years[number] == year]
        facts = facts_of_named(actor, numbers=named, on=judged_on)
        found |= _identified(facts, named, judged_on, year)
    return [found[number] for number in numbers]


judge_household_identification.many = judge_identifications


def _identified(facts: Facts, named: Sequence[str], judged_on: date, year: int) -> dict[str, Judged]:
    asked, lacking = rule_named(IN_NEED).judge(facts), rule_named(RULE).judge(facts)
    ids = dict(Household.objects.filter(number__in=list(named)).values_list("pk", "number"))
    answers = zip(facts.households.id.numbers(), asked.holds_list(), range(len(ids)), strict=True)
    found = {}
    for pk, holds, row in answers:
        why, unknown = ((), ()) if holds else apart(lacking.why_not(row), CONDITIONS)
        if not holds and not unknown:
            why = why or (phrase("各项都已达标,不符合识别标准"),)
        found[ids[pk]] = Judged(IN_NEED, version(), judged_on, year, holds, why, _digest(lacking.verdict(row)), unknown)
    return found


def _digest(conditions: list[dict]) -> str:
    return sha256(json.dumps(conditions, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
