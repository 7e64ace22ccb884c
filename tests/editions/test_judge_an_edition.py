"""An edition judged gives what the database gives, household by household and rule by rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from register import COUNTY, NEIGHBOUR, VILLAGE, a_household, a_village_form, an_actor
from tuopin.editions.services.make_edition import make_edition
from tuopin.editions.services.pseudonym_key import pseudonym_key
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.policy.models import Doubt
from tuopin.policy.rulebook import version
from tuopin.policy.services.doubts_of_edition import doubts_of_edition
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.policy.services.judgement import judge, judge_household
from tuopin.policy.services.raise_doubts import ACROSS
from tuopin.policy.services.sources import FromEdition, Register
from tuopin.registry.models import CountySurvey, Household, MemberForm, Person
from tuopin.snapshots.pseudonyms import pseudonyms, shown
from tuopin.snapshots.reading import Edition

pytestmark = pytest.mark.django_db
DAY, ON = date(2018, 12, 31), date(2026, 11, 22)
HOUSEHOLD_RULES = ("household-exit", "poverty-line", "two-assurances-three-guarantees")
FLAGS = st.sampled_from([True, False, None])
MONEY = st.none() | st.integers(-500_000, 3_000_000).map(lambda fen: fen / 100)
LINES = ("wage", "business_income", "business_expense", "property_other", "property_land", "transfer", "transfer_other", "reward")
HOUSEHOLDS = st.lists(st.fixed_dictionaries({
    "village": st.sampled_from([VILLAGE, NEIGHBOUR]), "status": st.sampled_from(["identified", "exited", "returned", "removed"]),
    "persons": st.integers(0, 3), "income": st.dictionaries(st.sampled_from(LINES), MONEY, max_size=6),
    "house_grade": st.sampled_from(["", "A", "B", "C", "D"]), "water_safe": FLAGS, "food_enough": FLAGS, "clothing_enough": FLAGS,
    "standard": st.sampled_from(["national", "provincial"]), "year": st.sampled_from([2016, 2018]),
}), min_size=1, max_size=4)
MEMBERS = st.lists(st.fixed_dictionaries({
    "born": st.dates(date(1940, 1, 1), date(2018, 12, 31)) | st.none(), "student": st.sampled_from(["", "not_in_school", "preschool", "primary", "junior_8"]),
    "dropout_reason": st.sampled_from(["", "ill", "averse"]), "education": st.sampled_from(["", "illiterate", "junior"]),
    "health": st.sampled_from(["", "healthy", "chronic", "serious,disabled"]), "resident_medical": FLAGS, "employee_medical": FLAGS,
}), min_size=12, max_size=12)


def both(folder, **asked):
    """The answers of the register and of an edition made of it to the same question."""
    if not folder.exists():
        make_edition(year=2018, area=COUNTY, out=folder, actor=an_actor(), on=ON)
    question = {"area": COUNTY, "on": DAY, "by": None} | asked
    return [judge(**question, source=source) for source in (Register(an_actor()), FromEdition.open(folder, DAY))]


def by_number(answer, key=None):
    """Household → its verdict and reasons; official numbers turned into pseudonyms with the key."""
    named = (lambda number: shown(int(pseudonyms(key, "household", [number])[0]))) if key else str
    return {named(g["household"]): (g["holds"], g["why_not"]) for g in answer["groups"]}


@settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOUSEHOLDS, MEMBERS)
def test_every_household_is_judged_alike_from_the_register_and_from_an_edition(django_db_blocker, tmp_path_factory, households, members):
    from django.db import transaction

    with transaction.atomic():
        facts = iter(members)
        for household in households:
            stored = a_household(**household)
            for form, said in zip(MemberForm.objects.filter(household=stored), facts, strict=False):
                Person.objects.filter(pk=form.person_id).update(born_on=said["born"])
                MemberForm.objects.filter(pk=form.pk).update(**{k: v for k, v in said.items() if k != "born"})
        folder = tmp_path_factory.mktemp("edition") / "2018"
        for rule in HOUSEHOLD_RULES:
            register, edition = both(folder, rule=rule, by="household")
            assert by_number(register, pseudonym_key()) == by_number(edition)
            assert {k: v for k, v in register.items() if k != "groups"} == {k: v for k, v in edition.items() if k != "groups"}
            register, edition = both(folder, rule=rule, by="village")
            assert register == edition
        transaction.set_rollback(True)


def test_villages_and_counties_are_judged_alike(tmp_path):
    a_household(persons=4)
    a_household(village=NEIGHBOUR, status="exited")
    a_village_form(paved_road=True, power=True, broadband=True, clinic=True, doctor=True, culture_room=True, cooperatives=2, collective_income_yuan=1)
    a_village_form(code=NEIGHBOUR, poor_village=False, persons=900, agricultural_persons=None)
    CountySurvey.objects.create(county_code=COUNTY, year=2018, exited_sampled=100, exited_false=1, omitted=2, asked=50, recognising=46, document="d")
    for rule in ("village-exit", "county-exit"):
        register, edition = both(tmp_path / "2018", rule=rule)
        assert register == edition and register["judged"] == 1


def test_given_counts_stand_before_those_of_an_edition(tmp_path):
    a_village_form()
    for counts in ({"omitted": "7", "asked": "10", "recognising": "9"}, {"recognition_rate": "89.99"}):
        register, edition = both(tmp_path / "2018", rule="county-exit", given=counts)
        assert register == edition and register["conditions"]


def test_one_household_of_an_edition_has_the_reasons_it_has_in_the_register(tmp_path):
    a_household(village=NEIGHBOUR)
    asked = a_household(persons=2, house_grade="D")
    make_edition(year=2018, area=COUNTY, out=tmp_path / "e", actor=an_actor(), on=ON)
    name = shown(int(pseudonyms(pseudonym_key(), "household", [asked.number])[0]))
    edition = FromEdition.open(tmp_path / "e", DAY)
    for area in (None, COUNTY):
        answer = judge_household(rule="household-exit", number=name, on=DAY, source=edition, area=area)
        register = judge_household(rule="household-exit", number=asked.number, on=DAY, source=Register(an_actor()))
        assert answer == register | {"household": name}


def test_a_household_that_an_edition_does_not_hold_is_not_found(tmp_path):
    stored = a_household()
    make_edition(year=2018, area=COUNTY, out=tmp_path / "e", actor=an_actor(), on=ON)
    edition = FromEdition.open(tmp_path / "e", DAY)
    for number in (stored.number, "0" * 16, "ffffffffffffffff", ""):
        with pytest.raises(NotFound):
            judge_household(rule="household-exit", number=number, on=DAY, source=edition)


def test_an_edition_is_judged_for_no_other_year_and_no_other_place(tmp_path):
    a_household()
    make_edition(year=2018, area=COUNTY, out=tmp_path / "e", actor=an_actor(), on=ON)
    with pytest.raises(Refusal, match="day-of-another-year"):
        FromEdition.open(tmp_path / "e", date(2019, 1, 1))
    edition = FromEdition.open(tmp_path / "e", DAY)
    with pytest.raises(Refusal, match="not-in-edition"):
        judge(rule="household-exit", area="433130000000", on=DAY, by=None, source=edition)
    assert judge(rule="household-exit", area="430000000000", on=DAY, by=None, source=edition)["judged"] == 1




def test_the_doubt_rules_find_in_an_edition_what_judging_raised_in_the_database(tmp_path):
    a_household(year=2017, persons=1)
    odd = a_household(status="exited", persons=2, house_grade="D", road_km=70, income={"wage": 1, "business_income": 9000, "business_expense": 0})
    a_household(persons=0)
    a_household(village=NEIGHBOUR, persons=3, income={"transfer_ecology": 900}, grain_to_green_mu=0, forest_mu=0)
    MemberForm.objects.filter(household=odd).update(student="primary", education="junior", health="", resident_medical=False, relation="head")
    for year in (2017, 2018):
        judge_counties(year=year, counties=[COUNTY], actor=an_actor())
    make_edition(year=2018, area=COUNTY, out=tmp_path / "e", actor=an_actor(), on=ON)

    def name(kind, number):
        return int(pseudonyms(pseudonym_key(), kind, [number])[0])

    raised = Doubt.objects.filter(year=2018, gone_at=None).exclude(check_code__in=ACROSS)
    households, persons = dict(Household.objects.values_list("pk", "number")), dict(Person.objects.values_list("pk", "number"))
    told = {(name("household", households[d.household_id]), d.person_id and name("person", persons[d.person_id]), d.check_code) for d in raised}
    found = [(d.household, d.person, d.check) for d in doubts_of_edition(Edition(tmp_path / "e"))]
    assert len(told) > 12 and sorted(found, key=str) == sorted(told, key=str)
    assert {d.check for d in doubts_of_edition(Edition(tmp_path / "e"), NEIGHBOUR)} < {check for _, _, check in told}


def test_an_edition_made_by_other_rules_is_judged_with_both_versions_named(tmp_path, monkeypatch):
    household = a_household()
    monkeypatch.setattr("tuopin.editions.services.make_edition.version", lambda: "0123456789ab")
    make_edition(year=2018, area=COUNTY, out=tmp_path / "old", actor=an_actor(), on=ON)
    monkeypatch.undo()
    make_edition(year=2018, area=COUNTY, out=tmp_path / "new", actor=an_actor(), on=ON)
    number = shown(int(pseudonyms(pseudonym_key(), "household", [household.number])[0]))
    for folder, named in (("old", {"rulebook": version(), "edition_rulebook": "0123456789ab"}), ("new", {})):
        source = FromEdition.open(tmp_path / folder, DAY)
        answers = [judge(rule="household-exit", area=COUNTY, on=DAY, by=None, source=source),
                   judge_household(rule="household-exit", number=number, on=DAY, source=source)]
        for answer in answers:
            assert {key: answer[key] for key in ("rulebook", "edition_rulebook") if key in answer} == named
