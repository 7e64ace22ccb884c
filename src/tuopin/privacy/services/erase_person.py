"""Erases a person: what tells who they were is destroyed, the facts without a name stay, and the trail still verifies.

Destroyed: name, sex, birth date, certificate with its index; where they headed a household, its phone and account in every version of its form, and its
name in the lists; the values (with their salts) of the events about them, and of the household's events that speak their name; blocks of
files that still wait for the household; the household's evidence when nobody else of it is left. What stays are numbers without a person:
forms, incomes, verdicts, counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import erase_file
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Standing
from tuopin.procedure.models import Case
from tuopin.procedure.services import ask_agreement, spend_agreement
from tuopin.registry.models import Household, HouseholdForm, MemberForm, Person, StagedBlock
from tuopin.trail.models import Entry
from tuopin.trail.services import erase_values, record

WHAT = "erase-person"
SWEPT = ("registry_person", "registry_householdform", "policy_standing", "trail_opening", "registry_stagedblock", "evidence_evidencefile")


@dataclass(frozen=True)
class Erased:
    """What an erasure destroyed: events whose values are gone, blocks and files emptied."""

    person: str
    events: int
    blocks: int
    files: int


def ask_erasure(*, number: str, basis: str, actor: Actor) -> Case:
    """Ask that another person agree to erase this one; raises NotFound, Forbidden, or a Refusal without a basis."""
    person, households = _found(number, actor)
    return ask_agreement(what=WHAT, about=f"person:{person.number}", area_code=households[0].village_code, note=basis, actor=actor)


@transaction.atomic
def erase_person(*, number: str, basis: str, actor: Actor, on: date) -> Erased:
    """Erase the person with this number, for whoever asked and another agreed (within a day, once).

    Raises NotFound outside the asker's areas, Forbidden without the act `confirm`, a Refusal without a basis or the other's agreement.
    """
    person, households = _found(number, actor)
    if not basis.strip():
        raise Refusal("no-basis", phrase("没有写明依据。"), phrase("请写明批准文件的名称和文号。"))
    if StagedBlock.objects.filter(kind="household", key__in=[h.number for h in households], merged_at=None, bundle__isnull=False).exists():
        raise Refusal("file-waiting", phrase("有文件中的这一户正等待合并。"), phrase("请先合并或放弃该文件,再删除。"))
    spend_agreement(what=WHAT, about=f"person:{person.number}", area_code=households[0].village_code, actor=actor)
    told, name = {"basis": basis.strip()[:300], "actor": actor, "on": on}, person.name
    alone = {h.pk for h in households if not _others(h, person)}
    headed = list(MemberForm.objects.filter(person=person, relation="head").values_list("household_id", flat=True).distinct())
    Person.objects.filter(pk=person.pk).update(
        name="", sex="", born_on=None, certificate_sealed=None, certificate_index=None, erased_at=timezone.now()
    )
    HouseholdForm.objects.filter(household__in=headed).update(phone_sealed=None, phone_index=None, account_sealed=None)
    Standing.objects.filter(household_id__in=headed, head_name=name).update(head_name="", head_initials="")
    blocks = StagedBlock.objects.filter(kind="household", key__in=[h.number for h in households], merged_at=None)
    emptied = blocks.update(sealed=b"", settled_by="erased", merged_at=timezone.now())
    files = sum(_erase_files(h, **told) for h in households if h.pk in alone)
    for household in households:
        record(area_code=household.village_code, verb="erase", subject=f"household:{household.number}", **told)
    events = _erase_events(person, households, name, **told)
    record(area_code=households[0].village_code, verb="erase", subject=f"person:{person.number}", **told)
    return Erased(person.number, events, emptied, files)


def sweep_tables() -> None:
    """Give the places of what was erased free in the tables themselves, and write them to the disk: what a row held before stays readable until then."""
    with connection.cursor() as cursor:
        for table in SWEPT:
            cursor.execute(f"VACUUM (FULL) {table}")
        cursor.execute("CHECKPOINT")


def _found(number: str, actor: Actor) -> tuple[Person, list[Household]]:
    """The person and every household they are or were in, all of which must be the asker's to confirm for."""
    person = Person.objects.filter(number=number, erased_at=None).first()
    households = list(Household.objects.filter(memberships__person=person).order_by("pk").distinct()) if person else []
    if not households or not all(actor.may("read", h.village_code) for h in households):
        raise NotFound("no-such-person", phrase("没有找到人编号为“{number}”的人。"), phrase("请核对编号;如属其他辖区,请联系上级。"), number=number[:40])
    for household in households:
        actor.require("confirm", household.village_code)
    return person, households


def _others(household: Household, person: Person) -> bool:
    """Whether anybody else of the household is still named."""
    return household.memberships.filter(person__erased_at=None).exclude(person=person).exists()


def _erase_files(household: Household, *, basis: str, actor: Actor, on: date) -> int:
    files = EvidenceFile.objects.filter(subject=f"household:{household.number}", erased_at=None)
    uids = list(files.values_list("uid", flat=True))
    for uid in uids:
        erase_file(uid=uid, basis=basis, actor=actor, on=on)
    return len(uids)


def _erase_events(person: Person, households: list[Household], name: str, *, basis: str, actor: Actor, on: date) -> int:
    """Destroy the values of the events about the person, and of those about their households that speak the name."""
    about = list(Entry.objects.filter(subject=f"person:{person.number}"))
    for entry in Entry.objects.filter(subject__in=[f"household:{h.number}" for h in households]):
        if len(name) > 1 and name in str(entry.values):
            about.append(entry)
    for entry in about:
        erase_values(chain=entry.chain, seq=entry.seq, basis=basis, actor=actor, on=on)
    return len(about)
