"""Deliveries for tests, as a clerk would record them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from register import an_actor
from tuopin.benefits.services import Handed, record_delivery
from tuopin.registry.models import MemberForm, Person

ON = date(2018, 12, 31)
CLERK = an_actor(acts="read import correct confirm export reveal")


def handed(policy="rain-dew", *, amount="3000", on=date(2018, 10, 8), number="2018-1", **more) -> Handed:
    return Handed(policy, on, Decimal(amount) if amount else None, "bank", number, **more)


def deliver(household, person=None, policy="rain-dew", **more):
    return record_delivery(
        number=household.number, person=person.number if person else "", handed=handed(policy, **more), actor=CLERK, on=ON,
    )


def members_of(household) -> list[Person]:
    return [form.person for form in MemberForm.objects.filter(household=household).select_related("person").order_by("pk")]


def set_member(person, **facts) -> None:
    MemberForm.objects.filter(person=person).update(**facts)
