"""Who was responsible for a household on a day, and what they had done by then: one page."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.kernel.acts import asks
from tuopin.ledger.states import ACT_WORDS
from tuopin.responsibility.selectors import login_of, who_was_responsible
from tuopin.trail.states.verbs import VERBS


@asks("read", takes=("on",))
@require_safe
def responsible(request: HttpRequest, number: str) -> HttpResponse:
    """The chain of posts, helpers, team and work for one household on a day."""
    on, bad = day_of(request.GET.get("on", ""), request.on)
    found = who_was_responsible(request.actor, number, on=on)
    request.area_code = found.village
    request.people_told = found.persons()
    return render(request, "responsibility/responsible.html", {
        "found": found, "chain": [(*place, request.actor.may("read", place[0])) for place in found.chain], "household": found.household, "on": on, "bad_day": bad, "acts": [(act, _(ACT_WORDS[act.kind]), login_of(act)) for act in found.task_acts],
        "cases": [(act, login_of(act)) for act in found.case_acts],
        "events": [(event, _(VERBS.get(event.verb, event.verb))) for event in found.events], "audits": bool(request.actor.areas_for("audit")),
    })


def day_of(text: str, today: date) -> tuple[date, str]:
    """The day asked for, and what was written when it is no day; today where nothing was written."""
    text = text.strip()
    try:
        return (date.fromisoformat(text), "") if text else (today, "")
    except ValueError:
        return today, text[:20]
