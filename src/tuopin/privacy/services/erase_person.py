"""Erases a person: what tells who they were is destroyed, the facts without a name stay, and the trail still verifies.

Destroyed: name, sex, birth date, certificate with its index; where they headed a household, its phone and account in every version of its form, and its
name in the lists; every text of every room that speaks their name (`erase_words`), and where nobody else of a household is left, every text about it; the
values (with their salts) of the events about them, and of all events of their households and villages that speak their name; blocks of files that still
wait for the household; its evidence when nobody else of it is left, and any file whose note speaks the name. What stays are numbers without a
person: forms, incomes, verdicts, counts. The places in the tables' files are written over afterwards (`sweep_erased`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import erase_file
from tuopin.evidence.states.sealing import open_note
from tuopin.kernel.areas import NATION
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import certificate_key
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Standing
from tuopin.privacy.services.erase_words import Whereabouts, erase_words, whereabouts_of
from tuopin.procedure.models import Case
from tuopin.procedure.services import ask_agreement, spend_agreement
from tuopin.registry.models import Household, HouseholdForm, MemberForm, Person, StagedBlock
from tuopin.scope.services import door
from tuopin.trail.models import Entry
from tuopin.trail.selectors.spoken import events_that_speak
from tuopin.trail.services import erase_values, record

WHAT = "erase-person"


@dataclass(frozen=True)
class Erased:
    """What an erasure destroyed: events whose values are gone, blocks and files emptied."""

    person: str
    events: int
    blocks: int
    files: int


@dataclass(frozen=True)
class Told:
    """Who erases, when and why: what every event of an erasure says."""

    basis: str
    actor: Actor
    on: date

    def __post_init__(self):
        object.__setattr__(self, "basis", self.basis.strip()[:300])

    @property
    def said(self) -> dict[str, object]:
        return {"basis": self.basis, "actor": self.actor, "on": self.on}


def ask_erasure(*, number: str, basis: str, actor: Actor) -> Case:
    """Ask that another person agree to erase this one; raises NotFound, Forbidden, or a Refusal without a basis or with the name in it."""
    person, households = _found(number, actor)
    _without_the_name(basis, person)
    return ask_agreement(what=WHAT, about=f"person:{person.number}", area_code=households[0].village_code, note=basis, actor=actor)


@transaction.atomic
def erase_person(*, number: str, basis: str, actor: Actor, on: date) -> Erased:
    """Erase the person with this number, for whoever asked and another agreed (within a day, once).

    Raises NotFound outside the asker's areas, Forbidden without the act `confirm`, a Refusal without a basis or the other's agreement.
    """
    person, households = _found(number, actor)
    if not basis.strip():
        raise Refusal("no-basis", phrase("没有写明依据。"), phrase("请写明批准文件的名称和文号。"))
    _without_the_name(basis, person)
    if StagedBlock.objects.filter(kind="household", key__in=[h.number for h in households], merged_at=None, bundle__isnull=False).exists():
        raise Refusal("file-waiting", phrase("有文件中的这一户正等待合并。"), phrase("请先合并或放弃该文件,再删除。"))
    agreed = spend_agreement(what=WHAT, about=f"person:{person.number}", area_code=households[0].village_code, actor=actor)
    told = Told(basis, actor, on)
    with door("erase", read=[NATION], write=[NATION]):
        found = whereabouts_of(person, households, _indexes(person))
        left = [h for h in households if not _others(h, person)]
        alone = whereabouts_of(person, left, found.indexes) if left else None
        files = _erase_files(found, alone, told)
        changed = erase_words(found, alone, agreed=agreed.pk) | _erase_names(person, households)
        blocks = StagedBlock.objects.filter(kind="household", key__in=found.numbers, merged_at=None)
        emptied = blocks.update(sealed=b"", settled_by="erased", merged_at=timezone.now())
        for subject in sorted(changed | {f"household:{n}" for n in found.numbers}):
            _record(subject, households[0].village_code, told)
        events = _erase_events(found, {*changed, *found.subjects}, f"person:{person.number}", told)
        _record(f"person:{person.number}", households[0].village_code, told)
    return Erased(person.number, events, emptied, files)


def _without_the_name(basis: str, person: Person) -> None:
    if len(person.name) > 1 and person.name in basis:
        raise Refusal("name-in-basis", phrase("依据中写有要删除的人的姓名。"), phrase("请只写批准文件的名称和文号。"))


def _found(number: str, actor: Actor) -> tuple[Person, list[Household]]:
    """The person and every household they are or were in, all of which must be the asker's to confirm for."""
    person = Person.objects.filter(number=number, erased_at=None).first()
    households = list(Household.objects.filter(memberships__person=person).order_by("pk").distinct()) if person else []
    if not households or not all(actor.may("read", h.village_code) for h in households):
        raise NotFound("no-such-person", phrase("没有找到人编号为“{number}”的人。"), phrase("请核对编号;如属其他辖区,请联系上级。"), number=number[:40])
    for household in households:
        actor.require("confirm", household.village_code)
    return person, households


def _indexes(person: Person) -> list[bytes]:
    """The keyed indexes of the certificate under every key there is: lists are found by them that were read long ago."""
    if person.certificate_sealed is None:
        return []
    number = keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")
    return keyring().all_indexes("certificate", certificate_key(number))


def _others(household: Household, person: Person) -> bool:
    """Whether anybody else of the household is still named."""
    return household.memberships.filter(person__erased_at=None).exclude(person=person).exists()


def _erase_names(person: Person, households: list[Household]) -> set[str]:
    """Empty the person's own row, and of the households that they headed phone, account and name in the lists; the judgements that this changed."""
    name, headed = person.name, list(MemberForm.objects.filter(person=person, relation="head").values_list("household_id", flat=True).distinct())
    Person.objects.filter(pk=person.pk).update(
        name="", sex="", born_on=None, certificate_sealed=None, certificate_index=None, erased_at=timezone.now()
    )
    HouseholdForm.objects.filter(household__in=headed).update(phone_sealed=None, phone_index=None, account_sealed=None)
    listed = Standing.objects.filter(household_id__in=[h.pk for h in households], head_name=name)
    judged = {f"judgement:{village}/{year}" for village, year in listed.values_list("village_code", "year")}
    listed.update(head_name="", head_initials="")
    return judged


def _record(subject: str, village: str, told: Told) -> None:
    """One event of erasure, in the chain in which the subject's last event stands."""
    last = Entry.objects.filter(subject=subject).order_by("-pk").values_list("area_code", flat=True).first()
    record(area_code=last or village, verb="erase", subject=subject, **told.said)


def _erase_files(found: Whereabouts, alone: Whereabouts | None, told: Told) -> int:
    """The files about households in which nobody is left, and those whose note speaks the name."""
    uids = [
        file.uid for file in EvidenceFile.objects.filter(subject__in=found.subjects, erased_at=None)
        if (alone and file.subject in alone.subjects) or (len(found.name) > 1 and found.name in open_note(file.note_sealed, file.uid))
    ]
    for uid in uids:
        erase_file(uid=uid, **told.said)
    return len(uids)


def _erase_events(found: Whereabouts, subjects: set[str], person: str, told: Told) -> int:
    """Destroy the values of the events about the person, and whatever value of other events speaks the name."""
    wholly = set(Entry.objects.filter(subject=person).values_list("chain", "seq"))
    about = dict.fromkeys(wholly, ())
    if len(found.name) > 1:
        for chain, seq, keys in events_that_speak(found.name, subjects=subjects, places=found.places):
            about.setdefault((chain, seq), keys)
    for (chain, seq), keys in sorted(about.items()):
        erase_values(chain=chain, seq=seq, keys=keys, **told.said)
    return len(about)
