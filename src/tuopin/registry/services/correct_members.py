"""Corrects what is recorded of one member of a household: a fact of the member form, the name, the certificate."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from operator import attrgetter

from django.db import IntegrityError, transaction

from tuopin.intake.cells.certificate import certificate_reader, read_by_kind
from tuopin.intake.cells.flaws import Flawed
from tuopin.intake.cells.text import read_name
from tuopin.intake.problems import CELLS
from tuopin.kernel.certificates import read_identity
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import ResidentId, certificate_key, mask
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, MemberForm, Person
from tuopin.registry.selectors.fields import MEMBER_CORRECTABLE
from tuopin.registry.services.ready_blocks import certificate_place
from tuopin.registry.services.versions import (
    Correction,
    EditedMeanwhile,
    fitting,
    found_version,
    leave_trail,
    locked_household,
    next_version,
    require_consistent,
)


@transaction.atomic
def correct_member_fact(*, correction: Correction, person: str, field: str, value: object, actor: Actor, on: date) -> MemberForm:
    """Put `value` in the place of one field of a member's form of a year; `person` is the member's number.

    Returns the version that stands. Raises NotFound, Forbidden, EditedMeanwhile, Refusal as `correct_household_fact` does.
    """
    household, year = locked_household(correction, actor), correction.year
    if field not in MEMBER_CORRECTABLE:
        raise Refusal("not-correctable", phrase("这一项不能在此更正。"), phrase("请核对栏目名称。"))
    require_consistent(MEMBER_CORRECTABLE[field], value)
    forms = MemberForm.objects.filter(household=household, year=year, person__number=person)
    found, value = found_version(correction, forms, attrgetter(field)), fitting(MemberForm, field, value)
    if found.before == value:
        return found.stands
    found.require_unchanged()
    corrected = next_version(found.stands, actor, **{field: value})
    leave_trail(household, correction.reason, actor, on, year=year, person=person, field=field, before=found.before, after=value)
    return corrected


@transaction.atomic
def correct_name(*, correction: Correction, person: str, seen: str, name: str, actor: Actor, on: date) -> Person:
    """Put another name in the place of a member's; `seen` is the name that was read. Raises as `correct_member_fact` does."""
    household = locked_household(correction, actor)
    found = member_of(household, person)
    name = plain(read_name(name))
    if not name:
        raise Refusal("name-missing", phrase("没有填写姓名。"), phrase("请按户口簿填写。"))
    if found.name == name:
        return found
    if found.name != seen:
        raise EditedMeanwhile(seen=seen, stands=found.name, source="")
    before, found.name = found.name, name
    found.save(update_fields=["name"])
    leave_trail(household, correction.reason, actor, on, year=correction.year, person=person, field="name", before=before, after=name)
    return found


@transaction.atomic
def correct_certificate(*, correction: Correction, person: str, seen: str, number: str, actor: Actor, on: date) -> Person:
    """Put another certificate number in the place of a member's; birth date and sex follow an identity number.

    `seen` is what `certificate_mark` said when it was read. The trail keeps of the numbers, old and new, only their keyed
    index: enough to prove later which number stood there, nothing to read. Raises as `correct_member_fact` does, and a Refusal
    when the number is not well formed or somebody else is registered with it.
    """
    household = locked_household(correction, actor)
    found, ring = member_of(household, person), keyring()
    told = certificate_reader(on.year).read(number)
    number = plain(read_by_kind(found.certificate_kind, number, told) if isinstance(told, Flawed) else told)
    if not number:
        raise Refusal("certificate-missing", phrase("没有填写证件号码。"), phrase("请按证件填写。"))
    index = ring.find_by("certificate", certificate_key(number))
    if found.certificate_index is not None and bytes(found.certificate_index) in ring.all_indexes("certificate", certificate_key(number)):
        return found
    if certificate_mark(found) != seen:
        raise EditedMeanwhile(seen="", stands=mask(ring.open(found.certificate_sealed, certificate_place(person))), source="")
    before = bytes(found.certificate_index).hex() if found.certificate_index else ""
    identity = read_identity(number)
    if isinstance(identity, ResidentId):
        found.born_on, found.sex = identity.born_on or found.born_on, identity.sex or found.sex
    found.certificate_index, found.certificate_sealed = index, ring.seal(number, certificate_place(person))
    _save_certificate(found, ring.all_indexes("certificate", certificate_key(number)))
    leave_trail(
        household, correction.reason, actor, on, year=correction.year, person=person, field="certificate", before_index=before, after_index=index.hex(),
    )
    return found


def certificate_mark(person: Person) -> str:
    """What tells one certificate of a person from another without telling the number: to see that it changed meanwhile."""
    return sha256(bytes(person.certificate_index or b"")).hexdigest()[:16]


def member_of(household: Household, person: str) -> Person:
    """The person with the number, who is or was a member of the household; raises NotFound."""
    found = Person.objects.select_for_update().filter(number=person, pk__in=household.memberships.values("person_id")).first()
    if found is None:
        raise NotFound("no-such-member", phrase("这一户没有编号为“{person}”的成员。"), phrase("请核对人编号。"), person=person[:40])
    return found


def plain(read: object) -> object:
    """What an import would take without asking; raises a Refusal with what is wrong and what to do for the rest."""
    if not isinstance(read, Flawed):
        return read
    if read.outcome == "A":
        return read.value
    known = CELLS[read.code]
    raise Refusal(read.code, known.message, known.fix, **{key: str(value) for key, value in read.params.items()})


def _save_certificate(person: Person, indexes: list[bytes]) -> None:
    """Save, unless the number is somebody else's, here or anywhere: whose is not said."""
    taken = Refusal(
        "certificate-taken", phrase("这个证件号码已登记在另一人名下。"), phrase("请核对证件;号码无误的,请联系上级查明是否重复登记。"))
    if Person.objects.filter(certificate_index__in=indexes).exclude(pk=person.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            person.save(update_fields=["born_on", "sex", "certificate_index", "certificate_sealed"])
    except IntegrityError as fault:
        raise taken from fault
