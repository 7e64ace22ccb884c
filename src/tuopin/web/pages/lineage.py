"""Setting right by hand what became of a place: the record, and the households that go with their village."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.divisions.forms import KINDS, WithdrawForm
from tuopin.divisions.services.record_merge import Former, record_merge
from tuopin.divisions.services.record_rename import record_rename
from tuopin.divisions.services.record_split import record_split
from tuopin.divisions.views import place_page
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import ancestor, is_code, level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.selectors.figures import years_judged
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.registry.services.merge_villages import merge_villages
from tuopin.registry.services.part_villages import part_villages

COUNTY, VILLAGE = 3, 5


@asks("correct", takes=tuple(f"{kind}-{name}" for kind, form in KINDS.items() for name in form.base_fields))
@require_POST
def record_lineage(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Record that the place was renamed, made by a merge, or split."""
    request.actor.require("correct", code)
    if kind not in KINDS:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    form = KINDS[kind](request.POST, prefix=kind)
    if form.is_valid():
        try:
            _record(kind, code, form.cleaned_data, actor=request.actor, on=request.on)
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            if kind == "merge" and level_of(code) == VILLAGE:
                _judge_anew(request, ancestor(code, COUNTY))
            messages.success(request, _("已登记区划沿革。"))
            return redirect("division", code=code)
    return place_page(request, code, {kind: form}, status=422)


@asks("correct", takes=(WithdrawForm,))
@require_POST
def withdraw_lineage(request: HttpRequest, code: str, succession: int) -> HttpResponse:
    """Withdraw a succession that is not so."""
    form = WithdrawForm(request.POST)
    if form.is_valid():
        if part_villages(succession=succession, basis=form.cleaned_data["basis"], actor=request.actor, on=request.on):
            _judge_anew(request, ancestor(code, COUNTY))
        messages.success(request, _("已撤销这条沿革。"))
    else:
        messages.error(request, _("没有撤销:请写明依据。"))
    return redirect("division", code=code)


def _record(kind: str, code: str, said: dict, *, actor, on) -> None:
    common = {"basis": said["basis"], "actor": actor, "on": on}
    if kind == "rename":
        record_rename(code=code, name=said["name"], renamed_on=said["day"], **common)
    elif kind == "merge":
        formers = [Former(code=word) if is_code(word) else Former(name=word) for word in said["predecessors"]]
        merge = merge_villages if level_of(code) == VILLAGE else record_merge
        merge(predecessors=formers, successor=code, merged_on=said["day"], **common)
    else:
        record_split(predecessor=code, successors=said["successors"], split_on=said["day"], **common)


def _judge_anew(request: HttpRequest, county: str) -> None:
    """Households went with their village: the standings and figures of the latest year are made anew."""
    for year in years_judged(request.actor, county)[:1]:
        judge_counties(year=year, counties=[county], actor=request.actor)
