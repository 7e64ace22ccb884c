"""Correcting one fact of a household from its page: the new value, the reason, and the difference when two people did it at once."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.services.judge_counties import judge_household_again
from tuopin.registry.forms import FactForm, IncomeForm, ReasonForm
from tuopin.registry.selectors.fields import CORRECTABLE
from tuopin.registry.selectors.households import HouseholdFile, household_file
from tuopin.registry.selectors.income import LINES
from tuopin.registry.selectors.last_change import Item, LastChange, last_change
from tuopin.registry.services.correct_facts import correct_household_fact, correct_income_line
from tuopin.registry.services.correct_members import certificate_mark
from tuopin.registry.services.undo_correction import undo_correction
from tuopin.registry.services.versions import Correction, EditedMeanwhile
from tuopin.web.pages.sending import sent

UNDO = "undo"  # the button that puts back what stood before


@asks("correct", takes=(FactForm, "value", UNDO))
def correct_fact(request: HttpRequest, number: str, year: int, name: str) -> HttpResponse:
    """Correct one field of the household form of a year."""
    field = CORRECTABLE.get(name)
    file = file_to_correct(request, number, year)
    if field is None:
        raise no_such_item()
    value = getattr(file.form, name)
    form = FactForm(
        *sent(request)[:1], field=field, year=year, initial={"value": FactForm.written(field, value), "seen": file.form.pk}
    )
    item = Item("household", name)
    context = {"field": field, "value": value, "recorded": file.form, "title": field.label, "anchor": "facts"} | undo_offered(request, file, item)
    if wants_undone(request):
        return undone(request, file, form, context, item)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return corrected(request, file, form, context, lambda: correct_household_fact(
            correction=Correction(number, year, said["seen"] or 0, said["reason"]), field=name, value=said["value"],
            actor=request.actor, on=request.on,
        ))
    return form_page(request, file, form, context)


@asks("correct", takes=(IncomeForm, UNDO))
def correct_income(request: HttpRequest, number: str, year: int, word: str) -> HttpResponse:
    """Correct one line of income of a year, or add one that was not asked."""
    file = file_to_correct(request, number, year)
    if word not in LINES:
        raise no_such_item()
    line = next((line.current for line in file.income.lines if line.word == word), None)
    form = IncomeForm(*sent(request)[:1], initial=IncomeForm.initial_of(line))
    title = codelists.label("income-line", word, get_language())
    item = Item("income", word)
    change = last_change(request.actor, number, year, item)
    recorded = line and change and replace(line, recorded_at=change.at)  # when this line was told so, not another of the year
    context = {"line": line, "item": item, "is_income": True, "recorded": recorded, "title": title, "anchor": "income"} | offered(change)
    if wants_undone(request):
        return undone(request, file, form, context, item)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return corrected(request, file, form, context, lambda: correct_income_line(
            correction=Correction(number, year, said["seen"], said["reason"]), line=word, amount_yuan=said["amount_yuan"],
            evidence=said["evidence"], actor=request.actor, on=request.on,
        ))
    return form_page(request, file, form, context)


def file_to_correct(request: HttpRequest, number: str, year: int) -> HouseholdFile:
    file = household_file(request.actor, number, on=request.on, year=year)
    request.area_code = file.household.village_code
    request.actor.require("correct", file.household.village_code)
    if file.form is None or file.year != year:
        raise NotFound("no-form-of-year", phrase("{year} 年没有这一户的采集信息。"), phrase("请先导入该年度的名册。"), year=year)
    return file


def corrected(request: HttpRequest, file: HouseholdFile, form, context: dict, correct) -> HttpResponse:
    """Run the correction and judge the household again; a refusal comes back to the form with what to do."""
    number = file.household.number
    try:
        stands = correct()
    except EditedMeanwhile as conflict:
        message, fix = conflict.say(_)
        file = household_file(request.actor, number, on=request.on, year=file.year)
        told = {"conflict": conflict, "message": message, "fix": fix, "value": conflict.stands}
        return form_page(request, file, _fresh(form, context, file), context | told, status=409)
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        message, fix = refusal.say(_)
        return form_page(request, file, form, context | {"message": message, "fix": fix}, status=409)
    back = context.get("back") or f"/households/{number}/?year={file.year}#{context['anchor']}"
    if unchanged(stands, context):
        messages.warning(request, _("填写的值与现有的相同,没有改动。"))
        return redirect(back)
    judge_household_again(number=number, year=file.year, actor=request.actor, on=request.on)
    messages.success(request, _("已更正“{title}”,并重新评判了这一户。").format(title=context["title"]))
    return redirect(back)


def undo_offered(request: HttpRequest, file: HouseholdFile, item: Item) -> dict:
    """What the page says of the last correction of the item, where there is one to undo."""
    return offered(last_change(request.actor, file.household.number, file.year, item))


def offered(change: LastChange | None) -> dict:
    """What a page says of a change that can be undone."""
    return {"last": change} if change is not None and change.can_be_undone else {}


def wants_undone(request: HttpRequest) -> bool:
    """Whether the form was sent with the button that undoes the last correction."""
    return request.method == "POST" and UNDO in request.POST


def undone(request: HttpRequest, file: HouseholdFile, form, context: dict, item: Item) -> HttpResponse:
    """Put back what stood before the last correction; without a reason the form comes back."""
    said = ReasonForm(request.POST)
    if not said.is_valid():
        return form_page(request, file, form, context)
    correction = Correction(file.household.number, file.year, said.cleaned_data["seen"], said.cleaned_data["reason"])
    return corrected(request, file, form, context, lambda: undo_correction(correction=correction, item=item, actor=request.actor, on=request.on))


def unchanged(stands, context: dict) -> bool:
    """Whether what stands is what stood: the same version, or for a person, who has no versions, the same value."""
    recorded, was = context["recorded"], context.get("was")
    if was is not None:
        return was[1] in (stands.name, certificate_mark(stands))
    return recorded is not None and stands.pk == recorded.pk


def _fresh(form, context: dict, file: HouseholdFile):
    """The form as it was sent, now knowing the version that stands."""
    said = {"field": form.fact, "year": file.year} if hasattr(form, "fact") else {"label": context["title"]} if context.get("is_number") else {}
    fresh = type(form)(form.data.copy(), **said)
    stands = context["stands"](file) if "stands" in context else {"seen": _version_that_stands(file, context)}
    for name, value in stands.items():
        fresh.data[name] = value
    return fresh


def _version_that_stands(file: HouseholdFile, context: dict) -> int:
    if not context.get("is_income"):
        return file.form.pk
    return next((line.current.pk for line in file.income.lines if line.current and line.word == context["item"].name), 0)


def form_page(request: HttpRequest, file: HouseholdFile, form, context: dict, status: int = 200) -> HttpResponse:
    number = file.household.number
    back = {"year": file.year, "back": f"/households/{number}/?year={file.year}", "of": file.head.person.name if file.head else number, "number": number}
    return render(request, "web/correct.html", back | context | {"form": form}, status=status)


def no_such_item() -> NotFound:
    return NotFound("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
