"""How the pages say what a policy is, and which day they look at."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuopin.benefits.states.catalogue import WORDS, Policy
from tuopin.benefits.states.standing import STATES
from tuopin.engine.numbers import Number

BADGES = {"gap": "no", "over": "no", "unknown": "unknown", "received": "yes", "eligible": "accent", "not": ""}


def day_of(request: HttpRequest) -> date:
    """Today in the current year, else the last day of the year chosen."""
    return request.on if request.year >= request.on.year else date(request.year, 12, 31)


def said(policy: Policy) -> dict:
    """The policy's words in the reader's language."""
    return {word: _(WORDS[word][policy.words[word]]) for word in WORDS if word != "of"} | {
        "of": _("户") if policy.words["of"] == "household" else _("人"), "title": _(policy.title), "name": policy.name, "policy": policy,
    }


def state_said(state: str) -> tuple[str, str]:
    """The word of a state and the kind of its mark."""
    return _(STATES[state]), BADGES[state]


def numbers_said(policy: Policy, on: date) -> list[dict]:
    """The policy's dated numbers, those in force first; what counts money names the country's own."""
    def row(number: Number) -> dict:
        now = number.starts_on <= on and (number.ends_on is None or on < number.ends_on)
        return {"number": number, "value": f"{number.value:,}" if not isinstance(number.value, str | tuple | bool) else number.value,
                "in_force": now, "unit": _(number.unit).replace("currency", _("元")), "title": _(number.title)}

    return sorted(map(row, policy.numbers.entries), key=lambda r: (not r["in_force"], r["number"].name, r["number"].starts_on))
