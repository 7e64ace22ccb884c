"""Applications: those of one's areas by step, a new one on a phone, and the comparisons with other departments' lists."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuopin.divisions.selectors import children_of, names_of, subtree_of
from tuopin.identification.forms import MEMBERS, ApplicationForm, ComparisonForm, HitForm, MemberRow
from tuopin.identification.selectors.comparisons import comparisons_of
from tuopin.identification.services import apply_for, record_comparisons, reply_to_comparison, settle_comparison
from tuopin.identification.services.compare import Hit
from tuopin.identification.views.told import words_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import LEVELS, level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.selectors import names_of_accounts
from tuopin.procedure.selectors import cases_counted
from tuopin.procedure.states import procedure_named
from tuopin.registry.selectors.households import household_of
from tuopin.registry.services.record_household import HouseholdTold, MemberTold

NAME = "household-identification"
ROWS = tuple(f"m{n}-*" for n in range(1, MEMBERS + 1))


@asks("read")
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """How to begin, and how many applications stand at which step: each count opens the list of those cases."""
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    edition = procedure_named(NAME).edition_on(request.on, area)
    counts = cases_counted(request.actor, area=area, procedure=NAME)
    return render(request, "identification/applications.html", {
        "area": area, "place": names_of([area], on=request.on).get(area, ""), "name": NAME, "edition": edition, "source": _(edition.source),
        "steps": [{"step": step, "title": _(step.title), "count": counts.get(step.name, 0)} for step in edition.steps],
        "ended": {state: counts.get(state, 0) for state in ("completed", "rejected", "stopped", "withdrawn")},
        "may_apply": bool(request.actor.areas_for("correct")),
    })


@asks("correct", takes=("village", "area", *ApplicationForm.base_fields, "income_*", *ROWS), fresh=False)
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """A new application, for a household by its head or by its village: first where, then who and what."""
    villages = _villages(request)
    if not villages:
        area = request.GET.get("area") or request.actor.home
        return render(request, "identification/apply.html", {"places": [(one.code, one.name) for one in children_of(area, request.on, request.actor)]})
    given = (request.POST,) if request.method == "POST" else ()
    form = ApplicationForm(*given, villages=villages, initial={"year": request.year, "village": request.GET.get("village", "")})
    rows = [MemberRow(*given, prefix=f"m{n}", initial={"relation": "head"} if n == 1 else {}) for n in range(1, MEMBERS + 1)]
    fault = ""
    if request.method == "POST" and form.is_valid() and all(row.is_valid() for row in rows):
        try:
            case = apply_for(told=_told(form, rows), actor=request.actor, on=request.on, note=form.cleaned_data["note"])
        except NotFound:
            raise
        except Refusal as refusal:
            fault = words_of(refusal)
        else:
            messages.success(request, _("已登记申请并立案;请上传申请书和授权书。"))
            return redirect("case", case.pk)
    elif request.method == "POST":
        fault = _("没有保存:请核对标出的栏目。")
    return render(request, "identification/apply.html", {"form": form, "rows": rows, "fault": fault}, status=422 if request.method == "POST" else 200)


def _villages(request: HttpRequest) -> list[tuple[str, str]]:
    """The villages to choose from: those of the asker's own place, or of the township that the page is about."""
    area = request.GET.get("area") or request.GET.get("village") or request.POST.get("village", "") or request.actor.home
    if area:
        request.actor.require("correct", area)
    if not area or level_of(area) < LEVELS.index("county") + 1:
        return []
    return list(subtree_of(area, request.on, level=5).order_by("code").values_list("code", "name"))


def _told(form: ApplicationForm, rows: list[forms.Form]) -> HouseholdTold:
    said = form.cleaned_data
    members = tuple(
        MemberTold(row.cleaned_data["name"], row.cleaned_data["relation"], row.cleaned_data["certificate"], facts={
            name: value for name, value in (
                ("health", row.cleaned_data["health"]), ("resident_medical", {"yes": True, "no": False}.get(row.cleaned_data["resident_medical"])))
            if value not in ("", None)
        }, sex=row.cleaned_data.get("sex") or "", born_on=row.cleaned_data.get("born_on"))
        for row in rows if row.cleaned_data["name"] or row.cleaned_data["certificate"]
    )
    return HouseholdTold(said["village"], said["year"], members, form.facts(), form.incomes(), said["phone"])


@asks("read")
@require_safe
def comparisons(request: HttpRequest, number: str) -> HttpResponse:
    """What other departments' lists say of a household, its replies, and what was found."""
    return _comparisons(request, number)


def _comparisons(request: HttpRequest, number: str, form: HitForm | None = None) -> HttpResponse:
    household = household_of(request.actor, number)
    request.area_code = household.village_code
    rows = list(comparisons_of(request.actor, number))
    request.people_named = names_of_accounts(row.found_by for row in rows)
    may = request.actor.may("correct", household.village_code)
    return render(request, "identification/comparisons.html", {
        "household": household, "number": number, "rows": rows,
        "may_settle": may, "form": (form or HitForm()) if may else None,
    }, status=422 if form is not None else 200)


@asks("correct", takes=(HitForm,))
@require_POST
def record_comparison(request: HttpRequest, number: str) -> HttpResponse:
    """Put one hit of a department's list on record; the household is heard before anybody decides."""
    household_of(request.actor, number)
    form = HitForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            record_comparisons(hits=[Hit(number, said["item"], said["department"], said["told"])], compared_on=said["compared_on"], actor=request.actor, on=request.on)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("已登记。"))
            return redirect("comparisons", number)
    return _comparisons(request, number, form)


@asks("correct", takes=(ComparisonForm,))
@require_POST
def answer_comparison(request: HttpRequest, number: str, pk: int, what: str) -> HttpResponse:
    """Record the household's reply to a hit, or a person's finding on it."""
    household_of(request.actor, number)
    form = ComparisonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有保存:请核对填写的内容。"))
        return redirect("comparisons", number)
    said = {"comparison": pk, "actor": request.actor, "on": request.on}
    try:
        if what == "reply":
            reply_to_comparison(reply=form.cleaned_data["text"], **said)
        else:
            settle_comparison(finding=form.cleaned_data["finding"], reason=form.cleaned_data["text"], **said)
        messages.success(request, _("已记录。"))
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, words_of(refusal))
    return redirect("comparisons", number)
