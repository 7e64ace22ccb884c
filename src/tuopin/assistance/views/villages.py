"""Who stands by one village: units, team, its own cadres, the two indices; and changes in its posts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.assistance import forms
from tuopin.assistance.selectors.cadres import appointments
from tuopin.assistance.selectors.coverage import coverage
from tuopin.assistance.selectors.gaps import gaps
from tuopin.assistance.selectors.households import peer_helps
from tuopin.assistance.selectors.indices import happiness, hardship
from tuopin.assistance.selectors.teams import diary, team_members, team_of_village
from tuopin.assistance.selectors.units import relations, weaknesses
from tuopin.assistance.services.cadres import Appointed, appoint_cadre, end_appointment
from tuopin.assistance.services.places import village_of
from tuopin.assistance.states.fit import best_class, diagnosis
from tuopin.assistance.states.numbers import words
from tuopin.assistance.views.deeds import Deed, Way, do_deed, no_such_deed
from tuopin.divisions.selectors import merged_here, names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.days import covers
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written


@asks("read")
def village_help(request: HttpRequest, code: str) -> HttpResponse:
    """All help of one village."""
    actor, on = request.actor, request.on
    village_of(code)
    covered = coverage(actor, code, on=on)
    posts = appointments(actor, code)
    tags = diagnosis(weaknesses(actor, code, on=on).get(code, ""), on, code)
    former = [old for old in merged_here(code, on) if actor.may("read", old)]  # whoever stood by them stands by the village that stands
    return render(request, "assistance/village.html", {
        "code": code, "name": names_of([code], on=on).get(code, code), "covered": covered, "relations": [relation for place in (code, *former) for relation in relations(actor, place, on=on)],
        "team": team_of_village(code, on=on), "members": team_members(code, on=on), "tags": ",".join(tags), "wanted": best_class(tags),
        "hardship": hardship(actor, code, on=on), "happiness": happiness(actor, code, year=request.year, on=on),
        "posts": [(post, covers(post.starts_on, post.ends_on, on)) for post in posts],
        "vacant": not any(p.post == "secretary" and covers(p.starts_on, p.ends_on, on) for p in posts),
        "unpaired": gaps(actor, code, "unpaired", on=on, limit=20), "idle": gaps(actor, code, "idle", on=on, limit=20),
        "peers": peer_helps(actor, code, on=on), "entries": diary(actor, village=code, limit=5), "families": [_(one) for one in words("team_families", on, code)],
        "may_decide": actor.may("confirm", code),
    })


@asks("confirm", takes=(forms.AppointmentForm, forms.Based, "appointment"))
def village_deed(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Someone takes or leaves a post in the village."""
    request.actor.require("confirm", village_of(code))
    here, which = {"actor": request.actor, "on": request.on}, request.GET.get("appointment", "")
    deeds = {
        "appoint": Deed(phrase("登记任职"), forms.AppointmentForm, lambda r, s: appoint_cadre(
            said=Appointed(code, s["post"], s["name"], s["cause"], s["term"], s["born_year"]), starts_on=s["on_day"], basis=s["basis"], **here),
            phrase("已登记;原任当天离任。")),
        "leave": Deed(phrase("登记离任"), forms.Based, lambda r, s: end_appointment(
            appointment=number_written(which) or 0, ends_on=s["on_day"], basis=s["basis"], **here), phrase("已登记离任。")),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], Way(reverse("village-help", args=[code]), names_of([code], on=request.on).get(code, code)))
