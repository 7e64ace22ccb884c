"""The pages of watched households: the list of a place, one watch with all that was done, and what a household's own page shows."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.veils import unveil, veil
from tuopin.lists import as_file
from tuopin.monitoring import services
from tuopin.monitoring.forms import (
    CheckForm,
    ClueForm,
    MeasureForm,
    PurposeForm,
    ReasonForm,
    RemovalForm,
    VisitForm,
    listed,
)
from tuopin.monitoring.selectors.classes import classed
from tuopin.monitoring.selectors.lists import TABS, ListAsked, shown_rows, watch_rows
from tuopin.monitoring.selectors.signals import signals_of_household
from tuopin.monitoring.selectors.watches import (
    DUES,
    Rates,
    dated,
    late_counted,
    rates_of,
    row_of,
    watch_dated,
    watches_of_household,
)
from tuopin.monitoring.services.admit_watch import Check
from tuopin.monitoring.services.care_for_watch import Planned, Visit
from tuopin.monitoring.services.export_watches import export_watches
from tuopin.monitoring.services.report_clue import Clue
from tuopin.monitoring.states import terms
from tuopin.monitoring.states.classes import APPROACHES, TITLES
from tuopin.monitoring.states.risks import words_of
from tuopin.monitoring.states.signals import TITLES as SIGNALS
from tuopin.monitoring.views.answers import done, paged, reason_told, unfit
from tuopin.people.selectors import names_of_accounts
from tuopin.procedure.states import procedure_named
from tuopin.registry.selectors.households import household_of

ASKED = ("tab", "kind", "risk", "text", "after")


@asks("read", takes=(*ASKED, "print"))
def monitoring(request: HttpRequest) -> HttpResponse:
    """The watched households of a place, those of one tab; what was searched for goes into the address veiled."""
    if request.method == "POST":
        sent = {name: request.POST.get(name, "").strip() for name in ("area", "tab", "kind", "risk", "text")}
        return redirect(f"{reverse('monitoring')}?{urlencode(_veiled({name: text for name, text in sent.items() if text}))}")
    rates, printed = rates_of(request.actor, request.GET.get("area") or request.actor.home), request.GET.get("print") == "yes"
    asked = _asked(request, rates)
    request.area_code = asked.area
    page = paged(watch_rows(request.actor, asked, on=request.on), request.GET.get("after", ""), 500 if printed else 50)
    tabs = [
        ("watched", _("监测中"), rates.watched), ("clue", _("待核查"), rates.clues), ("late", _("已逾期"), late_counted(request.actor, asked.area, rates, on=request.on)),
        ("removed", _("风险已消除"), rates.removed), ("returned", _("已返贫"), rates.returned), ("dismissed", _("核查排除"), rates.dismissed),
    ]
    query = _veiled({name: getattr(asked, name) for name in ("area", "tab", "kind", "risk", "text") if getattr(asked, name)})
    return render(request, "monitoring/monitoring_print.html" if printed else "monitoring/monitoring.html", {
        "page": page, "rows": [_shown(row) for row in shown_rows(page.object_list, on=request.on)], "asked": asked, "tabs": tabs, "rates": rates,
        "area_name": names_of([asked.area], on=request.on).get(asked.area, asked.area), "kinds": listed("monitored"), "risks": listed("risk"),
        "query": urlencode(query), "may_export": bool(request.actor.areas_for("export")), "may_import": bool(request.actor.areas_for("import")),
    })


@asks("export", takes=(*ASKED, PurposeForm), fresh=True)
def export_monitoring(request: HttpRequest) -> HttpResponse:
    """The list in the address as a file, with what it is for on record."""
    asked = _asked(request, None)
    request.area_code = asked.area
    request.actor.require("export", asked.area)
    form = PurposeForm(request.POST if request.method == "POST" else None, initial={"suffix": "xlsx"})
    if request.method == "POST" and form.is_valid():
        headings, rows = export_watches(asked=asked, purpose=form.cleaned_data["purpose"], actor=request.actor, on=request.on)
        return as_file(_("防返贫监测名单"), form.cleaned_data["suffix"], headings, rows)
    return render(request, "monitoring/export.html", {"form": form, "back": f"{reverse('monitoring')}?{request.GET.urlencode()}", "area": asked.area},
                  status=422 if request.method == "POST" else 200)


@asks("read")
@require_safe
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """One watch: where it stands, what is due, what was done."""
    found = watch_dated(request.actor, pk)
    village = found.household.village_code
    request.area_code = village
    risks, may = words_of(found.risks), request.actor.may("correct", village)
    visits = list(found.follow_ups.order_by("-visited_on", "-pk"))
    request.people_named = names_of_accounts([found.reported_by, found.checked_by, found.ended_by, found.roster.settled_by if found.roster else "", *(row.actor for row in visits)])
    return render(request, "monitoring/watch.html", {
        "watch": found, "each": _shown(shown_rows([row_of(found, on=request.on)], on=request.on)[0]), "may": may, "may_confirm": request.actor.may("confirm", village),
        "measures": [(row, _label("measure-kind", row.kind), _label("risk", row.risk)) for row in found.measures.order_by("-starts_on", "-pk")],
        "visits": visits, "decision_due": terms.decision_due_on(found.clue_on, village),
        "signals": [(s, _(SIGNALS.get(s.check_code, s.check_code))) for s in found.signals.filter(gone_at=None)],
        "check_form": CheckForm(initial=_before(found)), "measure_form": MeasureForm(risks=risks, initial={"starts_on": request.on}),
        "visit_form": VisitForm(initial={"visited_on": request.on}), "reason_form": ReasonForm(), "removal_form": RemovalForm(),
        "running": _running(found), "way": _way(village, request.on),
    })


@asks("correct", takes=(CheckForm,))
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was found at the household."""
    form = CheckForm(request.POST)
    if not form.is_valid():
        return unfit(request, form, reverse("watch", args=[pk]))
    told = Check(**form.cleaned_data | {"risks": tuple(form.cleaned_data["risks"])})
    return done(request, lambda: services.check_clue(watch=pk, check=told, actor=request.actor, on=request.on), _("已登记核查结果。"), reverse("watch", args=[pk]))


@asks("correct")
@require_POST
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the case of admission and go to it."""
    opened = []
    answer = done(request, lambda: opened.append(services.open_admission(watch=pk, actor=request.actor)), _("已立案。"), reverse("watch", args=[pk]))
    return redirect("case", opened[0].pk) if opened else answer


@asks("confirm", takes=(ReasonForm,))
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """End a clue that proved groundless."""
    why = request.POST.get("why", "")
    return done(request, lambda: services.dismiss_clue(watch=pk, why=why, actor=request.actor, on=request.on), _("已排除。"), reverse("watch", args=[pk]))


@asks("correct", takes=(MeasureForm,))
@require_POST
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a measure."""
    form = MeasureForm(request.POST)
    if not form.is_valid():
        return unfit(request, form, reverse("watch", args=[pk]))
    planned = Planned(**form.cleaned_data)
    return done(request, lambda: services.plan_measure(watch=pk, planned=planned, actor=request.actor, on=request.on), _("已登记措施。"), reverse("watch", args=[pk]))


@asks("correct", takes=(ReasonForm,))
@require_POST
def withdraw(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Take back a measure that was entered by mistake."""
    why = request.POST.get("why", "")
    return done(request, lambda: services.withdraw_measure(measure=measure, why=why, actor=request.actor, on=request.on), _("已撤销。"), reverse("watch", args=[pk]))


@asks("correct", takes=(RemovalForm,))
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the case of removal and go to it."""
    opened, told = [], {name: request.POST.get(name, "") for name in ("way", "why")}
    answer = done(request, lambda: opened.append(services.propose_removal(watch=pk, actor=request.actor, **told)), _("已立案。"), reverse("watch", args=[pk]))
    return redirect("case", opened[0].pk) if opened else answer


@asks("read")
@require_safe
def household_monitoring(request: HttpRequest, number: str) -> HttpResponse:
    """What monitoring knows of one household: its class, watches, signals and visits, and the form for a clue."""
    household = household_of(request.actor, number)
    request.area_code = household.village_code
    home, visits = classed([household], on=request.on)[0], list(household.follow_ups.order_by("-visited_on"))
    request.people_named = names_of_accounts(row.actor for row in visits)
    return render(request, "monitoring/household.html", {
        "household": household, "home": home, "class_title": _(TITLES[home.counted_as]), "approach": _(APPROACHES[home.counted_as]),
        "watches": [_shown(each) for each in shown_rows([row_of(w, on=request.on) for w in dated(watches_of_household(request.actor, number).select_related("household"))], on=request.on)],
        "signals": [(s, _(SIGNALS.get(s.check_code, s.check_code)), reason_told(s.check_code, s.reason)) for s in signals_of_household(request.actor, number)],
        "visits": visits, "may": request.actor.may("correct", household.village_code),
        "clue_form": ClueForm(initial={"clue_on": request.on}), "visit_form": VisitForm(initial={"visited_on": request.on}),
        "kept_until": terms.policies_kept_until(household.village_code, request.on) if home.status == "exited" else None,
    })


@asks("correct", takes=(ClueForm,))
@require_POST
def clue(request: HttpRequest, number: str) -> HttpResponse:
    """Record a clue about a household."""
    form, back = ClueForm(request.POST), reverse("household-monitoring", args=[number])
    if not form.is_valid():
        return unfit(request, form, back)
    told = Clue(**form.cleaned_data | {"risks": tuple(form.cleaned_data["risks"])})
    return done(request, lambda: services.report_clue(number=number, clue=told, actor=request.actor, on=request.on), _("已登记线索。"), back)


@asks("correct", takes=(VisitForm,))
@require_POST
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """Record a follow-up visit to a household."""
    form, back = VisitForm(request.POST), reverse("household-monitoring", args=[number])
    if not form.is_valid():
        return unfit(request, form, back)
    told = Visit(**form.cleaned_data)
    return done(request, lambda: services.record_follow_up(number=number, visit=told, actor=request.actor, on=request.on), _("已登记回访。"), back)


def _asked(request: HttpRequest, rates: Rates | None) -> ListAsked:
    get = request.GET.get
    tab, risk, area = get("tab", ""), get("risk", ""), get("area") or request.actor.home
    if tab not in TABS:  # the list opens on what waits
        tab = "clue" if (rates or rates_of(request.actor, area)).clues else "watched"
    return ListAsked(
        area, tab, get("kind", ""),
        risk if risk in codelists.code_list("risk").values else "", unveil(get("text", "").strip())[:60])


def _veiled(query: dict[str, str]) -> dict[str, str]:
    """The query of an address, in which nobody's name stands in clear."""
    return query | ({"text": veil(query["text"])} if query.get("text") else {})



def _shown(each) -> dict:
    watch = each.row.watch
    return {
        "watch": watch, "row": each.row, "place": each.place, "home": each.household, "kind": _label("monitored", watch.kind),
        "risks": [_label("risk", word) for word in words_of(watch.risks)], "due": _(DUES[each.row.due]) if each.row.due else "",
        "level": {"township": _("乡镇督办"), "county": _("报县督办"), "city": _("报市督办")}.get(each.row.level, ""),
    }


def _label(name: str, word: str) -> str:
    return codelists.label(name, word, get_language()) if word else ""


def _before(watch) -> dict:
    said = {name: getattr(watch, name) for name in ("kind", "persons", "net_yuan", "claims_yuan", "self_pay_yuan") if getattr(watch, name) not in (None, "")}
    return said | {"risks": words_of(watch.risks)}


def _way(village: str, on: date):
    """The steps that an admission takes at the place if it is opened on the day; None where the pack has none in force yet."""
    try:
        return procedure_named("watch-admit").edition_on(on, village)
    except Refusal:
        return None


def _running(watch):
    return next((case for case in (watch.removal, watch.admission) if case and case.state in ("underway", "on_notice")), None)
