"""The pages of sweeps: those of one's areas, one of them household by household on a phone, and its list as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.lists import as_file
from tuopin.monitoring.forms import PurposeForm, ReasonForm, SweepForm, TickForm
from tuopin.monitoring.selectors.classes import classed
from tuopin.monitoring.selectors.sweeps import days_late, lines_of, progress_of, sweep_for, sweeps_for, total_of, totals_of
from tuopin.monitoring.services.export_sweep import export_lines
from tuopin.monitoring.services.run_sweep import (
    Plan,
    bring_in_newcomers,
    complete_sweep,
    note_nobody_met,
    open_sweep,
    tick_household,
    untick_household,
)
from tuopin.monitoring.states.sweeps import RESULTS
from tuopin.monitoring.views.answers import done, paged, unfit
from tuopin.people.selectors import names_of_accounts

WHICH = ("left", "found", "fine", "all")
ON_A_PAGE = 30
STATES = ("open", "late", "completed")


@asks("read", takes=("state", "after"))
@require_safe
def sweeps(request: HttpRequest) -> HttpResponse:
    """The sweeps of one's areas, those that go on or those closed, page by page, and the form to open one."""
    home, state = request.GET.get("area") or request.actor.home, request.GET.get("state", "")
    page = paged(sweeps_for(request.actor, state=state if state in STATES else "", on=request.on), request.GET.get("after", ""))
    names, totals = names_of({row.area_code for row in page.object_list}, on=request.on), totals_of(request.actor, page.object_list)
    return render(request, "monitoring/sweeps.html", {
        "page": page, "state": state, "rows": [(row, names.get(row.area_code, ""), totals[row.pk], days_late(row, request.on)) for row in page.object_list], "may_open": bool(request.actor.areas_for("confirm")),
        "form": SweepForm(initial={"place": home, "starts_on": request.on}),
    })


@asks("confirm", takes=(SweepForm,))
@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a sweep and go to it."""
    form = SweepForm(request.POST)
    if not form.is_valid():
        return unfit(request, form, reverse("sweeps"))
    told, opened = form.cleaned_data, []
    plan = Plan(told["place"], told["title"], told["asks"], told["starts_on"], told["due_on"])
    answer = done(request, lambda: opened.append(open_sweep(plan=plan, actor=request.actor, on=request.on)), _("已开始排查。"), reverse("sweeps"))
    return redirect("sweep", opened[0].pk) if opened else answer


@asks("read", takes=("which", "place", "after", "print"))
@require_safe
def sweep(request: HttpRequest, pk: int) -> HttpResponse:
    """One sweep: how far each village is, and the households to be ticked."""
    found = sweep_for(request.actor, pk)
    which = request.GET.get("which", "")
    which, printed = which if which in WHICH else "left", request.GET.get("print") == "yes"
    progress = progress_of(request.actor, found)
    place = request.GET.get("place", "") or (progress[0].place if len(progress) == 1 else "")
    request.area_code = place or (found.area_code if request.actor.may("read", found.area_code) else request.actor.home)
    page = paged(lines_of(request.actor, found, area=place, which="" if which == "all" else which), request.GET.get("after", ""), 500 if printed else ON_A_PAGE)
    names = names_of({one.place for one in progress} | {found.area_code}, on=request.on)
    homes = {one.household.pk: one for one in classed({line.household for line in page.object_list}, on=request.on)}
    request.people_named = names_of_accounts([found.completed_by, *(line.ticked_by for line in page.object_list)])
    return render(request, "monitoring/sweep_print.html" if printed else "monitoring/sweep.html", {
        "sweep": found, "which": which, "place": place, "page": page, "place_name": names.get(place, ""), "area_name": names.get(found.area_code, ""),
        "lines": [(line, homes[line.household_id], names.get(line.household.village_code, ""), request.actor.may("correct", line.household.village_code)) for line in page.object_list],
        "progress": [(one, names.get(one.place, one.place)) for one in progress], "total": total_of(request.actor, found), "results": [(word, _(text)) for word, text in RESULTS.items()],
        "may_close": request.actor.may("confirm", found.area_code), "may_export": bool(request.actor.areas_for("export")), "purpose": PurposeForm(initial={"suffix": "xlsx"}),
    })


@asks("correct", takes=(TickForm,))
@require_POST
def tick(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Tick a household, or note that nobody was met."""
    form = TickForm(request.POST)
    back = request.POST.get("next", "")
    back = back if back.startswith(reverse("sweep", args=[pk])) else reverse("sweep", args=[pk])
    if not form.is_valid():
        return unfit(request, form, back)
    said = {"sweep": pk, "number": number, "actor": request.actor, "on": request.on}
    if form.cleaned_data["result"] == "not_met":
        return done(request, lambda: note_nobody_met(**said), _("已记录未遇到人,仍须再次上门。"), back)
    return done(request, lambda: tick_household(**said, **form.cleaned_data), _("已排查 {number}。").format(number=number), back)


@asks("correct", takes=(ReasonForm,))
@require_POST
def untick(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Take a tick back."""
    why = request.POST.get("why", "")
    return done(request, lambda: untick_household(sweep=pk, number=number, why=why, actor=request.actor, on=request.on), _("已撤销,请重新排查。"),
                reverse("sweep", args=[pk]))


@asks("confirm")
@require_POST
def newcomers(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in the households that came on record since."""
    brought = []
    act = lambda: brought.append(bring_in_newcomers(sweep=pk, actor=request.actor, on=request.on))  # noqa: E731
    return done(request, act, lambda: _("已补入新登记的 {n} 户。").format(n=brought[0]) if brought[0] else _("没有新登记的户。"), reverse("sweep", args=[pk]))


@asks("confirm", fresh=True)
@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a sweep in which every household is ticked."""
    return done(request, lambda: complete_sweep(sweep=pk, actor=request.actor, on=request.on), _("排查已办结。"), reverse("sweep", args=[pk]))


@asks("export", takes=(PurposeForm,), fresh=True)
@require_POST
def export_sweep(request: HttpRequest, pk: int) -> HttpResponse:
    """The households of a sweep as a file."""
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return unfit(request, form, reverse("sweep", args=[pk]))
    headings, rows = export_lines(sweep=pk, purpose=form.cleaned_data["purpose"], actor=request.actor, on=request.on)
    return as_file(_("入户排查名单"), form.cleaned_data["suffix"], headings, rows)
