"""What every member is to the head after a change by which they have another: told, following from what was, or to be asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tuopin.identification.models import Change
from tuopin.identification.states.kinship import Kin, relation_through, relation_to
from tuopin.kernel.codelists import code_list
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, MemberForm, Membership, Person
from tuopin.registry.selectors.households import household_of

HEAD, OTHER = "head", "other"
RELATING = frozenset({Change.Kind.HEAD, Change.Kind.SPLIT, Change.Kind.MERGE})  # kinds by which members have another head


@dataclass(frozen=True)
class Related:
    """One member who has another head: what they are to that head (empty where it has to be asked), and what they were to the former one."""

    person: Person
    relation: str
    before: str

    @property
    def heads(self) -> bool:
        """Whether it is they who head the household then."""
        return self.relation == HEAD


def relations_asked(actor: Actor, number: str, kind: str, persons: Collection[str], *, other: str = "", told: Mapping[str, str] | None = None) -> list[Related]:
    """The same of a change that is about to be proposed; raises NotFound outside the asker's areas."""
    household = household_of(actor, number)
    found = list(Person.objects.filter(memberships__household=household, memberships__ends_on=None, number__in=persons))
    return relations_after(household, kind, found, other=household_of(actor, other) if kind == Change.Kind.MERGE else None, told=told or {})


def relations_after(
    household: Household, kind: str, persons: Collection[Person], *, other: Household | None = None, told: Mapping[str, str], of_former: str = "",
) -> list[Related]:
    """Everybody who has another head by the change, by number; nobody where the change leaves the head as it is.

    `told` says relations by the person's number and goes before what follows; in a split it says too who becomes the head, else the eldest does;
    `of_former` says what the former head is to the head, where `told` does not. Raises NotFound for numbers of others,
    a Refusal for words that are none and for a second head.
    """
    if kind not in RELATING or (kind == Change.Kind.HEAD and not persons):
        return []
    living = _living(household)
    concerned = {person.number: person for person in (persons if kind == Change.Kind.SPLIT else living)}
    before = _relations(household)
    former = next((person for person in living if before.get(person.number) == HEAD), None)
    if former and of_former and kind != Change.Kind.SPLIT:
        told = {former.number: of_former} | dict(told)
    strangers = sorted(set(told) - set(concerned))
    if strangers:
        raise NotFound("no-such-member", phrase("这一户没有编号为“{person}”的成员。"), phrase("请核对人编号。"), person=strangers[0][:40])
    new = None if kind == Change.Kind.MERGE else next(iter(persons)) if kind == Change.Kind.HEAD else _who_heads(persons, told)
    _sound(told, new.number if new else "")
    sex = former.sex if former else ""
    if new is not None:
        follows = {number: relation_to(_kin(new, before), _kin(person, before), former=sex) for number, person in concerned.items()} | {new.number: HEAD}
    else:
        through, head = told.get(former.number, "") if former else "", _head_of(other)
        follows = {number: relation_through(through, _kin(person, before), former=sex, head=head.sex if head else "") for number, person in concerned.items()}
    return [Related(concerned[number], told.get(number) or follows[number], before.get(number, "")) for number in sorted(concerned)]


def whole(related: list[Related]) -> list[Related]:
    """The relations with none lacking: whoever was one of the others stays one where nothing else is told; raises a Refusal that names who lacks one."""
    found = [replace(each, relation=each.relation or (OTHER if each.before == OTHER else "")) for each in related]
    lacking = [each.person.name for each in found if not each.relation]
    if lacking:
        raise Refusal("relation-missing", phrase("没有说明这些成员与新户主的关系:{names}。"), phrase("请逐人选择与新户主的关系。"), names=lacking)
    return found


def _living(household: Household) -> list[Person]:
    return list(Person.objects.filter(memberships__household=household, memberships__ends_on=None).order_by("number"))


def _relations(household: Household) -> dict[str, str]:
    """What each member is to the head by their latest form."""
    rows = MemberForm.objects.filter(household=household, superseded_at=None).order_by("year", "pk")
    return dict(rows.values_list("person__number", "relation"))


def _head_of(household: Household | None) -> Person | None:
    if household is None:
        return None
    relations = _relations(household)
    stays = Membership.objects.filter(household=household, ends_on=None).select_related("person")
    return next((stay.person for stay in stays if relations.get(stay.person.number) == HEAD), None)


def _kin(person: Person, before: Mapping[str, str]) -> Kin:
    return Kin(before.get(person.number, ""), person.sex)


def _who_heads(persons: Collection[Person], told: Mapping[str, str]) -> Person:
    """Who heads the household that splits off: whoever is told to, else the eldest."""
    chosen = [person for person in persons if told.get(person.number) == HEAD]
    return chosen[0] if chosen else min(persons, key=lambda person: (person.born_on or date.max, person.number))


def _sound(told: Mapping[str, str], head: str) -> None:
    if not set(told.values()) <= set(code_list("relation").values):
        raise Refusal("value-does-not-fit", phrase("“{field}”不能填这个值。"), phrase("请按栏目的单位和格式填写。"), field=Phrase(phrase("与户主关系")))
    if [number for number, relation in told.items() if relation == HEAD] not in ([], [head]) or told.get(head, HEAD) != HEAD:
        raise Refusal("one-head", phrase("一户只有一位户主。"), phrase("关系请不要选“户主”;换户主请办理变更户主。"))
