"""The list of signals: which household somebody must look at and why, and the finding of whoever did."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.evidence.services import accept_file
from tuopin.intake.media.parent import LARGEST
from tuopin.kernel.acts import asks
from tuopin.monitoring.forms import FindingForm
from tuopin.monitoring.selectors.classes import classed
from tuopin.monitoring.selectors.signals import days_late, level_of, signals_counted, signals_in
from tuopin.monitoring.selectors.unfound import people_in_no_household
from tuopin.monitoring.services.recompute_signals import recompute_signals
from tuopin.monitoring.services.settle_signal import Settled, settle_signal, signal_of
from tuopin.monitoring.states.signals import FAMILIES, FAMILY_OF, FINDINGS, NEEDS_EVIDENCE, TITLES
from tuopin.monitoring.views.answers import done, paged, reason_told, unfit
from tuopin.people.selectors import names_of_accounts


@asks("read", takes=("family", "check", "settled", "after"))
@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """One page of the signals of a place, open ones or those already settled."""
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    family, check, settled = (request.GET.get(name, "") for name in ("family", "check", "settled"))
    family, check = family if family in FAMILIES else "", check if check in TITLES else ""
    page = paged(signals_in(request.actor, area, family=family, check=check, settled=settled == "yes"), request.GET.get("after", ""))
    names = names_of({row.household.village_code for row in page.object_list} | {area}, on=request.on)
    homes = {one.household.pk: one for one in classed({row.household for row in page.object_list}, on=request.on)}
    counts = signals_counted(request.actor, area, settled=settled == "yes")
    request.people_named = names_of_accounts(row.found_by for row in page.object_list)
    return render(request, "monitoring/signals.html", {
        "page": page, "area": area, "area_name": names.get(area, area), "settled": settled == "yes", "family": family, "check": check,
        "rows": [_shown(row, names, homes, request) for row in page.object_list], "findings": [(word, _(text)) for word, text in FINDINGS.items()],
        "families": [(name, _(text), sum(n for code, n in counts.items() if FAMILY_OF[code[0]] == name)) for name, text in FAMILIES.items()],
        "checks": [{"title": _(title), "count": counts[code], "chosen": code == check, "url": "?" + urlencode({"area": area, "check": code} | ({"settled": "yes"} if settled else {}))}
                   for code, title in TITLES.items() if counts.get(code)],
        "may": request.actor.may("correct", area), "unfound": people_in_no_household(request.actor, area, on=request.on).count(),
    })


@asks("correct", takes=(FindingForm,))
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was found on a signal, with the paper that shows it."""
    form, back = FindingForm(request.POST, request.FILES), _way_back(request)
    if not form.is_valid():
        return unfit(request, form, back)
    told, settled = form.cleaned_data, []

    def act() -> None:
        found, uid = signal_of(request.actor, pk), None
        if told["file"]:
            data = told["file"].read(LARGEST + 1)
            kind = "document" if data.startswith(b"%PDF-") else "photo"
            place = found.household
            uid = accept_file(kind=kind, subject=f"household:{place.number}", area_code=place.village_code, file=data, actor=request.actor, on=request.on,
                              note=_("核实说明")).uid
        settled.append(settle_signal(signal=pk, settled=Settled(told["finding"], told["note"], uid, told["seen"]), actor=request.actor, on=request.on))

    def words() -> str:
        true = told["finding"] == "problem" and settled[0].family == "risk"
        return _("已记录核实结论;风险属实,已作为线索,请按期入户核查。") if true else _("已记录核实结论。")

    return done(request, act, words, back)


@asks("correct")
@require_POST
def recompute(request: HttpRequest) -> HttpResponse:
    """Ask the rules about all households of the place again."""
    area = request.POST.get("area") or request.actor.home
    request.area_code = area
    told = []

    def act() -> None:
        told.append(recompute_signals(area=area, actor=request.actor, on=request.on))

    return done(request, act, _("已按规则重新比对。"), f"{reverse('signals')}?area={area}")


def _shown(row, names: dict, homes: dict, request: HttpRequest) -> dict:
    return {
        "signal": row, "title": _(TITLES.get(row.check_code, row.check_code)), "place": names.get(row.household.village_code, ""), "home": homes[row.household_id], "reason": reason_told(row.check_code, row.reason),
        "finding": _(FINDINGS[row.finding]) if row.finding else "", "late": days_late(row, request.on), "needs_paper": row.family in NEEDS_EVIDENCE,
        "level": {"township": _("乡镇督办"), "county": _("报县督办"), "city": _("报市督办")}.get(level_of(row, request.on), ""),
    }


def _way_back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()}) else reverse("signals")
