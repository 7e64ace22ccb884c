"""Proposes a change in who belongs to a household: a birth, a death, a marriage, a move, a split, a merge, another head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tuopin.identification.models import Arrival, Change
from tuopin.identification.states.changes import ARRIVING, LEAVING
from tuopin.intake.cells.certificate import CertificateReader, read_by_kind
from tuopin.intake.cells.flaws import Flawed
from tuopin.intake.cells.text import read_name
from tuopin.kernel.codelists import code_list
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import open_case
from tuopin.procedure.services.person import person_of
from tuopin.registry.models import Household, MemberForm, Membership, Person
from tuopin.registry.selectors.households import household_of
from tuopin.registry.services.correct_members import plain
from tuopin.registry.services.versions import fitting
from tuopin.trail.services import record

NAME = "member-change"


@dataclass(frozen=True)
class ArrivalTold:
    """Who comes into the household: a newborn may have no certificate yet."""

    name: str
    relation: str
    certificate: str = ""
    sex: str = ""
    born_on: date | None = None


@dataclass(frozen=True)
class ChangeTold:
    """What changes: `persons` are the numbers of members who die, leave, split off or become the head; `other` the household that is merged into."""

    household: str
    kind: str
    happened_on: date
    persons: tuple[str, ...] = ()
    arrival: ArrivalTold | None = None
    other: str = ""
    relation: str = ""  # for another head: what the former one then is
    note: str = ""


@transaction.atomic
def propose_change(*, told: ChangeTold, actor: Actor, on: date, key: UUID | None = None) -> Case:
    """Put the change on record and open its case; nothing changes until the county has made it effective.

    The same key again is the same case. Raises NotFound outside the asker's areas and for persons who are not members, a Refusal for what
    cannot be: the head leaves without another head, everybody splits off, a day to come.
    """
    before = Case.objects.filter(actor.scope("area_code"), key=key).first() if key else None
    if before is not None:
        return before
    household = household_of(actor, told.household)
    actor.require("correct", household.village_code)
    if told.kind not in Change.Kind.values:
        raise Refusal("no-such-change", phrase("没有这种变动。"), phrase("请从列表中选择变动类型。"))
    if told.happened_on > on:
        raise Refusal("bad-happened-on", phrase("办理日期不能晚于今天,也不能早于上一步。"), phrase("请核对日期。"))
    relations = {told.relation, told.arrival.relation if told.arrival else ""} - {""}
    if not relations <= set(code_list("relation").values):
        raise Refusal("value-does-not-fit", phrase("“{field}”不能填这个值。"), phrase("请按栏目的单位和格式填写。"), field=phrase("与户主关系"))
    persons, other = _persons(household, told), _other(household, told, actor)
    change = Change.objects.create(
        household=household, kind=told.kind, happened_on=told.happened_on, other=other, relation=told.relation[:28], note=told.note.strip()[:300],
        account=person_of(actor),
    )
    change.persons.set(persons)
    if told.kind in ARRIVING and not persons:
        _arrival(change, told.arrival, on)
    record(area_code=household.village_code, verb="propose-change", subject=f"change:{change.pk}", actor=actor, on=on, basis=told.note,
           kind=told.kind, household=household.number, happened_on=told.happened_on.isoformat())
    return open_case(procedure=NAME, number=str(change.pk), actor=actor, note=told.note, key=key)


def _persons(household: Household, told: ChangeTold) -> list[Person]:
    stays = {stay.person.number: stay for stay in Membership.objects.filter(household=household, ends_on=None).select_related("person")}
    if told.kind in ARRIVING:  # somebody known to the register comes from another household, named by number
        return list(Person.objects.filter(number__in=told.persons, memberships__ends_on=None).exclude(memberships__household=household))
    missing = [number for number in told.persons if number not in stays]
    if missing:
        raise NotFound("no-such-member", phrase("这一户没有编号为“{person}”的成员。"), phrase("请核对人编号。"), person=missing[0][:40])
    if told.kind == Change.Kind.MERGE:
        return [stay.person for stay in stays.values()]
    if not told.persons or (told.kind not in (Change.Kind.SPLIT,) and len(told.persons) != 1):
        raise Refusal("who-is-missing", phrase("没有选择变动的成员。"), phrase("分户可选多人,其他变动每次一人。"))
    heads = set(MemberForm.objects.filter(household=household, superseded_at=None, relation="head").values_list("person__number", flat=True))
    if told.kind in LEAVING and len(stays) > 1 and heads & set(told.persons):
        raise Refusal("head-leaves", phrase("离开的人是户主。"), phrase("请先办理变更户主,再办理这一项。"))
    if told.kind == Change.Kind.SPLIT and len(told.persons) >= len(stays):
        raise Refusal("nobody-stays", phrase("分户后原户没有人了。"), phrase("全部迁走的请办理迁出或整户销户。"))
    if told.kind == Change.Kind.HEAD and heads & set(told.persons):
        raise Refusal("head-already", phrase("所选的人已经是户主。"), phrase("请选择新的户主。"))
    return [stays[number].person for number in told.persons]


def _other(household: Household, told: ChangeTold, actor: Actor) -> Household | None:
    if told.kind != Change.Kind.MERGE:
        return None
    other = household_of(actor, told.other)
    if other.pk == household.pk:
        raise Refusal("same-household", phrase("不能与自己并户。"), phrase("请填写并入的另一户的户编号。"))
    return other


def _arrival(change: Change, told: ArrivalTold | None, on: date) -> Arrival:
    name = plain(read_name(told.name)) if told else ""
    if not name or not told.relation:
        raise Refusal("name-missing", phrase("没有填写姓名。"), phrase("请按户口簿填写。"))
    number = ""
    if told.certificate.strip():
        read = CertificateReader(on.year).read(told.certificate.strip())
        number = plain(read_by_kind("resident_id", told.certificate, read) if isinstance(read, Flawed) else read) or ""
    elif change.kind != Change.Kind.BIRTH:
        raise Refusal("certificate-missing", phrase("没有填写证件号码。"), phrase("请按证件填写。"))
    elif told.born_on is None:
        raise Refusal("birth-day-missing", phrase("没有填写出生日期。"), phrase("请按出生医学证明填写。"))
    return Arrival.objects.create(
        change=change, name=name, sex=told.sex, born_on=told.born_on, relation=fitting(MemberForm, "relation", told.relation),
        certificate_sealed=keyring().seal(number, f"identification.arrival|certificate|{change.pk}") if number else None,
    )
