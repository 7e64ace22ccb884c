"""The page of merged villages: what still stands with them, and handing it over one by one."""

from __future__ import annotations

from operator import attrgetter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out, place_asked
from tuopin.responsibility import services
from tuopin.responsibility.selectors import left_behind
from tuopin.responsibility.selectors.handover import KINDS

LEFT = Listing(phrase("合并村移交"), (
    Column("kind", phrase("类别"), lambda row: _(KINDS[row.kind])), Column("what", phrase("内容"), attrgetter("what"), link=lambda row: reverse(row.kind, args=[row.pk]) if row.kind in ("task", "team") else ""),
    Column("who", phrase("责任人"), attrgetter("who")), Column("due_on", phrase("完成期限"), lambda row: row.due_on and row.due_on.isoformat(), kind="code"),
    Column("heir", phrase("合并后的村"), attrgetter("heir_name")), Column("merged_on", phrase("合并日期"), lambda row: row.merged_on.isoformat(), kind="code"),
), filters=(Filter("only", phrase("类别"), tuple(KINDS.items())),), at_end="responsibility/hand_over.html", empty=(phrase("没有待移交的事项"), phrase("已并入他村的村没有留下岗位、驻村工作队、任务和责任分工。")))


@asks("read", takes=ASKED)
@require_safe
def merged_villages(request: HttpRequest) -> HttpResponseBase:
    """What stands with the merged villages of a place."""
    area, only = place_asked(request), request.GET.get("only", "")
    found = laid_out(request, area, [row for row in left_behind(request.actor, area, on=request.on) if only in ("", row.kind)], LEFT)
    if not isinstance(found, Laid):
        return found
    return render(request, "responsibility/handover.html", {"list": found, "area": area, "may_add": request.actor.may("correct", area), "may_confirm": request.actor.may("confirm", area)})


@asks("read")
@require_safe
def merged_village(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of one merged village, by its code."""
    request.actor.require("read", code := f"{pk:012d}")
    return redirect(f"{reverse('merged-villages')}?area={code}")


@asks("correct")
@require_POST
def hand_over_one(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Hand one duty, task or team over to the village that stands."""
    area = place_asked(request)
    try:
        services.hand_over(kind=kind, pk=pk, area=area, actor=request.actor, on=request.on)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
    else:
        messages.success(request, _("已移交。"))
    return redirect(f"{reverse('merged-villages')}?area={area}")
