"""One member of a household: all that the member form says, each fact with the way to correct it; name and certificate too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.registry.forms import FactForm, NameForm, NumberForm, ReasonForm
from tuopin.registry.selectors.fields import MEMBER_CORRECTABLE, MEMBER_FIELDS, Fact
from tuopin.registry.selectors.households import HouseholdFile, Member, household_file
from tuopin.registry.selectors.last_change import Item
from tuopin.registry.services.correct_contact import READERS, correct_contact
from tuopin.registry.services.correct_members import certificate_mark, correct_certificate, correct_member_fact, correct_name
from tuopin.registry.services.undo_correction import name_before, undo_name
from tuopin.registry.services.versions import Correction
from tuopin.web.pages.corrections import (
    UNDO,
    corrected,
    file_to_correct,
    form_page,
    no_such_item,
    undo_offered,
    undone,
    wants_undone,
)
from tuopin.web.pages.sending import sent


@asks("read", takes=("on", "compare"))
def member(request: HttpRequest, number: str, year: int, person: str) -> HttpResponse:
    """One member in a year."""
    file = household_file(request.actor, number, on=request.on, year=year)
    request.area_code = file.household.village_code
    found = _member(file, person)
    return render(request, "web/household/member.html", {
        "file": file, "household": file.household, "member": found,
        "facts": [Fact(field, getattr(found.form, field.name, None)) for field in MEMBER_FIELDS],
        "may_correct": request.actor.may("correct", file.household.village_code) and file.year == year,
        "may_reveal": request.actor.may("reveal", file.household.village_code), "may_erase": request.actor.may("confirm", file.household.village_code),
    })


@asks("correct", takes=(FactForm, "value", UNDO))
def correct_member(request: HttpRequest, number: str, year: int, person: str, name: str) -> HttpResponse:
    """Correct one field of a member's form of a year."""
    field, file = MEMBER_CORRECTABLE.get(name), file_to_correct(request, number, year)
    found = _member(file, person)
    if field is None or found.form is None:
        raise no_such_item()
    value = getattr(found.form, name)
    form = FactForm(*sent(request)[:1], field=field, year=year, initial={"value": FactForm.written(field, value), "seen": found.form.pk})
    item = Item("member", name, person)
    context = _context(file, found) | {
        "field": field, "value": value, "recorded": found.form, "title": field.label,
        "stands": lambda file: {"seen": _member(file, person).form.pk},
    } | undo_offered(request, file, item)
    if wants_undone(request):
        return undone(request, file, form, context, item)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return corrected(request, file, form, context, lambda: correct_member_fact(
            correction=Correction(number, year, said["seen"] or 0, said["reason"]), person=person, field=name, value=said["value"],
            actor=request.actor, on=request.on,
        ))
    return form_page(request, file, form, context)


@asks("correct", takes=(NameForm, NumberForm, UNDO))
def correct_person(request: HttpRequest, number: str, year: int, person: str, what: str) -> HttpResponse:
    """Correct the name or the certificate of a member."""
    file = file_to_correct(request, number, year)
    found = _member(file, person)
    if what == "name":
        title, now, run, key = _("姓名"), found.person.name, correct_name, "name"
        form = NameForm(*sent(request)[:1], initial={"value": now, "read": now})
    elif what == "certificate":
        title, now, run, key = _("证件号码"), found.certificate, correct_certificate, "number"
        form = NumberForm(*sent(request)[:1], label=_("证件号码"), initial={"read": certificate_mark(found.person)})
    else:
        raise no_such_item()
    context = _context(file, found) | {
        "value": now, "title": title, "is_number": what == "certificate", "recorded": None, "was": _of(found.person, what),
        "stands": lambda file: {"read": _read(_member(file, person).person, what)},
    }
    if what == "name":
        context["name_before"] = name_before(number, found.person)
        if wants_undone(request) and (said := ReasonForm(request.POST)).is_valid():
            return corrected(request, file, form, context, lambda: undo_name(
                correction=Correction(number, year, None, said.cleaned_data["reason"]), person=person,
                seen=request.POST.get("read", ""), actor=request.actor, on=request.on,
            ))
    if request.method == "POST" and UNDO not in request.POST and form.is_valid():
        said = form.cleaned_data
        return corrected(request, file, form, context, lambda: run(
            correction=Correction(number, year, None, said["reason"]), person=person, seen=said["read"], actor=request.actor, on=request.on,
            **{key: said["value"]},
        ))
    return form_page(request, file, form, context)


@asks("correct", takes=(NumberForm, UNDO))
def correct_number(request: HttpRequest, number: str, year: int, what: str) -> HttpResponse:
    """Correct the phone number or the bank account of a household."""
    file = file_to_correct(request, number, year)
    if what not in READERS:
        raise no_such_item()
    title = _("联系电话") if what == "phone" else _("银行卡号")
    item, form = Item(what), NumberForm(*sent(request)[:1], label=title, initial={"seen": file.form.pk})
    context = {
        "value": file.phone if what == "phone" else file.account, "title": title, "is_number": True, "recorded": file.form, "anchor": "facts",
        "stands": lambda file: {"seen": file.form.pk},
    } | undo_offered(request, file, item)
    if wants_undone(request):
        return undone(request, file, form, context, item)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return corrected(request, file, form, context, lambda: correct_contact(
            correction=Correction(number, year, said["seen"] or 0, said["reason"]), what=what, number=said["value"], actor=request.actor, on=request.on,
        ))
    return form_page(request, file, form, context)


def _member(file: HouseholdFile, person: str) -> Member:
    found = next((each for each in file.members if each.person.number == person), None)
    if found is None:
        raise NotFound("no-such-member", phrase("这一户没有编号为“{person}”的成员。"), phrase("请核对人编号。"), person=person[:40])
    return found


def _context(file: HouseholdFile, found: Member) -> dict:
    number, person = file.household.number, found.person.number
    return {"back": f"/households/{number}/{file.year}/members/{person}/", "of": found.person.name, "number": person}


def _read(person, what: str) -> str:
    return person.name if what == "name" else certificate_mark(person)


def _of(person, what: str) -> tuple[int, str]:
    return person.pk, _read(person, what)
