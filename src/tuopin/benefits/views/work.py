"""The mechanism behind the policies: owners, reports, registers; programmes as trees; the six precisions of a village."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.benefits.forms import WorkForm
from tuopin.benefits.selectors.mechanism import money_by, policy_work, programme_tree
from tuopin.benefits.services.arrange_work import arrange_policy_work
from tuopin.benefits.services.six_precisions import six_precisions
from tuopin.benefits.states.catalogue import policies_on
from tuopin.benefits.states.programmes import programmes
from tuopin.benefits.views.words import day_of
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal


@asks("read")
def policy_mechanism(request: HttpRequest) -> HttpResponse:
    """Task list, report schedule and registers of every policy in a place."""
    area, on = request.GET.get("area") or request.actor.home, day_of(request)
    request.area_code = area
    rows = policy_work(request.actor, area=area, year=request.year, on=on)
    name = names_of([area], on=request.on).get(area, _("全国"))
    form = WorkForm(policies=[(p.name, _(p.title)) for p in policies_on(on)]) if request.actor.may("correct", area) else None
    return render(request, "benefits/work.html", {
        "area": area, "area_name": name, "form": form, "rows": [(row, _(row.policy.title)) for row in rows],
        "without_owner": sum(row.without_owner for row in rows), "without_report": sum(row.without_last_report for row in rows),
        "trees": [(p, programme_tree(request.actor, p, area=area)) for p in programmes().values()],
        "sources": [(_(s.title), s) for s in money_by(request.actor, area=area, on=on)],
        "effects": [(_(s.title), s) for s in money_by(request.actor, area=area, on=on, word="effect")],
    })


@asks("correct", takes=(WorkForm,))
@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """Give a policy its owner in a place: a report each quarter as a task."""
    area = request.GET.get("area") or request.actor.home
    request.actor.require("correct", area)
    form = WorkForm(request.POST, policies=[(p.name, _(p.title)) for p in policies_on(day_of(request))])
    if not form.is_valid():
        messages.error(request, _("没有下达:请选择政策并填写责任单位。"))
    else:
        _arrange(request, area, form.cleaned_data)
    return redirect(f"{reverse('policy-work')}?{urlencode({'area': area})}")


@asks("read")
def precisions(request: HttpRequest, code: str) -> HttpResponse:
    """The six precisions of one village."""
    on = day_of(request)
    rows = six_precisions(request.actor, village=code, on=on)
    return render(request, "benefits/precisions.html", {
        "code": code, "name": names_of([code], on=request.on).get(code, code), "on": on, "may_ask": request.actor.may("correct", code),
        "rows": [(row, _(row.title), _(row.asks), _address(row.page, code)) for row in rows],
    })


def _address(page: str, code: str) -> str:
    return reverse(page, args=[code]) if page == "village" else f"{reverse(page)}?{urlencode({'area': code})}"


def _arrange(request: HttpRequest, area: str, given: dict) -> None:
    try:
        tasks = arrange_policy_work(
            policy=given["policy"], area=area, year=request.year, unit=given["unit"], actor=request.actor, on=request.on,
        )
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(lambda s: _(s) if s else "")))
    else:
        messages.success(request, _("已下达 {n} 项季度报告任务。").format(n=len(tasks)))
