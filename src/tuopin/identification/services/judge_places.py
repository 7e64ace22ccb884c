"""Answers a procedure that asks whether a village or county meets its standard, and what else must be so before a county goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256

from tuopin.identification.selectors.places import Lacking, lacking_of_county, place_verdict
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import rule_named, version
from tuopin.procedure.models import Act, Case
from tuopin.procedure.services import Judged
from tuopin.trail.selectors import entries_on

SAID = {
    "poor-villages": phrase("还有 {count} 个贫困村没有退出({places})"), "poor-persons": phrase("未脱贫 {count} 人,超过综合贫困发生率的上限"),
    "nobody": phrase("没有登记人口或贫困户,不能计算贫困发生率"),
}


def judge_village_exit(*, number: str, actor: Actor, on: date) -> Judged:
    """The village's verdict on its latest facts: few poor left, roads and services, industry, collective income."""
    return _judged("village-exit", number, actor, on)


def judge_county_exit(*, number: str, actor: Actor, on: date) -> Judged:
    """The county's verdict on the evaluation's counts: four rates, any of which is a veto."""
    return _judged("county-exit", number, actor, on)


def _judged(rule: str, number: str, actor: Actor, on: date) -> Judged:
    found = place_verdict(actor, number, on=on)
    if found is None:
        raise Refusal("nothing-to-judge", phrase("这个村没有可以评判的采集信息。"), phrase("请先导入行政村信息采集表和户的采集信息。"))
    titles = rule_named(rule).conditions
    told = json.dumps(found.conditions, ensure_ascii=False, sort_keys=True, default=str)
    return Judged(
        rule, version(), found.on, found.year, found.holds, tuple(titles.get(name.rstrip("?"), name) for name in found.why_not),
        sha256(told.encode()).hexdigest(),
    )


def county_may_apply(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition: all poor villages are out and few persons are still poor; else what is missing is named, with where to look."""
    lacking = lacking_of_county(actor, number, on=on)
    if lacking:
        raise Refusal(
            "county-too-early", phrase("这个县还不能申请退出:{missing}。"), phrase("请先办结这些村和户的退出;清单见 /exits/county/{code}/。"),
            missing=[said_of(one) for one in lacking], code=number,
        )


def said_of(one: Lacking, *, say: Callable[[str], str] = str) -> str:
    """What is lacking, in words; `say` puts a sentence into the reader's language."""
    return say(SAID[one.what]).format(count=one.count, places="、".join(name for _, name in one.places) + ("…" if one.count > len(one.places) else ""))


def county_evaluated(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition: since the province approved, an evaluator put the counts of a sample on record that anybody can draw again."""
    approved = Act.objects.filter(case=case, step="approve", kind="step").first() if case else None
    told = entries_on(f"county:{number}").filter(verb="evaluate-county")
    if approved is None or not told.filter(recorded_at__gte=approved.recorded_at).exists():
        raise Refusal("not-evaluated", phrase("审定以后还没有登记专项评估的结果。"), phrase("请评估人员用 tuopin exit evaluate 登记抽查人数和样本摘要。"))
