"""One household as its page shows it: who belongs to it, what is recorded of it year by year, who helps it, what happened to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tuopin.kernel.crypto import TamperedField
from tuopin.kernel.days import age_on, covers
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import mask
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, HouseholdForm, MemberForm, Membership, Pairing, Person, StatusEvent
from tuopin.registry.selectors.fields import HOUSEHOLD_FIELDS, Fact, facts
from tuopin.registry.selectors.income import Income, IncomeLine, income_of, lines_of
from tuopin.trail.selectors import entries_on


@dataclass(frozen=True)
class Member:
    """A person of the household with the form of the year shown; `form` is None in a year without one."""

    person: Person
    form: MemberForm | None
    age: int | None  # completed years on the day asked
    certificate: str  # masked; empty when there is none
    left_on: date | None


@dataclass(frozen=True)
class Happening:
    """One line of the household's history: a change of status, or an act that left its trail."""

    at: datetime
    on: date
    kind: str  # status | trail
    what: str  # the status event's kind, or the trail's verb
    by: str
    basis: str
    detail: dict


@dataclass(frozen=True)
class HouseholdFile:
    """All that is recorded of a household, seen from one year, beside another year where one is compared."""

    household: Household
    years: tuple[int, ...]  # newest first
    year: int | None
    other_year: int | None
    form: HouseholdForm | None
    phone: str  # masked
    account: str  # masked
    groups: list[tuple[str, list[Fact]]]
    members: list[Member]
    income: Income
    pairings: list[Pairing]
    helper: Pairing | None  # who answers for the household on the day asked
    events: list[StatusEvent]  # oldest first
    history: list[Happening]  # newest first

    @property
    def head(self) -> Member | None:
        return next((m for m in self.members if m.form and m.form.relation == "head"), None)

    @property
    def status(self) -> StatusEvent | None:
        """The last thing that happened to its status by the day asked; None when it was not yet identified."""
        return self.events[-1] if self.events else None


def household_of(actor: Actor, number: str) -> Household:
    """The household with the number; raises NotFound when there is none in the asker's areas."""
    found = Household.objects.filter(actor.scope(), number=number).first()
    if found is None:
        raise NotFound(
            "no-such-household", phrase("没有找到户编号为“{number}”的贫困户。"),
            phrase("请核对户编号;如属其他辖区,请联系上级。"), number=number[:40],
        )
    return found


def heads_of(actor: Actor, numbers: Collection[str]) -> dict[str, str]:
    """The name of each household's head by its latest form, by the household's number, as far as the asker may see them."""
    rows = MemberForm.objects.filter(actor.scope("household__village_code"), household__number__in=numbers, relation="head", superseded_at=None)
    return dict(rows.order_by("year", "pk").values_list("household__number", "person__name"))  # the latest year stays


def numbers_by_village(actor: Actor, villages: Sequence[str]) -> dict[str, list[str]]:
    """The numbers of the households of some villages, as far as the asker may see them, in order."""
    found: dict[str, list[str]] = {}
    rows = Household.objects.filter(actor.scope(), village_code__in=villages).order_by("village_code", "number")
    for village, number in rows.values_list("village_code", "number"):
        found.setdefault(village, []).append(number)
    return found


def household_file(
    actor: Actor, number: str, *, on: date, year: int | None = None, other_year: int | None = None,
) -> HouseholdFile:
    """Everything recorded of the household, seen on the day `on` from `year`, else from the latest year recorded by then.

    `other_year` sets another year's facts beside; a year without a form shows as not known. Raises NotFound.
    """
    household = household_of(actor, number)
    forms = list(household.forms.order_by("-year", "-id"))
    current = {form.year: form for form in forms if form.superseded_at is None}
    if year not in current:
        year = max((y for y in current if y <= on.year), default=max(current, default=None))
    form, other = current.get(year), current.get(other_year)
    members = _members(household, year, on)
    pairings = list(household.pairings.select_related("helper").order_by("-starts_on", "-id"))
    all_events = list(household.events.order_by("on", "id"))
    lines = _lines(household, {year, other_year})
    return HouseholdFile(
        household=household, years=tuple(sorted(current, reverse=True)), year=year, other_year=other_year, form=form,
        phone=_masked(form and form.phone_sealed, f"registry.household_form|phone|{number}|{year}"),
        account=_masked(form and form.account_sealed, f"registry.household_form|account|{number}|{year}"),
        groups=facts(HOUSEHOLD_FIELDS, form, other),
        members=members,
        income=income_of(lines.get(year, {}), lines.get(other_year, {}), sum(1 for m in members if m.form)),
        pairings=pairings,
        helper=next((p for p in pairings if covers(p.starts_on, p.ends_on, on)), None),
        events=[event for event in all_events if event.on <= on],
        history=_history(household, all_events),
    )


def _members(household: Household, year: int | None, on: date) -> list[Member]:
    forms = {
        form.person_id: form
        for form in household.member_forms.filter(year=year, superseded_at=None).select_related("person").order_by("id")
    }
    stays: dict[int, Membership] = {
        stay.person_id: stay for stay in household.memberships.select_related("person").order_by("starts_on", "id")
    }
    persons = {form.person_id: form.person for form in forms.values()}
    persons |= {stay.person_id: stay.person for stay in stays.values() if stay.person_id not in persons and stay.ends_on is None}
    rows = [
        Member(
            person, forms.get(key), person.born_on and age_on(person.born_on, on),
            _masked(person.certificate_sealed, f"registry.person|certificate|{person.number}"),
            stays[key].ends_on if key in stays else None,
        )
        for key, person in persons.items()
    ]
    return sorted(rows, key=lambda m: (m.form is None, m.form is not None and m.form.relation != "head", m.person.number))


def _lines(household: Household, years: set[int | None]) -> dict[int, dict[str, IncomeLine]]:
    return {version.year: lines_of(version) for version in household.incomes.filter(year__in=[y for y in years if y], superseded_at=None)}


def _history(household: Household, events: list[StatusEvent]) -> list[Happening]:
    happenings = [Happening(e.recorded_at, e.on, "status", e.kind, e.actor, e.basis, {"precision": e.precision}) for e in events]
    happenings += [
        Happening(entry.recorded_at, entry.happened_on, "trail", entry.verb, entry.actor, entry.basis, entry.detail)
        for entry in entries_on(f"household:{household.number}")
    ]
    return sorted(happenings, key=lambda h: (h.on, h.at), reverse=True)


def _masked(sealed: bytes | None, place: str) -> str:
    """The first and the last character of a sealed number; a row that does not open says so with a mark, never with a fault."""
    if not sealed:
        return ""
    try:
        return mask(keyring().open(sealed, place))
    except TamperedField:
        return "✕"
