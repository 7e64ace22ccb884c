"""Answers a procedure that asks whether a village or county meets its standard, and what else must be so before a county goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256

from tuopin.identification.selectors.places import Lacking, facts_year, lacking_of_county, place_verdict, survey_judged
from tuopin.identification.services.record_evaluation import require_from_outside
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import rule_named, version
from tuopin.procedure.models import Act, Case
from tuopin.procedure.services import Judged
from tuopin.procedure.states.verdicts import apart
from tuopin.trail.selectors import entries_on

SAID = {
    "poor-villages": phrase("还有 {count} 个贫困村没有退出({places})"), "poor-persons": phrase("未脱贫 {count} 人,超过综合贫困发生率的上限;未脱贫人数最多的村({places})"),
    "nobody": phrase("没有登记人口或贫困户,不能计算贫困发生率"),
    "no-limit": phrase("采集信息所属日期没有有效的综合贫困发生率标准"),
}
NAMED = 5  # villages that the sentence names; page and command list all


def judge_village_exit(*, number: str, actor: Actor, on: date) -> Judged:
    """The village's verdict on its latest facts: few poor left, roads and services, industry, collective income."""
    return _judged("village-exit", number, actor, on)


def judge_county_exit(*, number: str, actor: Actor, on: date) -> Judged:
    """The county's verdict on the evaluation's counts: four rates, any of which is a veto. Refused on any other counts than an evaluation's."""
    if survey_judged(number, on=on) is None:
        raise _not_evaluated(number, on)
    return _judged("county-exit", number, actor, on)


def _judged(rule: str, number: str, actor: Actor, on: date) -> Judged:
    found = place_verdict(actor, number, on=on)
    if found is None:
        raise Refusal("nothing-to-judge", phrase("这个村没有可以评判的采集信息。"), phrase("请先导入行政村信息采集表和户的采集信息。"))
    titles = rule_named(rule).conditions
    told = json.dumps(found.conditions, ensure_ascii=False, sort_keys=True, default=str)
    why, unknown = apart(found.why_not, titles)
    return Judged(rule, version(), found.on, found.year, found.holds, why, sha256(told.encode()).hexdigest(), unknown)


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
    more = "…" if one.what == "poor-villages" and len(one.places) > NAMED else ""
    return say(SAID[one.what]).format(count=one.count, places=say("、").join(name for _, name in one.places[:NAMED]) + more)


def county_evaluated(*, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """A condition: since the province approved, an evaluator from outside put the counts on record that the county is judged by."""
    require_from_outside(actor, number)
    approved = Act.objects.filter(case=case, step="approve", kind="step").order_by("seq").last() if case else None
    survey = survey_judged(number, on=on)
    told = entries_on(f"county:{number}").filter(verb="evaluate-county", recorded_at__gte=approved.recorded_at) if approved else ()
    if survey is None or not any(entry.values.get("survey") == survey.pk for entry in told):
        raise _not_evaluated(number, on)


def _not_evaluated(number: str, on: date) -> Refusal:
    return Refusal("not-evaluated", phrase("审定以后还没有登记 {year} 年(评判所用年度)的专项评估结果。"),
                   phrase("请评估人员用 tuopin exit evaluate 登记抽查人数和样本摘要。"), year=facts_year(number, on) or "")
