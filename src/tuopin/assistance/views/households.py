"""All help of one household: who answers for it, what is planned, what was done, which neighbour helps; and what may be entered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.assistance import forms
from tuopin.assistance.selectors.households import household_helped
from tuopin.assistance.selectors.people import helper_numbered
from tuopin.assistance.services.choices import keep_helper
from tuopin.assistance.services.households import (
    MeasureSaid,
    VisitSaid,
    add_measure,
    end_peer,
    finish_measure,
    make_plan,
    pair_peer,
    record_visit,
    solve_problem,
)
from tuopin.assistance.services.pairings import end_pairing, pair_households
from tuopin.assistance.views.deeds import Deed, Way, do_deed, no_such_deed
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written


@asks("read")
def household_help(request: HttpRequest, number: str) -> HttpResponse:
    """The help of one household."""
    file = household_helped(request.actor, number, on=request.on, year=request.year)
    code = request.area_code = file.household.village_code
    return render(request, "assistance/household.html", {
        "file": file, "household": file.household, "number": number, "may_write": request.actor.may("correct", code),
        "may_pair": request.actor.may("confirm", code),
    })


@asks("correct", takes=(forms.PlanForm, forms.MeasureForm, forms.DoneForm, forms.VisitForm, forms.SolvedForm, forms.PeerForm, forms.WithdrawForm, "peer"))
def household_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Plan, measure, visit, problem, neighbour."""
    file = household_helped(request.actor, number, on=request.on, year=request.year)
    code = request.area_code = file.household.village_code
    request.actor.require("correct", code)
    here, peer = {"actor": request.actor, "on": request.on}, request.GET.get("peer", "")
    plan, newest = file.plan, file.visits[0].visit.helper_id if file.visits else None
    helper = file.helpers[0].helper_id if file.helpers else newest
    todo = [(str(m.pk), m.what) for p in file.plans for m in p.measures.all() if m.done_on is None]
    deeds = {
        "plan": Deed(phrase("制定帮扶计划"), forms.PlanForm, lambda r, s: make_plan(
            number=number, year=s["of_year"], goal=s["goal"], measures=[_measure(s)], **here), phrase("已保存帮扶计划。"), initial={"of_year": request.year}),
        "measure": Deed(phrase("补充措施"), forms.MeasureForm, lambda r, s: add_measure(
            plan=plan.pk if plan else 0, measure=_measure(s), **here), phrase("已补充。")),
        "done": Deed(phrase("措施已落实"), forms.DoneForm, lambda r, s: finish_measure(
            measure=int(s["who"]), done_on=s["done_on"], outcome=s["outcome"], **here), phrase("已记录。"), named={"people": todo}, initial={"done_on": request.on}),
        "visit": Deed(phrase("记录走访"), forms.VisitForm, lambda r, s: record_visit(
            number=number, visit=VisitSaid(s["day"], s["met"], s["text"], s["problem"], helper), **here), phrase("已记入帮扶台账。")),
        "solve": Deed(phrase("问题已解决"), forms.SolvedForm, lambda r, s: solve_problem(
            visit=int(s["who"]), solved_on=s["solved_on"], solution=s["solution"], **here), phrase("已记录。"),
            named={"people": [(str(v.visit.pk), f"{v.visit.on} {v.text[:40]}") for v in file.open_problems]}, initial={"solved_on": request.on}),
        "peer": Deed(phrase("登记户帮户"), forms.PeerForm, lambda r, s: pair_peer(
            number=number, giver=s["giver"].strip(), giver_name=s["giver_name"], kin=s["kin"], starts_on=s["on_day"], **here), phrase("已登记。"),
            phrase("户帮户、亲帮亲不算干部结对。")),
        "peer-end": Deed(phrase("结束户帮户"), forms.WithdrawForm, lambda r, s: end_peer(
            peer=number_written(peer) or 0, ends_on=request.on, **here), phrase("已结束。")),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], _way(number))


@asks("confirm", takes=(forms.PairForm, forms.Based, forms.KeepForm))
def household_pairing(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Change the helper, end the pairing, choose by hand whom every later assignment keeps."""
    file = household_helped(request.actor, number, on=request.on, year=request.year)
    code = request.area_code = file.household.village_code
    request.actor.require("confirm", code)
    here = {"actor": request.actor, "on": request.on}
    deeds = {
        "pair": Deed(phrase("确定帮扶责任人"), forms.PairForm, lambda r, s: pair_households(
            pairs=[(file.household.pk, helper_numbered(code, s["helper"]).pk)], starts_on=s["on_day"], basis=s["basis"], **here), phrase("已确定;原帮扶人的结对当天结束。")),
        "end": Deed(phrase("结束结对"), forms.Based, lambda r, s: end_pairing(
            number=number, ends_on=s["on_day"], basis=s["basis"], **here), phrase("已结束结对,这一户列入缺口。")),
        "keep": Deed(phrase("人工指定帮扶人"), forms.KeepForm, lambda r, s: keep_helper(
            number=number, helper=helper_numbered(code, s["helper"]).pk, reason=s["reason"], **here), phrase("已登记;以后的分派方案都保留这一指定。"),
            phrase("写明理由;分派方案会保留这一选择,并说明它的代价。")),
    }
    if what not in deeds:
        raise no_such_deed()
    return do_deed(request, deeds[what], _way(number))


def _measure(said: dict) -> MeasureSaid:
    return MeasureSaid(said["kind"], said["what"], said["due_on"], said["cause"], said["expected_yuan"])


def _way(number: str) -> Way:
    return Way(reverse("household-help", args=[number]), f"{_('帮扶')} · {number}")
