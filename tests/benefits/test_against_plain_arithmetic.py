"""Three hundred households of which anything may be known or not: how each stands to every policy, counted again in plain words of our own."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from benefits.builders import CLERK, ON, deliver, members_of
from register import COUNTY, NEIGHBOUR, VILLAGE, a_household
from tuopin.benefits.selectors.tallies import tallies_of
from tuopin.benefits.services import benefits_of_household, count_benefits, standings_of
from tuopin.benefits.states.catalogue import catalogue
from tuopin.registry.models import HouseholdForm, MemberForm, Person

pytestmark = pytest.mark.django_db
HOUSEHOLDS, LINE = 300, 2995  # yuan a head in 2018
YES_NO = (True, False, None)
GROUPS = {"house": ("dangerous-house", "relocation"), "livelihood": ("extreme-poverty", "subsistence-allowance"), "post": ("ecological-ranger", "public-post")}
BORDERS = [date(2018 - age, month, day) for age in (6, 16, 18, 60, 65, 66) for month, day in ((12, 31), (12, 30), (1, 1))]
VOCATIONAL = {"vocational_1", "higher_vocational_3", "technician_4"}


def both(*answers):
    return False if False in answers else None if None in answers else True


def either(*answers):
    return True if True in answers else None if None in answers else False


def is_not(answer):
    return None if answer is None else not answer


def among(word, *words):
    return word in words if word else None


def age_of(person) -> int:
    return ON.year - person.born_on.year - ((ON.month, ON.day) < (person.born_on.month, person.born_on.day))


def of_household(home, people) -> dict[str, bool | None]:
    """The household's policies of the day, by what their documents ask."""
    workers = [both(18 <= age_of(one) <= 65, among(form.labour, "ordinary", "skilled", "weak")) for one, form in people]
    return {
        "relocation": True, "dangerous-house": among(home.house_grade, "C", "D"), "safe-water": is_not(home.water_safe),
        "arable-subsidy": None if home.arable_mu is None else home.arable_mu > 0, "extreme-poverty": among(home.attribute, "five_guarantee", "support_exited"),
        "micro-credit": either(*workers), "subsistence-allowance": home.net < LINE * len(people),
    }


def of_person(status, person, form) -> dict[str, bool | None]:
    """The member's policies of the day."""
    age, able = age_of(person), among(form.labour, "ordinary", "skilled", "weak")
    student = form.student or ("not_in_school" if form.education else "")
    return {
        "rain-dew": among(student, *VOCATIONAL), "senior-fee": among(student, "senior_1", "senior_2", "senior_3"),
        "medical-premium": either(form.resident_medical, is_not(form.employee_medical)), "family-doctor": among(form.health, "chronic", "serious"),
        "disability-allowance": both(among(form.health, "disabled"), form.subsistence_allowance),
        "ecological-ranger": both(18 <= age < 60, able, among(form.health, "healthy", "chronic")),
        "pension-premium": both(status != "exited", 16 <= age < 60, among(student, "not_in_school"), either(form.resident_pension, is_not(form.employee_pension))),
        "public-post": both(age >= 16, able, not form.work_place),
    }


def lay_out(chance) -> list[tuple]:
    """The households with their forms and members; facts may be missing."""
    found = []
    for _n in range(HOUSEHOLDS):
        status, persons = chance.choice(["identified", "exited"]), chance.randint(1, 4)
        wage, subsistence = chance.choice([0, LINE * persons - 1, LINE * persons, 20_000]), chance.choice([0, 1, 5_000])
        lines = {"wage": wage, "business_income": 0, "business_expense": 0, "property_other": 0, "transfer_other": 0, "transfer_subsistence": subsistence}
        household = a_household(
            village=chance.choice([VILLAGE, NEIGHBOUR]), persons=persons, status=status, income=lines, house_grade=chance.choice(["A", "B", "C", "D", ""]),
            water_safe=chance.choice(YES_NO), arable_mu=chance.choice([None, Decimal(0), Decimal("0.01")]),
            attribute=chance.choice(["ordinary", "five_guarantee", "support_exited", ""]),
        )
        members = members_of(household)
        Person.objects.filter(pk__in=[one.pk for one in members]).update(certificate_index=None)  # the builder has not as many numbers
        if len(found) == 20:
            count_anew()  # of empty tables the database thinks that they stay so
        home = HouseholdForm.objects.get(household=household)
        home.net = wage
        people = []
        for person in members:
            form = MemberForm.objects.get(person=person)
            person.born_on = chance.choice(BORDERS)
            form.student, form.education = chance.choice([("", ""), ("", "junior"), ("vocational_1", ""), ("technician_4", ""), ("senior_3", ""), ("junior_9", "")])
            form.health, form.labour = chance.choice(["healthy", "chronic", "serious", "disabled", ""]), chance.choice(["ordinary", "skilled", "weak", "none", ""])
            form.work_place = chance.choice(["", "广东"])
            for field in ("resident_medical", "employee_medical", "resident_pension", "employee_pension", "subsistence_allowance"):
                setattr(form, field, chance.choice(YES_NO))
            people.append((person, form))
        found.append((household, status, home, people))
    Person.objects.bulk_update([one for *_rest, people in found for one, _form in people], ["born_on"])
    MemberForm.objects.bulk_update([form for *_rest, people in found for _one, form in people], [
        "student", "education", "health", "labour", "work_place", "resident_medical", "employee_medical", "resident_pension", "employee_pension", "subsistence_allowance"])
    count_anew()
    return found


def count_anew() -> None:
    """Have the database look at what its tables hold, as a server does by itself between transactions."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def state_of(name, entitled, received, others) -> str:
    if not received and others:
        return "not"
    if entitled is None:
        return "unknown"
    by_right = catalogue()[name].words["claim"] == "right"
    return ("received" if received else "gap" if by_right else "eligible") if entitled else "over" if received else "not"


def test_three_hundred_households_stand_as_plain_arithmetic_says_on_lists_counts_and_cards():
    chance = random.Random(20181231)
    laid, expected = lay_out(chance), {}
    for household, status, home, people in laid:
        subjects = [(household.pk, None, of_household(home, people))] + [(one.pk, one, of_person(status, one, form)) for one, form in people]
        for pk, person, entitled in subjects:
            received = {name for name in entitled if chance.random() < 0.12}
            for name in received:
                deliver(household, person, name, amount="100", number=f"{name}:{pk}")
            for name, answer in entitled.items():
                others = any(name in group and (received & set(group)) - {name} for group in GROUPS.values())
                expected.setdefault(name, {})[pk] = state_of(name, answer, name in received, others)
    standings = {one.policy.name: one for one in standings_of(CLERK, area=COUNTY, on=ON)}
    assert set(standings) == set(expected), "all policies in force on the day"
    for name, standing in standings.items():
        told = {standing.who[row]: state for state in ("received", "gap", "over", "unknown", "eligible", "not") for row in standing.rows(state)}
        assert told == expected[name], name
        assert sum(standing.counts().values()) - standing.counts()["entitled"] == len(told), "nobody stands twice or nowhere"
    count_benefits(counties=[COUNTY], year=2018, on=ON, actor=CLERK)
    for one in tallies_of(CLERK, area=COUNTY, year=2018):
        of = list(expected[one.policy.name].values())
        entitled = sum(state in ("received", "gap", "eligible") for state in of)
        assert (one.entitled, one.gap, one.over, one.unknown) == (entitled, *(of.count(state) for state in ("gap", "over", "unknown"))), one.policy.name
    for household, _status, _home, people in laid[:40]:
        lines, _deliveries = benefits_of_household(CLERK, number=household.number, on=ON)
        card = {(line.policy.name, line.person.pk if line.person else household.pk): line.state for line in lines}
        subjects = {"household": {household.pk}, "person": {one.pk for one, _form in people}}
        assert card == {
            (name, pk): state for name, of in expected.items() for pk, state in of.items() if state != "not" and pk in subjects[catalogue()[name].words["of"]]
        }
