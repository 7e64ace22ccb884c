"""Stations, staff and training of a place: what is there against what should be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.assistance import forms
from tuopin.assistance.selectors.cadres import sessions, stations, training
from tuopin.assistance.services.cadres import TrainingSaid, record_training, set_station
from tuopin.assistance.views.deeds import Deed, Way, do_deed, no_such_deed
from tuopin.assistance.views.lists import place_asked
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase


@asks("read")
def cadres(request: HttpRequest) -> HttpResponse:
    """Every township's two stations with staff against norm, and the year's training."""
    area, name = place_asked(request)
    towns = stations(request.actor, area, on=request.on)
    return render(request, "assistance/cadres.html", {
        "area": area, "area_name": name, "towns": towns, "complete": sum(town.complete for town in towns),
        "short": sum(town.short or 0 for town in towns), "training": training(request.actor, area, request.year),
        "sessions": sessions(request.actor, area, request.year), "may_change": request.actor.may("confirm", area),
    })


@asks("confirm", takes=(forms.StaffForm, forms.TrainingForm))
def cadres_deed(request: HttpRequest, what: str) -> HttpResponse:
    """Record a station or a training session."""
    area, _name = place_asked(request)
    request.actor.require("confirm", area)
    here = {"actor": request.actor, "on": request.on}
    deeds = {
        "station": Deed(phrase("登记工作站"), forms.StaffForm, lambda r, s: set_station(
            place_code=s["place"], kind=s["kind"], staff_norm=s["staff_norm"], staff=s["staff"], since_on=s["since_on"], **here), phrase("已登记。"),
            initial={"since_on": request.on}),
        "training": Deed(phrase("登记培训班"), forms.TrainingForm, lambda r, s: record_training(
            area_code=area, said=TrainingSaid(s["kind"], s["title"], s["day"], s["invited"], s["present"], s["place"]), **here), phrase("已登记。")),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], Way(f"{reverse('cadres')}?area={area}", _("队伍建设")))
