"""Bringing rosters in: once, whole households only, within one's area, year upon year, and never twice."""

from datetime import date
from decimal import Decimal

import pytest

from incomes import an_income, versions
from register import COUNTY, NEIGHBOUR, VILLAGE, an_actor
from rosters import ON, a_helper_row, a_member, a_roster_household, bring_in, receive, write_roster
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Forbidden
from tuopin.registry.models import (
    Helper,
    Household,
    HouseholdForm,
    HouseholdIncome,
    ImportBatch,
    ImportProblem,
    MemberForm,
    Membership,
    Pairing,
    Person,
    Posting,
    StagedBlock,
    StagedBundle,
    StatusEvent,
    VillageForm,
)
from tuopin.registry.selectors.batches import batches_for, counties_of, tally_of
from tuopin.registry.selectors.income import lines_of
from tuopin.registry.selectors.statuses import statuses_said
from tuopin.registry.services.settle_rows import abandon_batch, confirm_rows
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
EVERYTHING = (
    Household, HouseholdForm, HouseholdIncome, Person, Membership, MemberForm, StatusEvent, Helper, Posting, Pairing, VillageForm, Entry,
)


def _counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in EVERYTHING}


def test_a_household_comes_in_with_all_that_belongs_to_it(tmp_path):
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)], villages=[VILLAGE]), an_actor())
    assert (batch.state, batch.year, batch.area_code, batch.progress) == ("merged", 2018, VILLAGE, 1)
    household = Household.objects.get()
    form = household.forms.get()
    assert (form.year, form.village_code, form.group_name, form.main_cause, form.other_causes) == (2018, VILLAGE, "3组", "ill", "schooling")
    assert (form.arable_mu, form.water_safe, form.irrigated_mu) == (Decimal("2.80"), True, None)
    lines = lines_of(household.incomes.get())
    assert lines["wage"].amount_yuan == Decimal("12000.50") and lines["transfer_other"].amount_yuan == Decimal("641.63") and "reward" not in lines
    event = household.events.get()
    assert (event.kind, event.on, event.precision) == ("identified", date(2014, 5, 1), "month")
    assert household.memberships.filter(starts_on=date(2018, 1, 1), ends_on=None).count() == 2
    pairing = household.pairings.get()
    assert (pairing.helper.number, pairing.helper.area_code, pairing.starts_on) == ("B000001", COUNTY, date(2017, 3, 1))
    assert Posting.objects.get().village_code == VILLAGE and VillageForm.objects.get().poor_village is True
    assert Entry.objects.filter(subject=f"household:{household.number}", verb="import_household").count() == 1
    assert counties_of(batch) == [COUNTY]


def test_personal_numbers_are_sealed_for_their_place_and_found_by_index(tmp_path):
    sheet = a_roster_household(1)
    bring_in(write_roster(tmp_path / "r.xlsx", [sheet]), an_actor())
    certificate = sheet["members"][0]["证件号码"]
    person = Person.objects.get(certificate_index=keyring().find_by("certificate", certificate))
    assert keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}") == certificate
    form = HouseholdForm.objects.get()
    place = f"registry.household_form|phone|{form.household.number}|2018"
    assert keyring().open(form.phone_sealed, place) == "13900000001"
    assert form.phone_index == keyring().find_by("phone", "13900000001")


def test_blocks_are_emptied_once_they_are_merged(tmp_path):
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(1)])
    batch = receive(path, an_actor())
    household, helper = (StagedBlock.objects.get(kind=kind) for kind in ("household", "helper"))
    assert bytes(helper.sealed) and bytes(StagedBundle.objects.get(batch=batch, ordinal=household.bundle).sealed)
    bring_in(path, an_actor())
    assert [bytes(b.sealed) for b in StagedBlock.objects.filter(batch=batch)] == [b"", b""] and not StagedBundle.objects.exists()


def test_the_same_file_twice_has_no_effect(tmp_path):
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(1), a_roster_household(2)])
    first, before = bring_in(path, an_actor()), _counts()
    assert bring_in(path, an_actor()).pk == first.pk
    assert _counts() == before and ImportBatch.objects.count() == 1


def test_another_file_that_says_the_same_makes_no_new_versions(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), an_actor())
    before = _counts()
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(1)], villages=[VILLAGE]), an_actor())
    after = _counts()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"VillageForm", "Entry"}


def test_a_changed_value_of_the_same_year_becomes_a_new_version_beside_the_old(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), an_actor())
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(1, 耕地面积=3.1, 工资性收入=9000, 联系电话="13900000009")]), an_actor())
    old, new = HouseholdForm.objects.order_by("id")
    assert (old.arable_mu, new.arable_mu, new.superseded_at) == (Decimal("2.80"), Decimal("3.10"), None)
    assert old.superseded_at is not None and new.phone_index == keyring().find_by("phone", "13900000009")
    assert versions("wage") == [(Decimal("12000.50"), False), (Decimal("9000.00"), True)]
    before, after = map(lines_of, HouseholdIncome.objects.order_by("id"))
    assert after == before | {"wage": after["wage"]}, "what the file says alike stays as it was"
    assert MemberForm.objects.filter(superseded_at=None).count() == MemberForm.objects.count() == 2


def test_a_column_that_a_second_file_lacks_leaves_what_is_known(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), an_actor())
    slim = a_roster_household(1, 住房面积=90)
    del slim["row"]["耕地面积"], slim["row"]["联系电话"]
    bring_in(write_roster(tmp_path / "b.xlsx", [slim]), an_actor())
    form = HouseholdForm.objects.get(superseded_at=None)
    assert (form.house_area_m2, form.arable_mu) == (Decimal("90.00"), Decimal("2.80")) and form.phone_sealed is not None


def test_a_later_year_adds_its_facts_to_the_people_already_there(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1, persons=3)]), an_actor())
    number = "10431120001"
    stay_and_born = [a_member(number, 1), a_member(number, 2), a_member(number, 4, 与户主关系="之女")]
    later = a_roster_household(1, year=2019, members=stay_and_born, 脱贫属性="已脱贫", helper="B000002", since="2019-02-01")
    bring_in(write_roster(tmp_path / "b.xlsx", [later], [a_helper_row("B000002")]), an_actor())
    household = Household.objects.get()
    assert sorted(household.forms.values_list("year", flat=True)) == [2018, 2019]
    assert Person.objects.count() == 4
    gone = Membership.objects.get(person__number=number + "03")
    assert (gone.ends_on, gone.end_reason) == (date(2019, 1, 1), "not_in_roster")
    assert Membership.objects.get(person__number=number + "04").starts_on == date(2019, 1, 1)
    assert MemberForm.objects.filter(year=2019).count() == 3 and MemberForm.objects.filter(year=2018).count() == 3
    assert list(household.events.values_list("kind", flat=True)) == ["identified"], "a later file changes no status"
    assert ImportProblem.objects.get(code="status-without-procedure").params == {"said": "exited", "stands": "poor"}
    assert [one.number for one in statuses_said(an_actor(), on=ON)] == [household.number]
    old, new = household.pairings.order_by("starts_on")
    assert (old.ends_on, new.starts_on, new.ends_on) == (date(2019, 2, 1), date(2019, 2, 1), None)


def test_an_earlier_year_that_comes_later_changes_nothing_after_it(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1, year=2019)]), an_actor())
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(1, year=2018, persons=3)]), an_actor())
    stays = {m.person.number[-2:]: (m.starts_on, m.ends_on) for m in Membership.objects.select_related("person")}
    assert stays["01"] == (date(2018, 1, 1), None)
    assert stays["03"][0] == date(2018, 1, 1)
    assert MemberForm.objects.filter(year=2019).count() == 2


def test_a_household_waits_whole_and_the_others_go_on(tmp_path):
    bad = a_roster_household(2)
    bad["members"][1]["证件号码"] = bad["members"][1]["证件号码"][:-1]
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1), bad, a_roster_household(3)]), an_actor())
    assert set(Household.objects.values_list("number", flat=True)) == {"10431120001", "10431120003"}
    tally = tally_of(batch)
    assert (tally.households, tally.households_waiting, tally.persons, tally.persons_waiting) == (2, 1, 4, 2)


def test_a_doubt_waits_until_somebody_with_the_act_confirms_it(tmp_path):
    odd = a_roster_household(1, 联系电话="139000")
    path = write_roster(tmp_path / "r.xlsx", [odd])
    batch = bring_in(path, an_actor())
    assert not Household.objects.exists()
    with pytest.raises(Forbidden):
        confirm_rows(batch=batch, actor=an_actor(acts="read import"), on=date(2020, 6, 1))
    assert confirm_rows(batch=batch, actor=an_actor(), on=date(2020, 6, 1), codes=["size-mismatch"]) == 0
    assert confirm_rows(batch=batch, actor=an_actor(), on=date(2020, 6, 1), codes=["phone-length"]) == 1
    bring_in(path, an_actor())
    assert Household.objects.get().forms.get().phone_sealed is not None


def test_a_village_that_does_not_exist_and_one_outside_the_area_keep_the_household_out(tmp_path):
    rows = [a_roster_household(1), a_roster_household(2, village="431129999999"), a_roster_household(3, village=NEIGHBOUR)]
    batch = bring_in(write_roster(tmp_path / "r.xlsx", rows), an_actor(VILLAGE))
    assert list(Household.objects.values_list("number", flat=True)) == ["10431120001"]
    codes = dict(ImportProblem.objects.filter(batch=batch).values_list("block_key", "code"))
    assert codes == {"10431120002": "village-unknown", "10431120003": "outside-area"}
    assert batch.rows["贫困户"]["quarantined"] == 2
    problem = ImportProblem.objects.get(code="village-unknown")
    assert (problem.sheet, problem.row, problem.column) == ("贫困户", 3, "行政村代码")


def test_somebody_registered_elsewhere_is_kept_out_without_a_word_where(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1, village=NEIGHBOUR)]), an_actor())
    same_person = a_roster_household(2)
    same_person["members"][0]["证件号码"] = a_roster_household(1)["members"][0]["证件号码"]
    same_person["row"]["户主证件号码"] = same_person["members"][0]["证件号码"]
    bring_in(write_roster(tmp_path / "b.xlsx", [same_person]), an_actor(VILLAGE))
    bring_in(write_roster(tmp_path / "c.xlsx", [a_roster_household(1)]), an_actor(VILLAGE))
    found = dict(ImportProblem.objects.filter(outcome="Q").values_list("block_key", "code"))
    assert found == {"10431120002": "certificate-elsewhere", "10431120001": "household-elsewhere"}
    assert Household.objects.count() == 1
    assert NEIGHBOUR not in str(list(ImportProblem.objects.values_list("params", flat=True)))


def test_somebody_registered_in_ones_own_area_is_the_same_person_once_confirmed(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), an_actor())
    moved = a_roster_household(2, year=2019)
    moved["members"][1] = a_member("10431120001", 2) | {"户编号": "10431120002", "人编号": "1043112000299"}
    path = write_roster(tmp_path / "b.xlsx", [moved])
    batch = bring_in(path, an_actor())
    assert list(ImportProblem.objects.filter(batch=batch, outcome="W").values_list("code", flat=True)) == ["certificate-known"]
    bring_in(path, an_actor(), confirm=True)
    person = Person.objects.get(number="1043112000102")
    first, second = person.memberships.order_by("starts_on")
    assert (first.ends_on, first.end_reason, second.household.number) == (date(2019, 1, 1), "moved", "10431120002")


def test_helpers_of_two_counties_may_have_the_same_number(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), an_actor())
    Helper.objects.update(area_code="431128000000", name="另一县的人")
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(2)]), an_actor())
    assert sorted(Helper.objects.values_list("area_code", "name")) == [("431128000000", "另一县的人"), (COUNTY, "唐福强")]


def test_a_helper_who_waits_does_not_keep_the_household_out_and_is_paired_when_he_comes(tmp_path):
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(1)], [a_helper_row(联系电话="137812")])
    bring_in(path, an_actor())
    assert Household.objects.count() == 1 and not Pairing.objects.exists()
    bring_in(path, an_actor(), confirm=True)
    assert Pairing.objects.get().helper.number == "B000001"


def test_a_helper_nobody_knows_keeps_the_household_out(tmp_path):
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1, helper="B000077")]), an_actor())
    assert not Household.objects.exists()
    assert list(ImportProblem.objects.filter(batch=batch).values_list("sheet", "code")) == [("结对帮扶", "helper-unknown")]


def test_a_file_given_up_can_be_brought_in_again(tmp_path):
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(1)])
    batch = receive(path, an_actor())
    abandon_batch(batch=batch, actor=an_actor(), on=date(2020, 6, 1))
    assert [bytes(b.sealed) for b in StagedBlock.objects.filter(batch=batch)] == [b"", b""]
    assert bring_in(path, an_actor()).pk != batch.pk and Household.objects.count() == 1


def test_files_of_the_neighbours_are_not_to_be_seen(tmp_path):
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1, village=NEIGHBOUR)]), an_actor())
    assert list(batches_for(an_actor(NEIGHBOUR))) == [batch] and not batches_for(an_actor(VILLAGE)).exists()


def test_an_account_without_the_act_brings_nothing_in(tmp_path):
    with pytest.raises(Forbidden):
        receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor(acts="read export"))


def test_what_happened_and_who_did_it_cannot_be_changed_even_by_hand(tmp_path):
    from django.db import DatabaseError, transaction

    bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())
    for forbidden in (
        lambda: StatusEvent.objects.update(kind="exited"), lambda: Entry.objects.all().delete(),
        lambda: Person.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


def test_a_row_without_its_household_is_refused_by_the_database(tmp_path):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        an_income(Household(pk=999), {"wage": 1})


def test_a_file_with_rows_of_places_not_known_yet_is_not_one_villages_to_read(tmp_path):
    here, nowhere = a_roster_household(1), a_roster_household(2, village="431129210998")
    assert receive(write_roster(tmp_path / "a.xlsx", [here, nowhere]), an_actor()).area_code == COUNTY
    clerk = an_actor(VILLAGE)
    assert receive(write_roster(tmp_path / "b.xlsx", [a_roster_household(3), nowhere]), clerk).area_code == VILLAGE
    waiting = a_roster_household(4, village=NEIGHBOUR, helper="B000777")
    batch = receive(write_roster(tmp_path / "c.xlsx", [a_roster_household(5), waiting]), an_actor())
    assert batch.area_code == f"{VILLAGE[:9]}000" and not batches_for(clerk).filter(pk=batch.pk).exists()


@pytest.mark.parametrize("post", ["是否第一书记", "是否驻村工作队队长", "是否驻村工作队成员"])
def test_a_post_in_no_village_is_asked_about_and_recorded_nowhere(tmp_path, post):
    helper = a_helper_row(驻村行政村代码="") | {post: "是"}
    other = a_helper_row("B000002")
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)], [helper, other]), an_actor())
    problem = ImportProblem.objects.get(batch=batch, outcome="W")
    assert (problem.code, problem.column, problem.row) == ("post-without-village", "驻村行政村代码", 2)
    assert set(Helper.objects.values_list("number", flat=True)) == {"B000002"} and not Pairing.objects.exists()
    bring_in(tmp_path / "r.xlsx", an_actor(), confirm=True)
    assert Helper.objects.count() == 2 and Posting.objects.get().helper.number == "B000002" and Pairing.objects.count() == 1
