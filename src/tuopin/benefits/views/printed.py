"""What is printed for the household: the plain-information card for its door, and the handbook of help, each with a square to verify it."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.benefits.services import benefits_of_household
from tuopin.benefits.services.standings import Line
from tuopin.benefits.states.catalogue import catalogue
from tuopin.benefits.states.standing import ELIGIBLE, GAP, RECEIVED
from tuopin.benefits.views.household import shown
from tuopin.benefits.views.words import day_of
from tuopin.divisions.selectors import paths_of
from tuopin.kernel.acts import asks
from tuopin.kernel.pack import pack
from tuopin.registry.selectors.households import household_file
from tuopin.trail.selectors import entries_on

SEEN = 16  # digits of a hash on paper


@asks("read")
@require_safe
def plain_card(request: HttpRequest, number: str) -> HttpResponse:
    """A4 to be pasted at the door: what this household receives and is entitled to, who helps, whom to ask."""
    return render(request, "benefits/card.html", _about(request, number))


@asks("read")
@require_safe
def handbook(request: HttpRequest, number: str) -> HttpResponse:
    """The handbook of help: family, income, helper, policies, what was delivered, with places to sign."""
    return render(request, "benefits/handbook.html", _about(request, number))


def _about(request: HttpRequest, number: str) -> dict:
    on = day_of(request)
    file = household_file(request.actor, number, on=on, year=request.year)
    request.area_code = file.household.village_code
    lines, deliveries = benefits_of_household(request.actor, number=number, on=on)
    place = " ".join(name for _code, name in paths_of([file.household.village_code], on=request.on).get(file.household.village_code, []))
    kept = [d for d in deliveries if d.voided_at is None]
    square, told = _square(number)
    return {
        "file": file, "household": file.household, "on": on, "place": place, "hotline": pack().hotline,
        "received": [shown(line) for line in _of(lines, RECEIVED)], "due": [shown(line) for line in _of(lines, GAP)],
        "may_ask": [shown(line) for line in _by_policy(_of(lines, ELIGIBLE)) if line.policy.words["claim"] == "choice"], "square": square, "told": told,
        "deliveries": [(d, _(catalogue()[d.policy].title) if d.policy in catalogue() else d.policy) for d in kept],
        "total": sum((d.amount_yuan for d in kept if d.amount_yuan and d.delivered_on.year == on.year), start=0),
    }


def _of(lines: list[Line], state: str) -> list[Line]:
    return [line for line in lines if line.state == state]


def _by_policy(lines: list[Line]) -> list[Line]:
    """One line a policy: what a household may ask for is told once, not for each of its people."""
    return list({line.policy.name: line for line in lines}.values())


def _square(number: str) -> tuple[SafeString, str]:
    """The square with the last event that told the state of the household's deliveries; empty while there is none."""
    last = entries_on(f"benefit:{number}").first()
    if last is None:
        return mark_safe(""), ""
    told = f"tuopin:{last.chain}/{last.seq}:{last.hash.hex()[:SEEN]}"
    return mark_safe(segno.make(told, error="m").svg_inline(scale=3, border=2, dark="#000", light="#fff", omitsize=False)), told
