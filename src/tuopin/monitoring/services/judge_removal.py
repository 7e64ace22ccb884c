"""Answers a procedure that asks whether a watched household is out of risk: by the rule, on the latest facts there are."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import FollowUp, Watch
from tuopin.monitoring.selectors.facts import Known, facts_of, known_facts
from tuopin.monitoring.selectors.watches import watch_of
from tuopin.monitoring.states.terms import follow_up_due_on, months_between
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import version
from tuopin.policy.rulebook.watching import watching_rules
from tuopin.procedure.services import Judged
from tuopin.procedure.states.verdicts import apart

RULE = "watch-removal"
OUT_OF_RISK = (FollowUp.Finding.STABLE, FollowUp.Finding.EASED)


def judge_removal(*, number: str, actor: Actor, on: date) -> Judged:
    """The verdict on the watch of the number, on its household's latest facts; of one that is gone, on who lived there and left.

    Raises a Refusal where there are no facts, or only such as were recorded of a year before it came under watch.
    """
    watch = watch_of(actor, int(number))
    rule = watching_rules()[RULE]
    known = known_facts([watch.household], on=on)[0]
    if not known.gone:
        _require_new_facts(known, watch)
    judged = rule.judge(facts_of([known], rule.tables, [_asked(watch, known, on)], on=on))
    told = json.dumps(judged.verdict(0), ensure_ascii=False, sort_keys=True, default=str)
    why, unknown = apart(judged.why_not(0), rule.conditions)
    return Judged(RULE, version(), on, known.year or on.year, judged.holds[0], why, sha256(told.encode()).hexdigest(), unknown)


def _require_new_facts(known: Known, watch: Watch) -> None:
    if known.year is None:
        raise Refusal("nothing-to-judge", phrase("这一户没有可以评判的采集信息。"), phrase("请先导入采集信息。"))
    if known.year < watch.decided_on.year:
        raise Refusal("facts-before-watch", phrase("这一户最近的采集信息是 {year} 年的,{since} 年才纳入监测。"),
                      phrase("请先采集 {since} 年或以后的家庭信息和收入,再提出风险消除。"), year=known.year, since=watch.decided_on.year)


def _asked(watch: Watch, known: Known, on: date) -> dict:
    last = FollowUp.objects.filter(watch=watch, visited_on__gte=watch.decided_on).order_by("-visited_on", "-pk").first()
    due = follow_up_due_on(last.visited_on, watch.household.village_code) if last else None
    return {
        "gone": known.gone, "natural": watch.way == Watch.Way.NATURAL, "months_watched": months_between(watch.decided_on, on),
        "labour": known.labour, "measures": watch.measures.filter(withdrawn_at=None).count(), "watched": False,
        "follow_up_left": (due - on).days if due else -1, "risk_seen": None if last is None else last.finding not in OUT_OF_RISK,
        "self_pay": _fen(watch.self_pay_yuan), "claims": _fen(watch.claims_yuan),
    }


def _fen(amount_yuan: Decimal | None) -> int:
    return int((amount_yuan or 0) * 100)
