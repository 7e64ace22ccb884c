"""Proposes a change in who belongs to a household: a birth, a death, a marriage, a move, a split, a merge, another head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from tuopin.identification.models import Arrival, Change, Relation
from tuopin.identification.selectors.relations import relations_after, whole
from tuopin.identification.services.fit_change import Wanted, fit_change
from tuopin.identification.states.changes import ARRIVING
from tuopin.identification.states.kinship import sex_of
from tuopin.intake.cells.certificate import certificate_reader, read_by_kind
from tuopin.intake.cells.flaws import Flawed
from tuopin.intake.cells.text import read_name
from tuopin.kernel.codelists import code_list
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import open_case
from tuopin.procedure.services.person import person_of
from tuopin.registry.models import Household, MemberForm, Person
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
    relation: str = ""  # for another head, and for a merge: what the former head then is to the head
    note: str = ""
    relations: Mapping[str, str] = field(default_factory=dict)  # by number: what members then are to the head, where it does not follow or is otherwise


@transaction.atomic
def propose_change(*, told: ChangeTold, actor: Actor, on: date, key: UUID | None = None) -> Case:
    """Put the change on record and open its case; nothing changes until the county has made it effective.

    The same key again is the same case. Raises NotFound outside the asker's areas and for persons who are not members, a Refusal for what
    cannot be: the head leaves without another head, everybody splits off, a day to come or from before somebody came, a member of whom it
    neither is told nor follows what they are to the new head.
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
        raise Refusal("value-does-not-fit", phrase("“{field}”不能填这个值。"), phrase("请按栏目的单位和格式填写。"), field=Phrase(phrase("与户主关系")))
    certificate = _certificate_of(told, on)
    persons, other = _fitting(household, told, certificate, actor)
    said = {number: relation for number, relation in told.relations.items() if relation}
    related = whole(relations_after(household, told.kind, persons, other=other, told=said, of_former=told.relation))
    change = Change.objects.create(
        household=household, kind=told.kind, happened_on=told.happened_on, other=other, relation=told.relation[:28], note=told.note.strip()[:300],
        account=person_of(actor),
    )
    change.persons.set(persons)
    Relation.objects.bulk_create([Relation(change=change, person=each.person, relation=each.relation) for each in related])
    if told.kind in ARRIVING and not persons:
        _arrival(change, told.arrival, certificate)
    record(area_code=household.village_code, verb="propose-change", subject=f"change:{change.pk}", actor=actor, on=on, basis=told.note,
           kind=told.kind, household=household.number, happened_on=told.happened_on.isoformat())
    return open_case(procedure=NAME, number=str(change.pk), actor=actor, note=told.note, key=key)


def _fitting(household: Household, told: ChangeTold, certificate: str, actor: Actor) -> tuple[list[Person], Household | None]:
    """Whom the change is about, and the household that is merged into; the same is asked again before it is done."""
    other = household_of(actor, told.other) if told.kind == Change.Kind.MERGE else None
    comes = told.arrival if told.kind in ARRIVING and not told.persons else None
    fitting = fit_change(Wanted(
        household, told.kind, told.happened_on, told.persons if told.kind != Change.Kind.MERGE else (), other,
        comes.relation if comes else told.relation, certificate), actor=actor)
    return fitting.persons, other


def _certificate_of(told: ChangeTold, on: date) -> str:
    """The certificate of who comes, as it is kept; raises a Refusal where there must be one and is none, or it cannot be."""
    arrival = told.arrival
    if told.kind not in ARRIVING or told.persons:
        return ""
    if arrival is None or not plain(read_name(arrival.name)) or not arrival.relation:
        raise Refusal("name-missing", phrase("没有填写姓名。"), phrase("请按户口簿填写。"))
    if arrival.born_on and arrival.born_on > told.happened_on:
        raise Refusal("born-later", phrase("出生日期晚于变动日期。"), phrase("请核对日期。"))
    if arrival.certificate.strip():
        read = certificate_reader(on.year).read(arrival.certificate.strip())
        return plain(read_by_kind("resident_id", arrival.certificate, read) if isinstance(read, Flawed) else read) or ""
    if told.kind != Change.Kind.BIRTH:
        raise Refusal("certificate-missing", phrase("没有填写证件号码。"), phrase("请按证件填写。"))
    if arrival.born_on is None:
        raise Refusal("birth-day-missing", phrase("没有填写出生日期。"), phrase("请按出生医学证明填写。"))
    return ""


def _arrival(change: Change, told: ArrivalTold, number: str) -> Arrival:
    return Arrival.objects.create(
        change=change, name=plain(read_name(told.name)), sex=told.sex or sex_of(told.relation), born_on=told.born_on, relation=fitting(MemberForm, "relation", told.relation),
        certificate_sealed=keyring().seal(number, f"identification.arrival|certificate|{change.pk}") if number else None,
    )
