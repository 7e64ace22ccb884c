"""The pledges of a place: who has signed, whether the targets below cover, one pledge to be signed and printed."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import children_of, names_of
from tuopin.evidence.services import accept_file
from tuopin.intake.media.parent import LARGEST
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import parent
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out, place_asked
from tuopin.responsibility import services
from tuopin.responsibility.forms import PledgeForm, ReportForm, SignForm
from tuopin.responsibility.selectors import (
    completion,
    completion_by_level,
    plan_readiness,
    pledge_file,
    pledges_of,
    years_pledged,
)
from tuopin.responsibility.states import MEASURES
from tuopin.responsibility.views.overview import LEVELS

MOST = 400
STATES = (("unsigned", phrase("没有签齐")), ("signed", phrase("已签齐")), ("reported", phrase("已报告")), ("settled", phrase("已认定")))
PLEDGES = Listing(phrase("军令状"), (
    Column("number", phrase("编号"), attrgetter("pk"), link=lambda row: reverse("pledge", args=[row.pk]), kind="code", order="pk"),
    Column("upper", phrase("向谁承诺"), attrgetter("upper_name"), order="upper_code"),
    Column("targets", phrase("目标"), lambda row: ";".join(f"{_(MEASURES[t.measure])} {t.value.normalize():f} {_(t.unit) if t.unit else ''}" for t in row.targets.all())),
    Column("due_on", phrase("完成期限"), lambda row: row.due_on.isoformat(), kind="code", order="due_on"),
    Column("signed_on", phrase("本级签订"), lambda row: row.signed_on.isoformat() if row.signed_on else _("未签"), order="signed_on", badge=lambda row: "" if row.signed_on else "no"),
    Column("upper_signed_on", phrase("上级签订"), lambda row: row.upper_signed_on.isoformat() if row.upper_signed_on else _("未签"), order="upper_signed_on",
           badge=lambda row: "" if row.upper_signed_on else "no"),
    Column("outcome", phrase("兑现结果"), lambda row: row.get_outcome_display(), order="outcome"),
), filters=(Filter("only", phrase("办理状态"), STATES),), empty=(phrase("本年度还没有军令状"), phrase("先拟订,再由两级书记签订。")))


@asks("read", takes=ASKED)
@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    """The pledges of a place and year, and the form for new ones; where the address names no year, the latest that has any if the chosen one has none."""
    area = place_asked(request)
    return _page(request, area, PledgeForm(initial={"area": area, "due_on": request.on.replace(month=12, day=31), "unit": _("人")}))


@asks("correct", takes=(PledgeForm,))
@require_POST
def draft_pledges(request: HttpRequest) -> HttpResponse:
    """Draft one pledge, or one for each place right below."""
    area, form = place_asked(request), PledgeForm(request.POST)
    if form.is_valid() and (done := _drafted(request, form)):
        messages.success(request, _("已拟订 {count} 份军令状,请两级书记签订。").format(count=done))
        return redirect(f"/pledges/?area={area}")
    return _page(request, area, form)


def _page(request: HttpRequest, area: str, form: PledgeForm) -> HttpResponse:
    years = years_pledged(request.actor, area)
    latest = next(iter(years), request.year)
    year = request.year if "year" in request.GET or request.year in years else latest
    found = laid_out(request, area, pledges_of(request.actor, area, year, only=request.GET.get("only", "")), replace(PLEDGES, dressed=lambda rows: _named(request, rows)))
    if not isinstance(found, Laid):
        return found
    ready = plan_readiness(request.actor, area, year, on=request.on)
    names = names_of({s.area for s in ready.shorts}, on=request.on)
    return render(request, "responsibility/pledges.html", {
        "list": found, "other_year": "" if year in years or not years else str(latest), "year": year, "area": area, "area_name": found.area_name, "form": form, "ready": ready, "unsigned": list(ready.unsigned.items())[:MOST],
        "shorts": [(names.get(s.area, s.area), _(MEASURES[s.measure]), s) for s in ready.shorts], "done": [(_(MEASURES[c.measure]), c) for c in completion(request.actor, area, year)],
        "by_level": [(_(LEVELS[one.level]), _(MEASURES[one.measure]), one) for one in completion_by_level(request.actor, area, year)] if found.page.paginator.count else [],
        "may_add": request.actor.may("correct", area), "may_approve": request.actor.may("confirm", area) and ready.approved is None,
    }, status=422 if form.errors else 200)


def _named(request: HttpRequest, rows: list) -> list:
    """The pledges with the name of the place that each was given to."""
    names = names_of({row.upper_code for row in rows}, on=request.on)
    for row in rows:
        row.upper_name = names.get(row.upper_code, row.upper_code)
    return rows


def _drafted(request: HttpRequest, form: PledgeForm) -> int:
    said = form.cleaned_data
    areas = [place.code for place in children_of(said["area"], request.on, request.actor)] if said["each_below"] else [said["area"]]
    upper = said["area"] if said["each_below"] else parent(said["area"])
    try:
        return len(services.draft_pledges([
            services.NewPledge(one, upper, request.year, said["due_on"], {said["measure"]: (said["value"], said["unit"])}, said["text"]) for one in areas
        ], actor=request.actor, on=request.on))
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error(None, " ".join(refusal.say(_)))
        return 0


@asks("read")
@require_safe
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """One pledge: its targets, who signed, and what is left to be done; it prints as the paper that is signed."""
    row, evidence = pledge_file(request.actor, pk)
    request.area_code = row.area_code
    names = names_of({row.area_code, row.upper_code}, on=request.on)
    secretary = {area for (area, _acts), role, office in zip(request.actor.areas, request.actor.roles, request.actor.offices, strict=False) if role == "head" and office == "secretary"}
    return render(request, "responsibility/pledge.html", {
        "pledge": row, "place": names.get(row.area_code, row.area_code), "upper": names.get(row.upper_code, row.upper_code), "evidence": evidence,
        "targets": [(_(MEASURES[t.measure]), t) for t in row.targets.all()], "sides": [side for side, area, signed in (
            ("below", row.area_code, row.signed_on), ("above", row.upper_code, row.upper_signed_on)) if area in secretary and signed is None],
        "may_report": row.is_signed and not row.outcome and request.actor.may("correct", row.area_code), "may_settle": row.is_signed and not row.outcome and request.actor.may("correct", row.upper_code),
    })


@asks("correct", takes=(SignForm,), fresh=True)
@require_POST
def sign_pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign as one of the two secretaries, with the file that shows the signature."""
    form = SignForm(request.POST, request.FILES)
    row, _evidence = pledge_file(request.actor, pk)
    if not form.is_valid():
        messages.error(request, _("请选择文件。"))
        return redirect("pledge", pk)
    return _told(request, pk, lambda: services.sign_pledges({pk: _taken(request, row, form)}, side=form.cleaned_data["side"], actor=request.actor, on=request.on))


def _taken(request: HttpRequest, row, form: SignForm) -> UUID:
    return accept_file(kind="scan", subject=f"pledge:{row.pk}", area_code=row.area_code, file=form.cleaned_data["file"].read(LARGEST + 1), actor=request.actor, on=request.on).uid


@asks("correct", takes=(ReportForm,))
@require_POST
def report_pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Report what was reached of a target, or say how the pledge ended."""
    form = ReportForm(request.POST)
    pledge_file(request.actor, pk)
    if not form.is_valid():
        messages.error(request, _("没有保存:请核对填写的内容。"))
        return redirect("pledge", pk)
    said = form.cleaned_data
    if said["outcome"]:
        return _told(request, pk, lambda: services.settle_pledge(pledge=pk, outcome=said["outcome"], note=said["note"], actor=request.actor, on=request.on))
    if said["done"] is None:  # left empty is not nought
        messages.error(request, _("没有保存:请填写完成值。"))
        return redirect("pledge", pk)
    return _told(request, pk, lambda: services.report_target(pledge=pk, measure=said["measure"], done=said["done"], actor=request.actor, on=request.on))


@asks("confirm", fresh=True)
@require_POST
def approve_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Approve the annual plan of a place."""
    request.actor.require("confirm", code)
    try:
        services.approve_plan(area=code, year=request.year, actor=request.actor, on=request.on)
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
    else:
        messages.success(request, _("年度计划已批准。"))
    return redirect(f"/pledges/?area={code}")


def _told(request: HttpRequest, pk: int, done) -> HttpResponse:
    try:
        done()
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
    else:
        messages.success(request, _("已办理。"))
    return redirect("pledge", pk)
