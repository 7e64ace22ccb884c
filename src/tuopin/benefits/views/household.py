"""One household's policies: what its people are entitled to, received, are owed; recording a delivery and taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.benefits.forms import DeliveryForm, VoidForm
from tuopin.benefits.selectors.deliveries import delivery_named, people_of
from tuopin.benefits.services import Handed, benefits_of_household, record_delivery, void_delivery
from tuopin.benefits.states.catalogue import catalogue
from tuopin.benefits.views.words import day_of, said, state_said
from tuopin.evidence.selectors import evidence_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import names_of_accounts
from tuopin.registry.selectors.fields import column_label
from tuopin.registry.selectors.households import household_of

ORDER = ("gap", "over", "unknown", "received", "eligible")


@asks("read")
def household_policies(request: HttpRequest, number: str) -> HttpResponse:
    """How the household and each of its people stand to every policy of the day, and what was delivered."""
    household = household_of(request.actor, number)
    request.area_code = household.village_code
    lines, deliveries = benefits_of_household(request.actor, number=number, on=day_of(request))
    lines.sort(key=lambda line: ORDER.index(line.state))
    request.people_named = names_of_accounts(d.actor for d in deliveries)
    return render(request, "benefits/household.html", {
        "household": household, "on": day_of(request), "lines": [shown(line) for line in lines],
        "counts": {state: sum(line.state == state for line in lines) for state in ORDER},
        "deliveries": [(d, _(catalogue()[d.policy].title) if d.policy in catalogue() else d.policy) for d in deliveries],
        "may_record": request.actor.may("correct", household.village_code),
    })


@asks("correct", takes=(DeliveryForm,))
def record_household_delivery(request: HttpRequest, number: str) -> HttpResponse:
    """The form of a delivery; sent, the record."""
    household = household_of(request.actor, number)
    request.area_code = household.village_code
    request.actor.require("correct", household.village_code)
    people = {p.number: p for p in people_of([household.pk]).get(household.pk, [])}
    form = DeliveryForm(
        request.POST if request.method == "POST" else None, initial={"delivered_on": day_of(request), "policy": request.GET.get("policy", "")},
        policies=[(p.name, _(p.title)) for p in catalogue().values()], people=[(n, p.name) for n, p in people.items()],
        files=[(str(s.file.uid), f"{s.file.get_kind_display()} {s.file.digest[:8]}") for s in evidence_of(request.actor, f"household:{number}")],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        handed = Handed(
            given["policy"], given["delivered_on"], given["amount_yuan"], given["proof"], given["proof_number"], given["evidence"], given["content"],
        )
        try:
            record_delivery(number=number, person=given["person"], handed=handed, actor=request.actor, on=request.on)
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(lambda s: _(s) if s else "")))
        else:
            messages.success(request, _("已记录落实情况。"))
            return redirect("household-policies", number)
    return render(request, "benefits/record.html", {"household": household, "form": form}, status=422 if request.method == "POST" else 200)


@asks("correct", takes=(VoidForm,))
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Taking a record back, with the reason."""
    delivery = delivery_named(request.actor, pk)
    request.area_code = delivery.household.village_code
    request.actor.require("correct", delivery.household.village_code)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        void_delivery(delivery=pk, reason=form.cleaned_data["reason"], actor=request.actor, on=request.on)
        messages.success(request, _("已作废,记录保留备查。"))
        return redirect("household-policies", delivery.household.number)
    known = catalogue().get(delivery.policy)
    return render(request, "benefits/void.html", {
        "delivery": delivery, "title": _(known.title) if known else delivery.policy, "form": form,
    }, status=422 if request.method == "POST" else 200)


def shown(line) -> dict:
    """A line in words, ready for a page."""
    word, mark = state_said(line.state)
    return said(line.policy) | {
        "line": line, "state": word, "mark": mark, "failing": [_(title) for title in line.failing] if line.state == "over" else [],
        "missing": [column_label(name) for name in line.missing], "due": None if line.due_fen is None else line.due_fen / 100,
    }
