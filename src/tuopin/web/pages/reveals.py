"""Looking at one number in full: what for is asked first, then it stands on a page of its own for a minute and is gone."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.states import confirmed_lately
from tuopin.people.views.account import ask_again
from tuopin.privacy.forms import RevealForm
from tuopin.privacy.selectors.reveals import SealedNumber, number_shown, reveals_left, sealed_number
from tuopin.privacy.services.reveal_number import RevealAsked, reveal_number
from tuopin.privacy.states.reveals import FIELDS, SHOWN_FOR
from tuopin.web.pages.sending import sent


@asks("reveal", takes=(RevealForm,), fresh=True)
def reveal(request: HttpRequest, number: str, field: str, who: str) -> HttpResponse:
    """Ask what for; sent, write it down and go to the page that shows the number for a minute."""
    sealed = sealed_number(request.actor, number, field, who)
    village = request.area_code = sealed.household.village_code
    request.actor.require("reveal", village)
    form = RevealForm(*sent(request)[:1])
    if request.method == "POST" and form.is_valid():
        if not confirmed_lately(request.session, time.time()):
            return ask_again(request)
        asked = RevealAsked(number, field, who, form.cleaned_data["purpose"], form.cleaned_data["note"])
        try:
            made = reveal_number(asked=asked, actor=request.actor, on=request.on, at=timezone.now())
        except Refusal as refusal:
            if isinstance(refusal, NotFound):
                raise
            return _asking(request, sealed, form, " ".join(refusal.say(_)), 409)
        return redirect("reveal-shown", pk=made.pk)
    return _asking(request, sealed, form, status=422 if request.method == "POST" else 200)


def _asking(request: HttpRequest, sealed: SealedNumber, form: RevealForm, refused: str = "", status: int = 200) -> HttpResponse:
    return render(request, "web/household/reveal.html", {
        "form": form, "sealed": sealed, "household": sealed.household, "title": _(FIELDS[sealed.field]), "refused": refused,
        "left": reveals_left(request.actor, at=timezone.now()), "seconds": SHOWN_FOR.seconds,
    }, status=status)


@asks("reveal", fresh=True)
@require_GET
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """The number, until its minute is over; the browser then goes back to the household by itself, with scripts or without."""
    now = timezone.now()
    made, sealed, value = number_shown(request.actor, pk, at=now)
    request.area_code = sealed.household.village_code
    seconds = max(1, int((made.revealed_at + SHOWN_FOR - now).total_seconds()))
    response = render(request, "web/household/revealed.html", {
        "value": value, "sealed": sealed, "household": sealed.household, "title": _(FIELDS[sealed.field]), "seconds": seconds,
    })
    response["Refresh"] = f"{seconds}; url=/households/{sealed.household.number}/"
    response["Cache-Control"] = "private, no-store, max-age=0"
    response["Referrer-Policy"] = "no-referrer"
    return response
