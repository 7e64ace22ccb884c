"""The helpers of a place and one helper: households, load, postings, leaving the work, the cadre's file."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.assistance import forms
from tuopin.assistance.selectors.people import below_county, helper_file, helpers
from tuopin.assistance.services.cadres import assess_oneself, note_cadre_event
from tuopin.assistance.services.pairings import release_helper, take_back_helper
from tuopin.assistance.states.numbers import whole
from tuopin.assistance.states.phrases import SIX_PHRASES
from tuopin.assistance.views.deeds import Deed, Way, do_deed, no_such_deed
from tuopin.assistance.views.lists import text
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import ancestor, level_of
from tuopin.kernel.refusals import Forbidden
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out, place_asked

ONLY = {"idle": phrase("没有结对户"), "over": phrase("超过上限"), "left": phrase("已离岗")}
HELPERS = Listing(phrase("帮扶责任人"), (
    text("number", phrase("帮扶人编号"), kind="code", link=lambda helper: reverse("helper", args=[helper.pk])), text("name", phrase("姓名")),
    text("unit_name", phrase("单位")), text("duty", phrase("职务"))),
    looked_in=("number", "name", "unit_name"), empty=(phrase("没有符合条件的帮扶责任人"), ""))


@asks("read", takes=ASKED)
def helper_list(request: HttpRequest) -> HttpResponse:
    """The helpers of a place with how many households each carries; a load above the limit stands in a box.

    A township or village sees who helps there, and may look among all of the county's lists for whom to choose; those lists it takes along nowhere.
    """
    area = place_asked(request)
    most, only, local = whole("households_most", request.on, area), request.GET.get("only", ""), below_county([area])
    if only == "lists" and request.GET.get("file") and not request.actor.may("export", ancestor(area, min(level_of(area), 3))):
        raise Forbidden("list-of-the-county", phrase("全县帮扶人名册由县级导出。"), phrase("请联系县级;在本地帮扶的人可以在这里导出。"))
    load = Column(
        "load", phrase("在本地结对户数") if local else phrase("结对户数"), lambda helper: helper.load, kind="num", order="load", badge=lambda helper: "no" if helper.load > most else "")
    ways = {word: text for word, text in ONLY.items() if word != "over"} | {"lists": phrase("全县名册")} if local else ONLY
    rows = helpers(request.actor, area, on=request.on, only=only)
    found = laid_out(request, area, rows, replace(HELPERS, columns=(*HELPERS.columns, load), filters=(Filter("only", phrase("只看"), tuple(ways.items())),)))
    return render(request, "assistance/helpers.html", {"list": found, "most": most}) if isinstance(found, Laid) else found


@asks("read")
def helper(request: HttpRequest, pk: int) -> HttpResponse:
    """One helper."""
    file = helper_file(request.actor, pk, on=request.on)
    names = names_of({p.village_code for p in file.postings} | {p.household.village_code for p in file.pairings}, on=request.on)
    return render(request, "assistance/helper.html", {
        "file": file, "helper": file.helper, "pairings": [(p, names.get(p.household.village_code, "")) for p in file.pairings],
        "postings": [(p, names.get(p.village_code, p.village_code)) for p in file.postings],
        "marks": [(a, [(_(label), getattr(a, name)) for name, label in SIX_PHRASES.items()]) for a in file.assessments],
        "may_change": request.actor.may("confirm", file.helper.area_code), "may_assess": request.actor.may("correct", file.helper.area_code),
    })


@asks("confirm", takes=(forms.DepartureForm, forms.Based, forms.CadreEventForm))
def helper_deed(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """A helper leaves or is back; an event in their file."""
    found = helper_file(request.actor, pk, on=request.on).helper
    here = {"actor": request.actor, "on": request.on}

    def leave(request: HttpRequest, said: dict) -> str:
        left = release_helper(helper=pk, leaves_on=said["on_day"], cause=said["cause"], basis=said["basis"], **here)
        return f"{reverse('help-gaps', args=['unpaired'])}?area={found.area_code}" if left.gaps else reverse("helper", args=[pk])

    deeds = {
        "leave": Deed(phrase("登记离岗"), forms.DepartureForm, leave, phrase("已登记离岗:结对和派驻当天结束,没有帮扶人的户列在下面,可直接生成分派方案补上。"),
                      phrase("退休、调离、因病等。其结对的户当天起成为缺口。"), button=phrase("登记离岗")),
        "return": Deed(phrase("登记返岗"), forms.Based, lambda r, s: take_back_helper(
            helper=pk, returns_on=s["on_day"], basis=s["basis"], **here), phrase("已登记返岗;原结对不自动恢复。")),
        "event": Deed(phrase("登记档案事项"), forms.CadreEventForm, lambda r, s: note_cadre_event(
            helper=pk, link=s["link"], day=s["day"], what=s["what"], basis=s["basis"], **here), phrase("已登记。")),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], Way(reverse("helper", args=[pk]), found.name))


@asks("correct", takes=(forms.AssessmentForm,))
def helper_assess(request: HttpRequest, pk: int) -> HttpResponse:
    """A cadre's own judgement by the six phrases."""
    found = helper_file(request.actor, pk, on=request.on).helper
    deed = Deed(
        phrase("干部自评"), forms.AssessmentForm, lambda r, s: assess_oneself(
            helper=pk, year=s["of_year"], marks={name: s[name] for name in SIX_PHRASES}, actor=request.actor, on=request.on),
        phrase("已保存自评。"), phrase("二十四字工作方针,六项各 1 到 5 分;只供本人对照,不作考核。"), initial={"of_year": request.year})
    return do_deed(request, deed, Way(reverse("helper", args=[pk]), found.name))
