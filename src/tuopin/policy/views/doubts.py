"""The list of doubts: which facts do not fit together, what to verify on the spot, and the finding of whoever did."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.selectors import told_of
from tuopin.policy.forms import FindingForm
from tuopin.policy.selectors.doubts import DoubtRow, doubts_counted, doubts_for
from tuopin.policy.services.settle_doubt import settle_doubt
from tuopin.policy.states.doubts import CHECKS, FINDINGS, Check


@asks("read", takes=("check", "settled", "after"))
def doubts(request: HttpRequest) -> HttpResponse:
    """One page of the doubts of an area and year, open ones or those already settled."""
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    checks = [code for code in request.GET.getlist("check") if code in CHECKS]
    settled = request.GET.get("settled") == "yes"
    page = doubts_for(
        request.actor, area=area, year=request.year, checks=checks, settled=settled, after=request.GET.get("after", ""),
    )
    names = names_of({row.doubt.village_code for row in page.rows} | {area}, on=request.on)
    counts = doubts_counted(request.actor, area=area, year=request.year)
    request.people_told = told_of((row.doubt for row in page.rows), "found_by", "found_at")
    return render(request, "policy/doubts.html", {
        "page": page, "area": area, "area_name": names.get(area, area), "settled": settled, "checks": checks,
        "rows": [shown_doubt(row) | {"place": names.get(row.doubt.village_code, "")} for row in page.rows],
        "counts": [
            {"code": check.code, "title": title_of(check), "count": count, "chosen": check.code in checks,
             "url": "?" + urlencode([("area", area), ("check", check.code), *([("settled", "yes")] if settled else [])])}
            for check, count in counts
        ],
        "total": sum(count for _check, count in counts), "may_settle": bool(request.actor.areas_for("correct")),
    })


@asks("correct", takes=(FindingForm,))
@require_POST
def settle(request: HttpRequest, doubt: int) -> HttpResponse:
    """Record what was found on a doubt, and go back to where it was seen."""
    form = FindingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有保存:请选择核实结论并写明核实说明。"))
        return redirect(_way_back(request))
    try:
        settle_doubt(doubt=doubt, **form.cleaned_data, actor=request.actor, on=request.on, seen="")
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
    else:
        messages.success(request, _("已记录核实结论。"))
    return redirect(_way_back(request))


def shown_doubt(row: DoubtRow) -> dict:
    """A doubt in words, ready for a page."""
    return {
        "row": row, "doubt": row.doubt, "title": title_of(row.check), "verify": _(row.check.verify) if row.check.verify else "",
        "finding": _(FINDINGS[row.doubt.finding]) if row.doubt.finding else "", "findings": [(k, _(v)) for k, v in FINDINGS.items()],
    }


def title_of(check: Check) -> str:
    """What the check doubts, in the reader's language."""
    return check.en if get_language() == "en" else _(check.zh)


def _way_back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()}) else reverse("doubts")
