"""Answers a procedure that asks whether a watched household is out of risk: by the rule, on the latest facts there are."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

from django.db.models import Max

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import FollowUp, Watch
from tuopin.monitoring.selectors.facts import facts_of, known_facts
from tuopin.monitoring.selectors.watches import watch_of
from tuopin.monitoring.states.terms import follow_up_due_on, months_between
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import version
from tuopin.policy.rulebook.watching import watching_rules
from tuopin.procedure.services import Judged

RULE = "watch-removal"


def judge_removal(*, number: str, actor: Actor, on: date) -> Judged:
    """The verdict on the watch of the number, on its household's latest facts. Raises a Refusal where there are none."""
    watch = watch_of(actor, int(number))
    rule = watching_rules()[RULE]
    known = known_facts([watch.household], on=on)[0]
    if known.year is None:
        raise Refusal("nothing-to-judge", phrase("这一户没有可以评判的采集信息。"), phrase("请先导入采集信息。"))
    judged = rule.judge(facts_of([known], rule.tables, [_asked(watch, known, on)], on=on))
    told = json.dumps(judged.verdict(0), ensure_ascii=False, sort_keys=True, default=str)
    why = tuple(rule.conditions[name.rstrip("?")] for name in judged.why_not(0))
    return Judged(RULE, version(), on, known.year, judged.holds[0], why, sha256(told.encode()).hexdigest())


def _asked(watch: Watch, known, on: date) -> dict:
    last = FollowUp.objects.filter(watch=watch).aggregate(last=Max("visited_on"))["last"]
    due = follow_up_due_on(last, watch.household.village_code) if last else None
    return {
        "gone": not known.members, "natural": watch.way == Watch.Way.NATURAL, "months_watched": months_between(watch.decided_on, on),
        "labour": known.labour, "measures": watch.measures.filter(withdrawn_at=None).count(), "watched": False,
        "follow_up_left": (due - on).days if due else -1,
    }
