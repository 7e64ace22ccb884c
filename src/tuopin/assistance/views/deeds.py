"""One page for one thing to be done: a form, what is wrong with it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Deed:
    """Something that can be done: its name, its form, what does it with the form's values, what is said when it is done."""

    title: str
    form: type[forms.Form]
    run: Callable[[HttpRequest, dict], object]
    done: str
    lead: str = ""
    button: str = phrase("保存")
    initial: dict = field(default_factory=dict)
    named: dict = field(default_factory=dict)  # what else the form is made with


@dataclass(frozen=True)
class Way:
    """Where the deed belongs: the page to go back to and what it is about."""

    back: str
    of: str


def no_such_deed() -> NotFound:
    """The refusal for an address that names nothing that can be done."""
    return NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))


def do_deed(request: HttpRequest, deed: Deed, way: Way) -> HttpResponse:
    """Show the deed's form; sent, do it and go back; refused, say why with everything that was typed still there."""
    sent = request.method == "POST"
    form = deed.form(*((request.POST, request.FILES) if sent else ()), initial=deed.initial | {"on_day": request.on, "day": request.on}, **deed.named)
    told = ("", "")
    if sent and form.is_valid():
        try:
            target = deed.run(request, form.cleaned_data)
        except (NotFound, Forbidden) as refusal:
            if refusal.code in ("not-found", "act-not-allowed"):
                raise
            told = refusal.say(_)
        except Refusal as refusal:
            told = refusal.say(_)
        else:
            messages.success(request, _(deed.done))
            return redirect(target if isinstance(target, str) and target.startswith("/") else way.back)
    return render(request, "assistance/deed.html", {
        "deed": deed, "title": _(deed.title), "lead": _(deed.lead) if deed.lead else "", "button": _(deed.button), "form": form, "way": way,
        "message": told[0], "fix": told[1], "has_files": form.is_multipart(),
    }, status=422 if sent else 200)
