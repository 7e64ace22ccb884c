"""Turns a roster's members into rows: who they are, in which household since when, their form of the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tuopin.kernel.home import keyring
from tuopin.registry.models import DIED, MemberForm, Membership, Person
from tuopin.registry.services.copy_rows import NULL, binary, plain, text
from tuopin.registry.services.known_facts import Known, KnownYear
from tuopin.registry.services.known_persons import known_persons
from tuopin.registry.services.plan_households import Setting
from tuopin.registry.services.plan_rows import Plan, fresh, revised
from tuopin.registry.services.ready_blocks import Certificate, ReadyHousehold, certificate_place, person_number

MOVED, NOT_IN_ROSTER = "moved", "not_in_roster"


def plan_members(
    plan: Plan, ready: ReadyHousehold, household: int, known: Known, year: KnownYear, setting: Setting, ids: Iterator[int]
) -> None:
    """Plan the members of one household: the new, those who stay, those who moved in, those who are gone."""
    present = set()
    for position, (member, person) in enumerate(zip(ready.members, known_persons(ready, known), strict=True)):
        if person is None:
            pk = next(ids)
            _plan_new_person(plan, pk, ready, position, known, household)
            plan.add(Membership, str(pk), str(household), setting.starts_on.isoformat(), NULL, "")
            plan.add(MemberForm, str(pk), str(household), str(setting.year), setting.source, *fresh(MemberForm, member))
            continue
        present.add(person.pk)
        if person.pk not in year.later:
            _plan_identity(plan, person, member, ready.certificates[position])
        _plan_stay(plan, person, household, known, year, setting)
        _plan_form(plan, person, household, member, year, setting)
    if setting.member_sheet:
        _plan_absent(plan, household, present, known, year, setting)


def _plan_new_person(plan: Plan, pk: int, ready: ReadyHousehold, position: int, known: Known, household: int) -> None:
    member, certificate = ready.members[position], ready.certificates[position]
    number = member["number"]
    if number is None:
        taken = {m["number"] for m in ready.members} | set(ready.taken) | {s.person.number for s in known.stays.get(household, ())}
        place, number = position + 1, person_number(ready.number, position + 1)
        while number in taken or number in known.persons:
            place += 1
            number = person_number(ready.number, place)
        member["number"] = number
        if certificate and place != position + 1:
            certificate.sealed = keyring().seal(member["certificate"], certificate_place(number))
    plan.add(
        Person, str(pk), text(number), text(member.get("name")), member.get("sex") or "", plain(member.get("born_on")),
        member.get("certificate_kind") or "resident_id", binary(certificate and certificate.sealed),
        binary(certificate and certificate.index),
    )


def _plan_identity(plan: Plan, person: Person, member: dict, certificate: Certificate | None) -> None:
    changed = False
    for name in ("name", "sex"):
        if member.get(name) and member[name] != getattr(person, name):
            setattr(person, name, member[name])
            changed = True
    if member.get("born_on") and member["born_on"] != str(person.born_on):
        person.born_on, changed = date.fromisoformat(member["born_on"]), True
    if certificate and (person.certificate_index is None or bytes(person.certificate_index) != certificate.index):
        person.certificate_kind = member.get("certificate_kind") or "resident_id"
        person.certificate_index = certificate.index
        person.certificate_sealed = keyring().seal(member["certificate"], certificate_place(person.number))
        plan.certified.add(person.pk)
        changed = True
    if changed:
        plan.persons.append(person)
        plan.touched.add(person.pk)


def _plan_stay(plan: Plan, person: Person, household: int, known: Known, year: KnownYear, setting: Setting) -> None:
    """A person on a year's list lives here from its first day until they are known to have gone on, or for now."""
    start, stays = setting.starts_on, known.stays_of.get(person.pk, ())
    now = next((s for s in stays if s.starts_on <= start and (s.ends_on is None or s.ends_on > start)), None)
    if now and now.household_id == household and not _lives_on(now, stays, setting):
        return
    plan.touched.add(person.pk)
    if now and now.household_id == household:
        plan.add(Membership, str(person.pk), str(household), now.ends_on.isoformat(), NULL, "")
        return
    later = next((s for s in stays if s.starts_on > start and s.ends_on != s.starts_on), None)
    end, reason = NULL, ""
    if now:
        plan.end(now, start, MOVED)
        if now.ends_on:
            end, reason = now.ends_on.isoformat(), now.end_reason
    elif later and later.household_id == household:
        plan.begun.append((later.pk, start))
        return
    elif later:
        end, reason = later.starts_on.isoformat(), MOVED  # an older roster: they moved on later
    elif person.pk in year.later:
        end, reason = date(setting.year + 1, 1, 1).isoformat(), NOT_IN_ROSTER
    plan.add(Membership, str(person.pk), str(household), start.isoformat(), end, reason)


def _lives_on(stay: Membership, stays: Sequence[Membership], setting: Setting) -> bool:
    """Whether a death within the year is taken back: somebody confirmed that who is on its list lives, and nothing on record says where since."""
    return stay.end_reason == DIED and stay.ends_on <= setting.ends_on and not any(s.starts_on >= stay.ends_on for s in stays if s is not stay)


def _plan_form(plan: Plan, person: Person, household: int, member: dict, year: KnownYear, setting: Setting) -> None:
    current = year.members.get(person.pk)
    if current is None:
        columns = fresh(MemberForm, member)
    else:
        columns, differs = revised(MemberForm, current, member)
        if not differs and current.household_id == household:
            return
        plan.supersede(current)
    plan.add(MemberForm, str(person.pk), str(household), str(setting.year), setting.source, *columns)


def _plan_absent(
    plan: Plan, household: int, present: set[int], known: Known, year: KnownYear, setting: Setting
) -> None:
    """Who was here and is not on this year's list has left by the first day of the year, unless a later year knows them."""
    for stay in known.stays.get(household, ()):
        if stay.person_id in present:
            continue
        form = year.members.get(stay.person_id)
        if form is not None and form.household_id == household:
            plan.supersede(form)
        if stay.ends_on is None and stay.person_id not in year.later and stay.starts_on <= setting.starts_on:
            plan.end(stay, setting.starts_on, NOT_IN_ROSTER)
