"""Correcting one fact of a village's form from its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.services.count_village_again import count_village_again
from tuopin.registry.forms import FactForm, ReasonForm
from tuopin.registry.selectors.fields import VILLAGE_CORRECTABLE
from tuopin.registry.selectors.last_change import Item, last_change
from tuopin.registry.selectors.villages import VillageFile, village_file
from tuopin.registry.services.correct_village import correct_village_fact
from tuopin.registry.services.undo_correction import undo_correction
from tuopin.registry.services.versions import Correction, EditedMeanwhile
from tuopin.web.pages.corrections import UNDO, no_such_item
from tuopin.web.pages.sending import sent
from tuopin.web.shell import names_on_page


@asks("correct", takes=(FactForm, "value", UNDO))
def correct_village(request: HttpRequest, code: str, year: int, name: str) -> HttpResponse:
    """Correct one field of the village form of a year."""
    field, file = VILLAGE_CORRECTABLE.get(name), _file(request, code, year)
    request.area_code = code
    request.actor.require("correct", code)
    if field is None:
        raise no_such_item()
    value = getattr(file.form, name)
    form = FactForm(*sent(request)[:1], field=field, year=year, initial={"value": FactForm.written(field, value), "seen": file.form.pk})
    context = {
        "field": field, "value": value, "recorded": file.form, "title": field.label, "is_village": True, "year": year, "number": code,
        "of": names_on_page(request, [code]).get(code, code), "back": f"/villages/{code}/?year={year}",
    }
    change = last_change(request.actor, code, year, Item("village", name))
    if change is not None and change.can_be_undone:
        context["last"] = change
    if request.method == "POST" and (ReasonForm(request.POST) if UNDO in request.POST else form).is_valid():
        return _corrected(request, file, form, context)
    return render(request, "web/correct.html", context | {"form": form})


def _corrected(request: HttpRequest, file: VillageFile, form: FactForm, context: dict) -> HttpResponse:
    field = context["field"]
    try:
        stands = _stands(request, file, form, field.name)
    except EditedMeanwhile as conflict:
        message, fix = conflict.say(_)
        fresh = FactForm(form.data.copy(), field=field, year=file.year)
        fresh.data["seen"] = _file(request, file.code, file.year).form.pk
        told = {"conflict": conflict, "message": message, "fix": fix, "form": fresh, "value": conflict.stands}
        return render(request, "web/correct.html", context | told, status=409)
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        message, fix = refusal.say(_)
        return render(request, "web/correct.html", context | {"message": message, "fix": fix, "form": form}, status=409)
    if stands.pk == file.form.pk:
        messages.warning(request, _("填写的值与现有的相同,没有改动。"))
    else:
        count_village_again(code=file.code, year=file.year, actor=request.actor, on=request.on)
        messages.success(request, _("已更正“{title}”,并重新统计了本村的指标。").format(title=context["title"]))
    return redirect(context["back"] + "#facts")


def _stands(request: HttpRequest, file: VillageFile, form: FactForm, name: str):
    """The version that stands after the correction, or after the last one is undone."""
    reason = ReasonForm(request.POST)
    reason.is_valid()
    correction = Correction(file.code, file.year, reason.cleaned_data["seen"] or 0, reason.cleaned_data["reason"])
    if UNDO in request.POST:
        return undo_correction(correction=correction, item=Item("village", name), actor=request.actor, on=request.on)
    return correct_village_fact(correction=correction, field=name, value=form.cleaned_data["value"], actor=request.actor, on=request.on)


def _file(request: HttpRequest, code: str, year: int) -> VillageFile:
    file = village_file(request.actor, code, on=request.on, year=year)
    if file.form is None or file.year != year:
        raise NotFound("no-form-of-year", phrase("{year} 年没有本村的采集信息。"), phrase("请先导入该年度的名册。"), year=year)
    return file
