"""What a later or another file says of people already there: another name, a number at last, a move, an absence; spans that never overlap."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from incomes import versions
from register import NEIGHBOUR, VILLAGE, a_certificate, an_actor
from rosters import ON, a_helper_row, a_member, a_roster_household, bring_in, receive, write_roster
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.registry.models import HouseholdForm, MemberForm, Membership, Pairing, Person, Posting
from tuopin.registry.selectors.batches import batch_of
from tuopin.registry.services.plan_households import spans_of
from tuopin.registry.services.settle_rows import abandon_batch, confirm_rows
from tuopin.trail.services import Asked, verify_trail

pytestmark = pytest.mark.django_db
NUMBER = "10431120001"


def people(*changes, persons=2):
    found = [a_member(NUMBER, n) for n in range(1, persons + 1)]
    for member, change in zip(found, changes, strict=False):
        member.update(change)
    return found


def come(tmp_path, members=None, *, year=2018, name=None, confirm=True, **facts):
    path = write_roster(tmp_path / (name or f"{year}.xlsx"), [a_roster_household(1, year=year, members=members, **facts)])
    return bring_in(path, an_actor(), confirm=confirm)


def the(position):
    return Person.objects.get(number=f"{NUMBER}{position:02d}")


def test_the_next_year_corrects_who_somebody_is_and_an_older_year_does_not(tmp_path):
    come(tmp_path)
    come(tmp_path, people({"姓名": "盘新名", "性别": "女"}), year=2019)
    assert (the(1).name, the(1).sex) == ("盘新名", "female")
    come(tmp_path, people({"姓名": "盘旧名"}), year=2017)
    assert the(1).name == "盘新名" and verify_trail(Asked(replay=True)).findings == []


def test_a_certificate_that_changed_waits_for_a_person_and_is_then_sealed_for_its_place(tmp_path):
    come(tmp_path)
    other = a_certificate(date(1970, 1, 2), 777)
    batch = come(tmp_path, people({"证件号码": other}), year=2019, confirm=False)
    assert batch.blocks.filter(kind="household", merged_at=None).exists() and not Person.objects.filter(
        certificate_index=keyring().find_by("certificate", other)).exists()
    batch = come(tmp_path, people({"证件号码": other}), year=2019, name="again.xlsx")
    assert keyring().open(bytes(the(1).certificate_sealed), f"registry.person|certificate|{the(1).number}") == other


def test_people_without_numbers_are_known_by_certificate_or_by_name_and_birth_at_home(tmp_path):
    def nameless(n, **more):
        return {"人编号": ""} | more
    born = {"证件号码": "", "证件类型": "", "出生日期": "2016-05-04"}
    come(tmp_path, people(nameless(1), nameless(2), nameless(3, **born), persons=3))
    assert sorted(Person.objects.values_list("number", flat=True)) == [f"{NUMBER}01", f"{NUMBER}02", f"{NUMBER}03"]
    come(tmp_path, people(nameless(1), nameless(2), nameless(3, **born), persons=3), year=2019)
    assert Person.objects.count() == 3 and MemberForm.objects.filter(year=2019).count() == 3
    come(tmp_path, people(nameless(1), nameless(2), nameless(3, **born | {"出生日期": "2016-05-05"}), persons=3), year=2020)
    assert Person.objects.count() == 4 and the(4).born_on == date(2016, 5, 5)  # another birth: somebody else, with the next number that is free


def test_who_is_not_on_the_next_list_has_left_and_who_comes_back_is_the_same(tmp_path):
    come(tmp_path, people(persons=3))
    come(tmp_path, people(), year=2019)
    stay = Membership.objects.get(person=the(3))
    assert (stay.ends_on, stay.end_reason) == (date(2019, 1, 1), "not_in_roster")
    come(tmp_path, people(persons=3), year=2020)
    assert [s.ends_on for s in Membership.objects.filter(person=the(3)).order_by("starts_on")] == [date(2019, 1, 1), None]
    assert Person.objects.count() == 3


def test_who_is_in_an_older_list_alone_was_there_for_that_year(tmp_path):
    come(tmp_path, people())
    come(tmp_path, people(persons=3), year=2017)
    stay = Membership.objects.get(person=the(3))
    assert stay.starts_on == date(2017, 1, 1)
    assert Membership.objects.get(person=the(1)).starts_on == date(2017, 1, 1)


def test_a_person_moves_from_one_household_to_another_on_the_first_day_of_the_year(tmp_path):
    moving = a_member(NUMBER, 3)
    path = write_roster(tmp_path / "a.xlsx", [a_roster_household(1, members=people(persons=2) + [moving]), a_roster_household(2)])
    bring_in(path, an_actor())
    there = "10431120002"
    path = write_roster(tmp_path / "b.xlsx", [
        a_roster_household(1, year=2019, members=people()),
        a_roster_household(2, year=2019, members=[a_member(there, 1), a_member(there, 2), moving | {"户编号": there, "与户主关系": "之子"}])])
    bring_in(path, an_actor(), confirm=True)
    stays = [(s.household.number, s.starts_on, s.ends_on, s.end_reason) for s in Membership.objects.filter(person=the(3)).order_by("starts_on")]
    assert stays == [(NUMBER, date(2018, 1, 1), date(2019, 1, 1), "moved"), (there, date(2019, 1, 1), None, "")]


def test_the_same_year_again_with_other_numbers_supersedes_and_leaves_what_was_before(tmp_path):
    come(tmp_path, 银行卡号="6217000000000000001")
    come(tmp_path, name="b.xlsx", 银行卡号="6217000000000000002", 联系电话="13911112222", 工资性收入=13000, 养老金="")
    forms = HouseholdForm.objects.order_by("pk")
    assert [form.superseded_at is None for form in forms] == [False, True]
    place = f"registry.household_form|%s|{NUMBER}|2018"
    assert keyring().open(bytes(forms[1].account_sealed), place % "account") == "6217000000000000002"
    assert keyring().open(bytes(forms[1].phone_sealed), place % "phone") == "13911112222"
    assert versions("wage") == [(Decimal("12000.50"), False), (Decimal(13000), True)]
    come(tmp_path, name="c.xlsx", 银行卡号="", 联系电话="13911112222", 工资性收入=13000, 养老金="")
    assert HouseholdForm.objects.get(superseded_at=None).account_sealed is None


def test_a_household_that_moved_to_another_village_leaves_word_in_the_former(tmp_path):
    come(tmp_path)
    come(tmp_path, year=2019, village=NEIGHBOUR)
    form = HouseholdForm.objects.get(year=2019)
    assert form.village_code == NEIGHBOUR and form.household.village_code == NEIGHBOUR and form.household.forms.get(year=2018).village_code == VILLAGE


def test_another_helper_ends_the_span_of_the_one_before(tmp_path):
    come(tmp_path)
    path = write_roster(tmp_path / "b.xlsx", [a_roster_household(1, year=2019, helper="B000002", since="2019-03-01")], [a_helper_row(), a_helper_row("B000002")])
    bring_in(path, an_actor())
    assert [(p.helper.number, p.ends_on) for p in Pairing.objects.order_by("starts_on")] == [("B000001", date(2019, 3, 1)), ("B000002", None)]


@pytest.mark.parametrize(("said", "stands"), [
    ([("A", "2018-03-01", "2018-09-01")], [("A", "2017-03-01", "2018-09-01")]), ([("A", "2017-03-01", "2019-01-01")], [("A", "2017-03-01", "2019-01-01")]),
    ([("B", "2017-03-01", "")], [("A", "2017-03-01", None)]), ([("B", "2018-03-01", "")], [("A", "2017-03-01", "2018-03-01"), ("B", "2018-03-01", None)]),
    ([("B", "2016-03-01", "2016-09-01")], [("B", "2016-03-01", "2016-09-01"), ("A", "2017-03-01", None)]), ([("X", "2018-03-01", "")], [("A", "2017-03-01", None)]),
    ([("B", "2016-03-01", "")], [("B", "2016-03-01", "2017-03-01"), ("A", "2017-03-01", None)]), ([("B", "", "")], [("A", "2017-03-01", "2018-01-01"), ("B", "2018-01-01", None)]),
])
def test_spans_of_helpers_follow_one_another(said, stands):
    setting = SimpleNamespace(starts_on=date(2018, 1, 1))
    row = SimpleNamespace(starts_on=date(2017, 3, 1), ends_on=None, helper_id="A")
    told = [{"helper": helper, "starts_on": starts, "ends_on": ends} for helper, starts, ends in said]
    found = spans_of(told, [row], {"A": "A", "B": "B"}, setting)
    assert [(helper, str(starts), ends and str(ends)) for starts, ends, helper, _row in found] == stands


def test_a_span_that_ran_longer_than_said_is_lengthened_by_a_later_end():
    row = SimpleNamespace(starts_on=date(2017, 3, 1), ends_on=date(2018, 1, 1), helper_id="A")
    [span] = spans_of([{"helper": "A", "starts_on": "2017-06-01", "ends_on": "2019-01-01"}], [row], {"A": "A"}, SimpleNamespace(starts_on=date(2018, 1, 1)))
    assert span[1] == date(2019, 1, 1)
    [span] = spans_of([{"helper": "A", "starts_on": "2017-06-01", "ends_on": "2017-09-01"}], [row], {"A": "A"}, SimpleNamespace(starts_on=date(2018, 1, 1)))
    assert span[1] == date(2018, 1, 1)


def test_a_helper_who_is_stationed_elsewhere_now_has_left_the_old_village(tmp_path):
    come(tmp_path)
    helpers = [a_helper_row(驻村行政村代码=NEIGHBOUR, 单位名称="教育局")]
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(1, year=2019)], helpers), an_actor())
    spans = [(p.village_code, p.ends_on) for p in Posting.objects.order_by("starts_on")]
    assert spans == [(VILLAGE, date(2019, 1, 1)), (NEIGHBOUR, None)] and Posting.objects.first().helper.unit_name == "教育局"
    bring_in(write_roster(tmp_path / "c.xlsx", [a_roster_household(1, year=2017)], [a_helper_row(驻村行政村代码=VILLAGE)]), an_actor())
    assert [(p.village_code, p.ends_on) for p in Posting.objects.order_by("starts_on")] == spans  # an older file: a later posting stands


def test_a_township_that_may_not_write_the_countys_helpers_brings_its_households_in_and_leaves_them(tmp_path):
    come(tmp_path)
    helper = Posting.objects.get().helper
    helpers = [a_helper_row(单位名称="别的单位", 驻村行政村代码="431129100201")]
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(1, year=2019)], helpers), an_actor(area=f"{VILLAGE[:9]}000"))
    helper.refresh_from_db()
    assert helper.unit_name == "水利办" and Posting.objects.get(ends_on=None).village_code == VILLAGE


def test_a_file_that_is_being_merged_is_not_given_up_and_a_settled_block_is_not_settled_again(tmp_path):
    actor = an_actor()
    batch = receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1, 工资性收入="12000元")]), actor)
    assert confirm_rows(batch=batch, actor=actor, on=ON) == 1 and confirm_rows(batch=batch, actor=actor, on=ON) == 0
    type(batch).objects.filter(pk=batch.pk).update(state="merging")
    batch.refresh_from_db()
    with pytest.raises(Refusal, match="import-busy"):
        abandon_batch(batch=batch, actor=actor, on=ON)


def test_a_file_of_another_county_is_not_found(tmp_path):
    batch = receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())
    assert batch_of(an_actor(), batch.pk).pk == batch.pk
    with pytest.raises(NotFound):
        batch_of(an_actor(area="433130000000"), batch.pk)
