"""With another head, every member's relation is to that head: what follows is recorded, what does not is asked, and the county's last step records nothing else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from identification.test_changes import ON, done, members
from identification.test_changes_meanwhile import refused_at_the_end, waiting
from identification.test_identification import code_of
from identification.test_pages import somebody
from procedure.cases import an_official
from procedure.walking import walk
from register import VILLAGE, a_household
from tuopin.identification.models import Change, Relation
from tuopin.identification.services import ArrivalTold, ChangeTold, propose_change
from tuopin.procedure.models import Case
from tuopin.procedure.services.clock import today
from tuopin.registry.models import MemberForm, Person
from tuopin.trail.services.verify_states import replayed

pytestmark = pytest.mark.django_db
FAMILY = (("head", "male", 1960), ("spouse", "female", 1962), ("son", "male", 1985), ("daughter_in_law", "female", 1987), ("grandson", "male", 2010), ("daughter", "female", 1990))


@pytest.fixture
def clerk():
    return an_official("county-clerk", ("431129000000", "clerk", ""))


def a_kin(told=FAMILY):
    """A household of parents, a son with his wife and child, and a daughter; the numbers of its members in that order."""
    household = a_household(persons=len(told))
    numbers = members(household)
    for number, (relation, sex, born) in zip(numbers, told, strict=True):
        Person.objects.filter(number=number).update(sex=sex, born_on=date(born, 5, 1))
        MemberForm.objects.filter(person__number=number).update(relation=relation)
    return household, numbers


def relations(household) -> dict[str, str]:
    return dict(MemberForm.objects.filter(household=household, superseded_at=None).values_list("person__number", "relation"))


def test_the_wife_becomes_the_head_and_everything_follows(clerk, clock):
    household, numbers = a_kin()
    done(clerk, clock, household, "head", persons=(numbers[1],))
    assert [relations(household)[n] for n in numbers] == ["spouse", "head", "son", "daughter_in_law", "grandson", "daughter"]
    accused = [found.subject for found in replayed() if not isinstance(found, int)]
    assert not [subject for subject in accused if subject.startswith("change:")]


def test_the_son_becomes_the_head_and_whose_wife_and_child_they_are_is_asked(clerk, clock):
    household, (father, mother, son, wife, child, sister) = a_kin()
    assert code_of(lambda: done(clerk, clock, household, "head", persons=(son,))) == "relation-missing"
    assert not Change.objects.exists() and not Case.objects.exists()
    done(clerk, clock, household, "head", persons=(son,), relations={wife: "spouse", child: "son"})
    assert relations(household) == {father: "father", mother: "mother", son: "head", wife: "spouse", child: "son", sister: "sibling"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Relation.objects.update(relation="other")


def test_who_splits_off_stands_to_the_head_of_their_own_household(clerk, clock):
    household, (_father, _mother, son, wife, child, _sister) = a_kin()
    told = {"persons": (son, wife, child), "relations": {wife: "spouse", child: "son"}}
    assert code_of(lambda: done(clerk, clock, household, "split", persons=told["persons"])) == "relation-missing"
    done(clerk, clock, household, "split", **told)
    assert relations(Change.objects.get().other) == {son: "head", wife: "spouse", child: "son"}
    assert set(relations(household).values()) == {"head", "spouse", "daughter"}


def test_the_younger_may_head_the_household_that_splits_off(clerk, clock):
    household, (_father, mother, _son, _wife, _child, sister) = a_kin()
    done(clerk, clock, household, "split", persons=(mother, sister), relations={sister: "head"})
    assert relations(Change.objects.get().other) == {sister: "head", mother: "mother"}


def test_a_household_that_is_merged_stands_to_the_others_head(clerk, clock):
    small, (brother, wife, son) = a_kin((("head", "male", 1970), ("spouse", "female", 1971), ("son", "male", 2000)))
    large, (head, *_rest) = a_kin()
    assert code_of(lambda: done(clerk, clock, small, "merge", other=large.number)) == "relation-missing"
    done(clerk, clock, small, "merge", other=large.number, relation="sibling")
    after = relations(large)
    assert (after[brother], after[wife], after[son], after[head]) == ("sibling", "siblings_wife", "nephew", "head")


def test_what_is_told_is_of_members_in_words_of_the_list_with_one_head(clerk, clock):
    household, (father, mother, son, wife, child, _sister) = a_kin()
    stranger = members(a_household(persons=1))[0]
    whole = {wife: "spouse", child: "son"}
    for code, more in (("no-such-member", {stranger: "son"}), ("value-does-not-fit", {mother: "eaten"}), ("one-head", {father: "head"}), ("one-head", {son: "son"})):
        assert code_of(lambda more=more: done(clerk, clock, household, "head", persons=(son,), relations=whole | more)) == code
    assert not Change.objects.exists()


def test_who_came_meanwhile_has_no_relation_to_the_new_head(clerk, clock):
    household, (_father, mother, son, wife, child, _sister) = a_kin()
    case = waiting(clerk, clock, household, "head", persons=(son,), relations={wife: "spouse", child: "son"})
    done(clerk, clock, household, "birth", arrival=ArrivalTold("赵新", "grandson", born_on=ON))
    assert "赵新" in refused_at_the_end(case, clock)
    assert Person.objects.get(name="赵新").sex == "male", "the word of the relation tells it"
    assert relations(household)[mother] == "spouse"


def test_a_change_from_before_the_relations_were_told_goes_on_where_they_follow(clerk, clock):
    household, (father, mother, *_rest) = a_kin(FAMILY[:2] + FAMILY[5:])
    case = propose_change(told=ChangeTold(household.number, "head", ON, persons=(mother,), relation="spouse"), actor=clerk, on=today())
    with connection.cursor() as cursor:  # as it was proposed before there was such a table
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE identification_relation DISABLE TRIGGER relation_for_ever; DELETE FROM identification_relation")
        cursor.execute("ALTER TABLE identification_relation ENABLE TRIGGER relation_for_ever")
    walk(case, clock)
    assert relations(household)[mother] == "head" and relations(household)[father] == "spouse"


def test_the_page_asks_what_does_not_follow_and_asks_again_for_another_head():
    """First what changes; then each member's relation, filled in where it follows; nothing is proposed before all is said, and nothing typed is lost."""
    client, _ = somebody(VILLAGE)
    household, (_father, mother, son, wife, child, _sister) = a_kin()
    address = f"/households/{household.number}/changes/propose/"

    def sent(**more) -> tuple[int, dict[str, str], str]:
        answer = client.post(address, {"kind": "head", "happened_on": "2018-11-01", "note": "父亲年迈"} | more)
        page = answer.content.decode()
        fields = dict(re.findall(r'<select name="relation-([^"]+)".*?(?:value="([a-z_]*)" selected.*?)?</select>', page, re.S))
        about = re.findall(r'name="asked" value="([^"]*)"', page)
        return answer.status_code, fields, about[0] if about else ""

    status, asked, about = sent(persons=son)
    assert status == 200 and not Change.objects.exists() and "还没有提出" in client.post(address, {"kind": "head", "happened_on": "2018-11-01", "persons": son}).content.decode()
    assert (asked[son], asked[mother], asked[wife], asked[child]) == ("head", "mother", "", "")
    said = {f"relation-{number}": relation for number, relation in asked.items()}
    status, again, _about = sent(persons=son, asked=about, **said)
    assert status == 422 and again == asked and not Change.objects.exists(), "two are still blank"
    status, other, about_her = sent(persons=mother, asked=about, **said)
    assert status == 200 and about_her != about and (other[mother], other[wife], other[child]) == ("head", "daughter_in_law", "grandson")
    status, *_rest = sent(persons=son, asked=about, **said | {f"relation-{wife}": "spouse", f"relation-{child}": "son"})
    assert status == 302
    case = Case.objects.get()
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "与新户主的关系" in page and ":配偶" in page


def test_the_page_asks_anew_when_another_of_those_who_split_off_is_made_the_head():
    client, _ = somebody(VILLAGE)
    household, (_father, mother, *_rest, sister) = a_kin()
    form = {"kind": "split", "happened_on": "2018-11-01", "persons": [mother, sister]}

    def asked_of(**more) -> str:
        return client.post(f"/households/{household.number}/changes/propose/", form | more).content.decode()

    page = asked_of()
    about = re.findall(r'name="asked" value="([^"]*)"', page)[0]
    assert about.endswith(f" {mother}")
    page = asked_of(asked=about, **{f"relation-{mother}": "", f"relation-{sister}": "head"})
    assert re.findall(r'name="asked" value="([^"]*)"', page)[0].endswith(f" {sister}")
    assert re.search(rf'name="relation-{mother}".*?value="mother" selected', page, re.S) and not Change.objects.exists()


def test_a_member_ticked_before_the_kind_was_chosen_does_not_come_with_a_newborn():
    client, _ = somebody(VILLAGE)
    household, (father, *_rest) = a_kin()
    answer = client.post(f"/households/{household.number}/changes/propose/", {
        "kind": "birth", "happened_on": "2018-11-01", "persons": father, "name": "赵新", "relation": "sibling", "sex": "female", "born_on": "2018-11-01"})
    assert answer.status_code == 302 and Change.objects.get().arrival.sex == "female" and not Change.objects.get().persons.exists()
