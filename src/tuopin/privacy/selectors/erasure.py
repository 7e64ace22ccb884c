"""Who is to be erased: the person with every household they belong to, for whoever may confirm there; and what is left to do of those who were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tuopin.kernel.areas import NATION
from tuopin.kernel.copies import copies_begun_before, kept_up_in
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.privacy.models import Sweep
from tuopin.registry.models import Household, Person
from tuopin.scope.services import door


@dataclass(frozen=True)
class ToErase:
    """A person, the households they are or were in, and in which of them nobody else would be left with a name."""

    person: Person
    households: list[Household]
    alone: list[Household]


def person_to_erase(actor: Actor, number: str) -> ToErase:
    """The person; raises NotFound when any of their households is not the asker's to see, Forbidden when it is not theirs to confirm."""
    person, households = _theirs(actor, number, erased=False)
    alone = [one for one in households if not one.memberships.filter(person__erased_at=None).exclude(person=person).exists()]
    return ToErase(person, households, alone)


@dataclass(frozen=True)
class Erasure:
    """An erasure that was done: when, when the tables' files were swept after it (None: still to come), and which backups hold the person as they were."""

    person: Person
    households: list[Household]
    swept_at: datetime | None
    kept_up: bool  # whether backups are kept up in a folder that the system knows of
    backups: list[str]


def erasure_of(actor: Actor, number: str) -> Erasure:
    """How far the erasure of a person is; raises as `person_to_erase` does, and NotFound for one who was not erased."""
    person, households = _theirs(actor, number, erased=True)
    sweep = Sweep.objects.filter(began_at__gt=person.erased_at).order_by("began_at").first()
    return Erasure(person, households, sweep and sweep.swept_at, kept_up_in() is not None, copies_begun_before(person.erased_at))


def unswept_erasures() -> int:
    """How many persons were erased since the last sweep began, in all areas."""
    last = Sweep.objects.order_by("-began_at").values_list("began_at", flat=True).first()
    with door("erase", read=[NATION]):
        erased = Person.objects.filter(erased_at__isnull=False)
        return (erased.filter(erased_at__gte=last) if last else erased).count()


def _theirs(actor: Actor, number: str, *, erased: bool) -> tuple[Person, list[Household]]:
    person = Person.objects.filter(number=number, erased_at__isnull=not erased).first()
    households = list(Household.objects.filter(memberships__person=person).order_by("pk").distinct()) if person else []
    if not households or not all(actor.may("read", household.village_code) for household in households):
        raise NotFound("no-such-person", phrase("没有找到人编号为“{number}”的人。"), phrase("请核对编号;如属其他辖区,请联系上级。"), number=number[:40])
    for household in households:
        actor.require("confirm", household.village_code)
    return person, households
