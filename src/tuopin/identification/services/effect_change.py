"""Makes a change of members effective in the register: stays begin and end, the forms of the year and after follow, numbers stay."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone

from tuopin.identification.models import Change
from tuopin.identification.selectors.relations import relations_after, whole
from tuopin.identification.services.fit_change import Fitting, Wanted, fit_change
from tuopin.identification.states.changes import ARRIVING, LEAVING
from tuopin.kernel.areas import NATION
from tuopin.kernel.certificates import read_identity
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import ResidentId, certificate_key
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services.clock import now
from tuopin.registry.models import Household, HouseholdForm, MemberForm, Membership, Person, StatusEvent
from tuopin.registry.services.ready_blocks import certificate_place, person_number
from tuopin.scope.services import door
from tuopin.trail.services import Event, doer_at, record_many

KEPT = ("group_name", "standard", "attribute", "main_cause", "other_causes")  # what a new household of a split has in common with the old


def effect_change(*, change: Change, case: Case, actor: Actor, on: date) -> None:
    """Do to the register what the change says, by its completed case. Raises a Refusal when it does not fit any more who belongs to the households."""
    (fitting, relations), household = _still_fits(change, actor), change.household
    touched = {household}
    if change.kind in ARRIVING:
        touched |= _arrive(change, household, fitting)
    elif change.kind in LEAVING:
        _leave(change, fitting.persons, household)
    elif change.kind == Change.Kind.HEAD:
        _new_head(change, household, relations)
    elif change.kind == Change.Kind.SPLIT:
        touched.add(_split(change, household, relations, doer=(case, actor, on)))
    else:
        touched.add(_merge(change, household, relations, doer=(case, actor, on)))
    Change.objects.filter(pk=change.pk).update(effective_at=now())
    told = [(one.village_code, f"household:{one.number}") for one in sorted(touched, key=lambda h: h.pk)]
    told.append((household.village_code, f"change:{change.pk}"))  # it is effective from now on: its own state is another
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(village, "change-members", subject, *doer_at(actor, village), on,
                  {"basis": f"case:{case.pk}", "kind": change.kind, "happened_on": change.happened_on.isoformat()})
            for village, subject in told
        ])


def _still_fits(change: Change, actor: Actor) -> tuple[Fitting, dict[int, str]]:
    """What `fit_change` says now, of the change as it was proposed, and what each member is to their new head; members may have come and gone since."""
    arrival = getattr(change, "arrival", None)
    try:
        fitting = fit_change(Wanted(
            change.household, change.kind, change.happened_on, tuple(change.persons.order_by("number").values_list("number", flat=True)), change.other,
            arrival.relation if arrival else change.relation, certificate_of(change)), actor=actor)
        here = Membership.objects.filter(household=change.household, ends_on=None).values("person")
        told = dict(change.relations.filter(person__in=here).values_list("person__number", "relation"))
        related = whole(relations_after(change.household, change.kind, fitting.persons, other=change.other, told=told, of_former=change.relation))
        return fitting, {each.person.pk: each.relation for each in related}
    except Refusal as refusal:
        raise Refusal("members-changed", phrase("提出以后成员有了变化,不能照原来的提出生效:{why}"), phrase("请撤回,按现在的成员重新提出。"),
                      why=refusal.say()[0]) from refusal


def certificate_of(change: Change) -> str:
    """The certificate of who comes with the change; empty where nobody does, or a newborn has none yet."""
    arrival = getattr(change, "arrival", None)
    sealed = arrival.certificate_sealed if arrival else None
    return keyring().open(sealed, f"identification.arrival|certificate|{change.pk}") if sealed else ""


def _years(household: Household, change: Change) -> list[int]:
    """The years whose forms the change bears on: from its own on, at least the latest that there is."""
    years = sorted(HouseholdForm.objects.filter(household=household, superseded_at=None).values_list("year", flat=True))
    return [year for year in years if year >= min(change.happened_on.year, years[-1])] if years else []


def _arrive(change: Change, household: Household, fitting: Fitting) -> set[Household]:
    for left in fitting.losing:
        _leave(change, fitting.persons, left)
    with door("roster", read=[NATION]):
        for person in fitting.persons or [fitting.known or _registered(change, household)]:
            Membership.objects.create(person=person, household=household, starts_on=change.happened_on)
            relation = change.arrival.relation if hasattr(change, "arrival") else change.relation or "other"
            _form(person, household, change, relation)
    return set(fitting.losing)


def _registered(change: Change, household: Household) -> Person:
    """Somebody new, with a number of this household."""
    told, ring, number = change.arrival, keyring(), certificate_of(change)
    taken = set(Person.objects.filter(number__startswith=household.number).values_list("number", flat=True))
    position = next(n for n in range(1, 100) if person_number(household.number, n) not in taken)
    own, identity = person_number(household.number, position), read_identity(number)
    known = identity if isinstance(identity, ResidentId) else None
    person = Person.objects.create(
        number=own, name=told.name, sex=known.sex if known and known.sex else told.sex, born_on=known.born_on if known and known.born_on else told.born_on,
        certificate_sealed=ring.seal(number, certificate_place(own)) if number else None,
        certificate_index=ring.find_by("certificate", certificate_key(number)) if number else None,
    )
    told.person = person
    told.save(update_fields=["person"])
    return person


def _form(person: Person, household: Household, change: Change, relation: str) -> None:
    MemberForm.objects.filter(person=person, year__in=_years(household, change), superseded_at=None).update(superseded_at=timezone.now())
    MemberForm.objects.bulk_create([
        MemberForm(person=person, household=household, year=year, relation=relation, source=f"change:{change.pk}") for year in _years(household, change)
    ])


def _leave(change: Change, persons: list[Person], household: Household) -> None:
    stays = Membership.objects.filter(person__in=persons, household=household, ends_on=None)
    stays.update(ends_on=change.happened_on, end_reason=change.kind)
    MemberForm.objects.filter(
        person__in=persons, household=household, year__in=_years(household, change), superseded_at=None).update(superseded_at=timezone.now())


def _new_head(change: Change, household: Household, relations: dict[int, str]) -> None:
    for form in MemberForm.objects.filter(household=household, year__in=_years(household, change), superseded_at=None):
        if form.person_id in relations and relations[form.person_id] != form.relation:
            _next_form(form, relations[form.person_id], household, change)


def _next_form(form: MemberForm, relation: str, household: Household, change: Change) -> None:
    MemberForm.objects.filter(pk=form.pk).update(superseded_at=timezone.now())
    columns = {f.attname: getattr(form, f.attname) for f in MemberForm._meta.concrete_fields if f.name not in ("id", "recorded_at")}
    MemberForm.objects.create(**columns | {
        "relation": relation, "household_id": household.pk, "source": f"change:{change.pk}", "superseded_at": None})


def _split(change: Change, household: Household, relations: dict[int, str], *, doer: tuple[Case, Actor, date]) -> Household:
    """A household of its own for those who split off, under a new number; it stands where the old one stands."""
    case, actor, on = doer
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('registry_household', 'id'))")
        pk = cursor.fetchone()[0]
    new = Household.objects.create(pk=pk, number=f"T{household.village_code[:6]}{pk:08d}", village_code=household.village_code)
    for form in HouseholdForm.objects.filter(household=household, year__in=_years(household, change), superseded_at=None):
        HouseholdForm.objects.create(
            household=new, year=form.year, village_code=form.village_code, source=f"change:{change.pk}", **{name: getattr(form, name) for name in KEPT})
    _move(change, household, new, relations)
    change.other = new
    change.save(update_fields=["other"])
    stands = StatusEvent.objects.filter(household=household).order_by("on", "id").last()
    if stands is not None and stands.kind != StatusEvent.Kind.REMOVED:
        StatusEvent.objects.create(household=new, kind=stands.kind, on=on, basis=f"case:{case.pk}", actor=actor.name, case=case)
    return new


def _merge(change: Change, household: Household, relations: dict[int, str], *, doer: tuple[Case, Actor, date]) -> Household:
    """Everybody goes into the other household; the empty one leaves the register and keeps its number and history."""
    case, actor, on = doer
    other = Household.objects.get(pk=change.other_id)  # held: `fit_change`
    _move(change, household, other, relations)
    if StatusEvent.objects.filter(household=household).exists():
        StatusEvent.objects.create(household=household, kind=StatusEvent.Kind.REMOVED, on=on, basis=f"case:{case.pk}", actor=actor.name, case=case)
    return other


def _move(change: Change, old: Household, new: Household, relations: dict[int, str]) -> None:
    persons = list(change.persons.all())
    years = _years(old, change)
    forms = {
        (form.person_id, form.year): form
        for form in MemberForm.objects.filter(person__in=persons, household=old, year__in=years, superseded_at=None)
    }
    Membership.objects.filter(person__in=persons, household=old, ends_on=None).update(ends_on=change.happened_on, end_reason=change.kind)
    Membership.objects.bulk_create([Membership(person=person, household=new, starts_on=change.happened_on) for person in persons])
    into = set(_years(new, change)) or set(years)
    for person in persons:
        for year in years:
            form = forms.get((person.pk, year))
            if form is None:
                continue
            if year in into:
                _next_form(form, relations[person.pk], new, change)
            else:
                MemberForm.objects.filter(pk=form.pk).update(superseded_at=timezone.now())

