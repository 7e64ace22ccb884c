"""What is published, erased and kept goes as far as was asked and no farther: other areas, other files, other people of the name."""

from datetime import date

import pytest

from procedure.cases import a_file, an_official
from register import COUNTY, NEIGHBOUR, VILLAGE, a_household
from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.refusals import Forbidden, NotFound
from tuopin.people.selectors import Actor, operator, working_as
from tuopin.policy.models import Standing
from tuopin.privacy.models import PublicEdition
from tuopin.privacy.selectors.public_figures import true_counts
from tuopin.privacy.services import erase_person as erasing
from tuopin.privacy.services.erase_words import places_of
from tuopin.privacy.services.publish_figures import publish_figures
from tuopin.privacy.states.disclosure import Table
from tuopin.procedure.services import agree
from tuopin.registry.models import Household, Person
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
ON, BASIS, NAME = date(2020, 6, 30), "删除申请 3 号", "覃望舒"


def standings(village, count, start):
    Standing.objects.bulk_create(
        Standing(household_id=n, year=2018, number=f"H{n}", village_code=village, persons=3, status="poor", attribute="general", main_cause="ill")
        for n in range(start, start + count))


def test_figures_count_the_households_of_the_area_and_of_no_area_before_or_after_it():
    standings(VILLAGE, 12, 1)
    alone = true_counts(area=COUNTY, year=2018, lowest=5)
    for n, elsewhere in enumerate(["110101001001", "431128999999", "431130100201", "659001001001"]):
        standings(elsewhere, 20, 1000 * (n + 1))
    assert true_counts(area=COUNTY, year=2018, lowest=5) == alone and alone.table.counts[COUNTY][0] == alone.table.counts[VILLAGE][0] == 12


def test_a_long_basis_is_kept_as_far_as_there_is_room_and_told_the_same_in_the_trail():
    standings(VILLAGE, 12, 1)
    said = "依" * 299 + "甲乙丙"
    publish_figures(area=COUNTY, year=2018, lowest="village", basis=f"  {said}", actor=operator(), on=ON)
    assert PublicEdition.objects.get().basis == said[:300] == Entry.objects.get(verb="publish_figures").values["basis"]


def test_places_are_put_together_from_below_and_each_once():
    parent = {"top": None, "a": "top", "b": "top", "a1": "a", "a2": "a", "b1": "b"}
    order = Table(parent, {place: [20] for place in parent}).upward()
    assert sorted(order) == sorted(parent) and all(order.index(place) < order.index(above) for place, above in parent.items() if above)


def named(household: Household, name: str = NAME) -> Person:
    Person.objects.filter(pk=household.memberships.order_by("pk").first().person_id).update(name=name)
    return household.memberships.order_by("pk").first().person


@pytest.mark.parametrize(("namesake", "own_village", "above"), [("433130100201", True, True), (NEIGHBOUR, True, False), (VILLAGE, False, False), (None, True, True)])
def test_a_name_is_taken_out_of_the_texts_of_places_where_nobody_else_has_it(namesake, own_village, above):
    household = a_household()
    person = named(household)
    if namesake:
        named(a_household(village=namesake))
    found = places_of(person, [household])
    assert (VILLAGE in found, COUNTY in found, f"{VILLAGE[:9]}000" in found) == (own_village, above, above)
    assert not [code for code in found if not code.startswith(COUNTY[:6])]


def test_whoever_may_read_and_not_confirm_is_refused_and_whoever_may_not_read_finds_nobody():
    person = named(a_household())
    reader, corrector = Actor("r", ((COUNTY, frozenset({"read"})),)), Actor("c", ((COUNTY, frozenset({"correct", "confirm"})),))
    with working_as(operator()):
        assert erasing._found(person.number, operator())[0] == person
        with pytest.raises(Forbidden):
            erasing._found(person.number, reader)
        for nobody in (corrector, Actor("n", (("433130000000", frozenset({"read", "confirm"})),))):
            with pytest.raises(NotFound) as caught:
                erasing._found(person.number, nobody)
            assert not isinstance(caught.value, Forbidden)


def test_of_the_files_of_a_household_that_lives_on_only_those_that_speak_the_name_go():
    one, other = an_official("head-one", (COUNTY, "head", "")), an_official("head-two", (COUNTY, "head", ""))
    household = a_household(persons=3)
    person, files = named(household), {}
    for note in (f"{NAME}家的院墙", "外墙", ""):
        files[note] = a_file("scan", f"household:{household.number}", note=note).pk
    with working_as(one):
        case = erasing.ask_erasure(number=person.number, basis=BASIS, actor=one).pk
    with working_as(other):
        agree(case=case, actor=other)
    with working_as(one):
        erasing.erase_person(number=person.number, basis=BASIS, actor=one, on=ON)
    assert {note: EvidenceFile.objects.get(pk=pk).erased_at is not None for note, pk in files.items()} == {f"{NAME}家的院墙": True, "外墙": False, "": False}
