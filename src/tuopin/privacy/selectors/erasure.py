"""Who is to be erased: the person with every household they belong to, for whoever may confirm there."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, Person


@dataclass(frozen=True)
class ToErase:
    """A person, the households they are or were in, and in which of them nobody else would be left with a name."""

    person: Person
    households: list[Household]
    alone: list[Household]


def person_to_erase(actor: Actor, number: str) -> ToErase:
    """The person; raises NotFound when any of their households is not the asker's to see, Forbidden when it is not theirs to confirm."""
    person = Person.objects.filter(number=number, erased_at=None).first()
    households = list(Household.objects.filter(memberships__person=person).order_by("pk").distinct()) if person else []
    if not households or not all(actor.may("read", household.village_code) for household in households):
        raise NotFound("no-such-person", phrase("没有找到人编号为“{number}”的人。"), phrase("请核对编号;如属其他辖区,请联系上级。"), number=number[:40])
    for household in households:
        actor.require("confirm", household.village_code)
    alone = [one for one in households if not one.memberships.filter(person__erased_at=None).exclude(person=person).exists()]
    return ToErase(person, households, alone)
