"""The pledges of a place: who has signed, whether the targets below cover, one pledge to be signed and printed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import children_of, names_of
from tuopin.evidence.services import accept_file
from tuopin.intake.media.parent import LARGEST
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import parent
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.lists import place_asked
from tuopin.responsibility import services
from tuopin.responsibility.forms import PledgeForm, ReportForm, SignForm
from tuopin.responsibility.selectors import (
    completion,
    completion_by_level,
    plan_readiness,
    pledge_file,
    pledges_of,
    year_pledged,
)
from tuopin.responsibility.states import MEASURES
from tuopin.responsibility.views.overview import LEVELS

MOST = 400


@asks("read")
@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    """The pledges of a place and year, and the form for new ones."""
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
    rows = list(pledges_of(request.actor, area, request.year)[:MOST])
    ready = plan_readiness(request.actor, area, request.year, on=request.on)
    names = names_of({code for row in rows for code in (row.area_code, row.upper_code)} | {area} | {s.area for s in ready.shorts}, on=request.on)
    return render(request, "responsibility/pledges.html", {
        "other_year": "" if rows else str(year_pledged(request.actor, area) or ""),
        "area": area, "area_name": names.get(area, area), "form": form, "ready": ready, "unsigned": list(ready.unsigned.items())[:MOST],
        "cut": len(rows) == MOST, "shorts": [(names.get(s.area, s.area), _(MEASURES[s.measure]), s) for s in ready.shorts], "done": [(_(MEASURES[c.measure]), c) for c in completion(request.actor, area, request.year)],
        "by_level": [(_(LEVELS[one.level]), _(MEASURES[one.measure]), one) for one in completion_by_level(request.actor, area, request.year)] if rows else [],
        "rows": [(row, names.get(row.area_code, row.area_code), names.get(row.upper_code, row.upper_code), [(_(MEASURES[t.measure]), t) for t in row.targets.all()]) for row in rows],
        "may_add": request.actor.may("correct", area), "may_approve": request.actor.may("confirm", area) and ready.approved is None,
    }, status=422 if form.errors else 200)


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
