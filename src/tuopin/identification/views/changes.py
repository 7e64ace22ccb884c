"""Changes of members: those of a place, those of one household with the form to propose one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.identification.forms import ChangeForm
from tuopin.identification.selectors.changes import cases_of_changes, changes_for, changes_of, origins_of
from tuopin.identification.services import ArrivalTold, ChangeTold, propose_change
from tuopin.identification.views.told import words_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.registry.selectors.households import HouseholdFile, household_file

MOST = 500


@asks("read", takes=("kind", "state", "q"))
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The changes proposed in an area, running and effective."""
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    request.actor.require("read", area)
    state = request.GET.get("state", "")
    rows = changes_for(request.actor, area, kind=request.GET.get("kind", ""), effective={"running": False, "effective": True}.get(state))
    number = request.GET.get("q", "").strip()
    rows = list((rows.filter(household__number=number) if number else rows)[:MOST])
    names, cases = names_of({row.household.village_code for row in rows}, on=request.on), cases_of_changes(request.actor, rows)
    return render(request, "identification/changes.html", {
        "rows": [{"change": row, "place": names.get(row.household.village_code, ""), "case": cases.get(row.pk)} for row in rows],
        "state": state, "kind": request.GET.get("kind", ""), "kinds": ChangeForm.base_fields["kind"].choices, "q": number, "area": area,
    })


@asks("read")
@require_safe
def household_changes(request: HttpRequest, number: str) -> HttpResponse:
    """The changes of one household, where its people came from, and the form for a new change."""
    file = household_file(request.actor, number, on=request.on)
    return _of_household(request, file, ChangeForm(members=_living(file), initial={"happened_on": request.on}))


@asks("correct", takes=(ChangeForm,))
@require_POST
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose a change of a household's members and open its case."""
    file = household_file(request.actor, number, on=request.on)
    request.actor.require("correct", file.household.village_code)
    form, fault = ChangeForm(request.POST, members=_living(file)), ""
    if form.is_valid():
        try:
            case = propose_change(told=_told(number, form), actor=request.actor, on=request.on)
        except NotFound:
            raise
        except Refusal as refusal:
            fault = words_of(refusal)
        else:
            messages.success(request, _("已提出变动并立案;请上传证明。"))
            return redirect("case", case.pk)
    return _of_household(request, file, form, fault, status=422)


def _living(file: HouseholdFile) -> list[tuple[str, str]]:
    return [(m.person.number, m.person.name) for m in file.members if m.left_on is None]


def _of_household(request: HttpRequest, file: HouseholdFile, form: ChangeForm, fault: str = "", status: int = 200) -> HttpResponse:
    number = file.household.number
    request.area_code = file.household.village_code
    rows = list(changes_of(request.actor, number))
    cases = cases_of_changes(request.actor, rows)
    return render(request, "identification/household_changes.html", {
        "household": file.household, "number": number, "form": form, "fault": fault, "origins": origins_of(request.actor, number),
        "rows": [{"change": row, "case": cases.get(row.pk)} for row in rows], "may_propose": request.actor.may("correct", file.household.village_code),
    }, status=status)


def _told(number: str, form: ChangeForm) -> ChangeTold:
    said = form.cleaned_data
    arrival = ArrivalTold(said["name"], said["relation"], said["certificate"], born_on=said["born_on"]) if said["name"] else None
    return ChangeTold(number, said["kind"], said["happened_on"], tuple(said["persons"]), arrival, said["other"].strip(), said["relation"], said["note"])
