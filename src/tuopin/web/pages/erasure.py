"""Erasing a person: what goes and what stays is said first; one head asks, another agrees, and the one who asked does it within a day."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tuopin.desk.services.hand_in import hand_in
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.privacy.selectors.erasure import ToErase, erasure_of, person_to_erase
from tuopin.privacy.services.erase_person import ask_erasure, erase_person


class ErasureForm(forms.Form):
    """On which document, and which of the two steps."""

    basis = forms.CharField(label=gettext_lazy("依据"), max_length=300, help_text=gettext_lazy("批准文件的名称和文号,例如“删除申请〔2020〕3号”。"))
    step = forms.ChoiceField(choices=[("ask", ""), ("erase", "")], widget=forms.HiddenInput)


@asks("confirm", takes=(ErasureForm,), fresh=True)
@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one person's erasure; sent, the request for another's agreement, or the erasure itself. Once it is done: how far it has come."""
    try:
        found = person_to_erase(request.actor, number)
    except NotFound:
        if request.method == "POST":
            raise
        return _done(request, number)
    request.area_code = found.households[0].village_code
    form, refused, asked = ErasureForm(request.POST if request.method == "POST" else None), "", None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["step"] == "erase":
                return _erased(request, found, said["basis"])
            asked = ask_erasure(number=number, basis=said["basis"], actor=request.actor)
        except NotFound:
            raise
        except Refusal as refusal:
            refused = " ".join(refusal.say(_))
    return render(request, "web/household/erase.html", {
        "form": form, "found": found, "refused": refused, "asked": asked, "others": len(found.households) - len(found.alone),
    }, status=409 if refused else 422 if form.errors else 200)


def _erased(request: HttpRequest, found: ToErase, basis: str) -> HttpResponse:
    done = erase_person(number=found.person.number, basis=basis, actor=request.actor, on=request.on)
    hand_in(kind="sweep", actor=request.actor, arguments={})
    messages.success(request, _("已删除 {number}:清除痕迹中的值 {events} 处、待入库数据 {blocks} 份、证据 {files} 份。").format(
        number=done.person, events=done.events, blocks=done.blocks, files=done.files))
    return redirect("erase-person", done.person)


def _done(request: HttpRequest, number: str) -> HttpResponse:
    """What was destroyed, what is being written over, and where the person still stands; NotFound for one who was not erased."""
    found = erasure_of(request.actor, number)
    request.area_code = found.households[0].village_code
    return render(request, "web/household/erased.html", {"found": found})
