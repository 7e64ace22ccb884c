"""Changes of members: those of a place, those of one household with the form to propose one."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.identification.forms import ChangeForm
from tuopin.identification.selectors.changes import cases_of_changes, changes_for, changes_of, origins_of
from tuopin.identification.selectors.relations import RELATING, relations_asked
from tuopin.identification.services import ArrivalTold, ChangeTold, propose_change
from tuopin.identification.states.changes import ARRIVING
from tuopin.identification.views.told import words_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out, place_asked
from tuopin.registry.selectors.households import HouseholdFile, household_file

CHANGES = Listing(phrase("成员变动"), (
    Column("number", phrase("户编号"), lambda row: row[0].household.number, link=lambda row: reverse("household-changes", args=[row[0].household.number]), kind="code",
           order="household__number"),
    Column("kind", phrase("变动类型"), lambda row: row[0].get_kind_display(), order="kind"),
    Column("happened_on", phrase("变动日期"), lambda row: row[0].happened_on.isoformat(), kind="code", order="happened_on"),
    Column("case", phrase("办理状态"), lambda row: f"{row[1].get_state_display()} #{row[1].pk}" if row[1] else "", link=lambda row: reverse("case", args=[row[1].pk]) if row[1] else "")),
    place=lambda row: row[0].household.village_code, looked_in=("household__number", "kind"), filters=(
        Filter("kind", phrase("变动类型"), tuple(ChangeForm.base_fields["kind"].choices)),
        Filter("state", phrase("办理情况"), (("running", phrase("未生效")), ("effective", phrase("已生效"))))),
    empty=(phrase("没有成员变动"), phrase("从户的“成员变动”页面提出。")))


@asks("read", takes=("kind", "state", *ASKED))
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The changes proposed in an area, running and effective."""
    area, effective = place_asked(request), {"running": False, "effective": True}.get(request.GET.get("state", ""))
    rows = changes_for(request.actor, area, kind=request.GET.get("kind", ""), effective=effective)
    found = laid_out(request, area, rows, replace(CHANGES, dressed=lambda rows: _with_cases(request, rows)))
    return render(request, "identification/changes.html", {"list": found}) if isinstance(found, Laid) else found


def _with_cases(request: HttpRequest, rows: list) -> list[tuple]:
    cases = cases_of_changes(request.actor, rows)
    return [(row, cases.get(row.pk)) for row in rows]


@asks("read")
@require_safe
def household_changes(request: HttpRequest, number: str) -> HttpResponse:
    """The changes of one household, where its people came from, and the form for a new change."""
    file = household_file(request.actor, number, on=request.on)
    return _of_household(request, file, ChangeForm(members=_living(file), initial={"happened_on": request.on}))


@asks("correct", takes=(ChangeForm, "relation-*", "asked"))
@require_POST
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose a change of a household's members and open its case; where members get another head, what each is to them is asked first."""
    file = household_file(request.actor, number, on=request.on)
    request.actor.require("correct", file.household.village_code)
    form, fault = ChangeForm(request.POST, members=_living(file)), ""
    if form.is_valid():
        try:
            if _asks_relations(request, number, form):
                return _of_household(request, file, form)
            case = propose_change(told=_told(number, form), actor=request.actor, on=request.on)
        except Refusal as refusal:  # also where the other household is none of one's own: what was filled in stays
            fault = words_of(refusal)
        else:
            messages.success(request, _("已提出变动并立案;请上传证明。"))
            return redirect("case", case.pk)
    return _of_household(request, file, form, fault, status=422)


def _asks_relations(request: HttpRequest, number: str, form: ChangeForm) -> bool:
    """Put the questions about relations into the form; whether they are to be answered before anything is proposed, as for another head than was asked about."""
    said = form.cleaned_data
    if said["kind"] not in RELATING:
        return False
    answers = {key.removeprefix("relation-"): value for key, value in form.data.items() if key.startswith("relation-") and value}
    other = said["other"].strip()
    about = f"{said['kind']} {other} {' '.join(sorted(said['persons']))}"
    before, _sep, head = form.data.get("asked", "").rpartition(" ")
    heads = [number for number, value in answers.items() if value == "head"] if before == about else []
    told = answers if before == about and heads in ([head], []) else dict.fromkeys(heads, "head")
    related = relations_asked(request.actor, number, said["kind"], said["persons"], other=other, told=told)
    form.ask_relations([(each.person.number, each.person.name, each.relation) for each in related], afresh=told is not answers)
    form.about = f"{about} {next((each.person.number for each in related if each.heads), '')}"
    return bool(related) and told is not answers


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
    arrival = ArrivalTold(said["name"], said["relation"], said["certificate"], said["sex"], said["born_on"]) if said["name"] else None
    relations = {field.name.removeprefix("relation-"): field.value() for field in form.relations}
    going = () if said["kind"] in ARRIVING else tuple(said["persons"])  # the page offers the household's own members alone: none of them comes
    return ChangeTold(number, said["kind"], said["happened_on"], going, arrival, said["other"].strip(), said["relation"], said["note"], relations)
