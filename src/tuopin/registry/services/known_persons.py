"""Whom the lines of a roster speak of: each line of one person, and each person in one line."""

from __future__ import annotations

from tuopin.registry.models import Person
from tuopin.registry.services.known_facts import Known, KnownYear
from tuopin.registry.services.ready_blocks import ReadyHousehold


def known_persons(ready: ReadyHousehold, known: Known) -> list[Person | None]:
    """The person of each line of a household: by number, else by certificate; None for who is new.

    A line with neither is whoever of the household has its name and birth date, and is in no other line: newborn twins
    without names are two persons, in the order of their numbers.
    """
    found = [_told(member, position, ready, known) for position, member in enumerate(ready.members)]
    neither = [n for n, member in enumerate(ready.members) if not member["number"] and not ready.certificates[n]]
    if not neither:
        return found
    household, _village = known.households.get(ready.number, (None, ""))
    spoken = {person.pk for person in found if person}
    at_home = {stay.person_id: stay.person for stay in known.stays.get(household, ())}
    for position in neither:
        member = ready.members[position]
        told = member.get("name"), member.get("born_on") or None
        same = [p for p in at_home.values() if p.pk not in spoken and (p.name, p.born_on and str(p.born_on)) == told]
        if same:
            found[position] = min(same, key=lambda person: person.number)
            spoken.add(found[position].pk)
    return found


def _told(member: dict, position: int, ready: ReadyHousehold, known: Known) -> Person | None:
    if member["number"] in known.persons:
        return known.persons[member["number"]]
    certificate = ready.certificates[position]
    return known.certificates.get(certificate.index) if certificate else None


class Spoken:
    """The persons of the households of a file that were looked up so far. What the register knows two numbers of, or what was
    corrected by hand, may be told of in two households although no number occurs twice."""

    def __init__(self, source: str) -> None:
        self.source, self.marks = source, {}

    def first(self, ready: ReadyHousehold, known: Known, year: KnownYear) -> bool:
        """Whether no other household of the file has any of these people; if so they are this one's from now on."""
        household, _village = known.households.get(ready.number, (None, ""))
        told: set[int | str | bytes] = set()  # the same household may be looked up a second time
        for member, certificate, person in zip(ready.members, ready.certificates, known_persons(ready, known), strict=True):
            form = year.members.get(person.pk) if person else None
            if form and form.source == self.source and form.household_id != household:
                return False
            told |= {person.pk} if person else {mark for mark in (member["number"], certificate and certificate.index) if mark}
        if any(self.marks.get(mark, ready.number) != ready.number for mark in told):
            return False
        self.marks |= dict.fromkeys(told, ready.number)
        return True
