"""Each line of a roster is one person, and each person is in one line: twins without names, one person under two numbers, numbers exchanged."""

from __future__ import annotations

import pytest

from register import an_actor
from rosters import ON, a_member, a_roster_household, bring_in, receive, write_roster
from tuopin.kernel.home import keyring
from tuopin.people.selectors import working_as
from tuopin.registry.models import ImportProblem, MemberForm, Membership, Person, StagedBlock
from tuopin.registry.services.fix_block import fix_block
from tuopin.registry.services.merge_batch import merge_batch
from tuopin.registry.services.ready_blocks import certificate_place
from tuopin.trail.services import Asked, verify_trail

pytestmark = pytest.mark.django_db
ONE, TWO = "10431120001", "10431120002"


@pytest.fixture(autouse=True)
def the_trail_tells_the_same(db):
    """Whatever a file changed of whom, the register is afterwards what its trail says."""
    yield
    assert verify_trail(Asked(replay=True)).findings == []


def a_file(tmp_path, *households: list[dict], year: int):
    return write_roster(tmp_path / f"{year}.xlsx", [
        a_roster_household(n, year=year, members=members) for n, members in enumerate(households, 1)
    ])


def waiting(batch) -> set[tuple[str, str]]:
    """What holds households of the file back: the household and why."""
    return set(ImportProblem.objects.filter(batch=batch, outcome="Q").values_list("block_key", "code"))


def test_newborn_twins_without_names_are_two_persons_again_the_next_year(tmp_path):
    newborn = {"证件号码": "", "人编号": "", "姓名": "未取名", "出生日期": "2018-03-01", "性别": "女"}
    twins = [a_member(ONE, 1), *(a_member(ONE, n) | newborn | {"文化程度": "学龄前儿童", "健康状况": health} for n, health in ((2, "健康"), (3, "残疾")))]
    for year in (2018, 2019):
        assert not waiting(bring_in(a_file(tmp_path, twins, year=year), an_actor(), confirm=True))
    assert Person.objects.count() == 3 and not Membership.objects.exclude(ends_on=None).exists()
    told = MemberForm.objects.filter(superseded_at=None, person__name="未取名").order_by("year", "person__number")
    assert [(form.year, form.person.number[-2:], form.health) for form in told] == [
        (2018, "02", "healthy"), (2018, "03", "disabled"), (2019, "02", "healthy"), (2019, "03", "disabled"),
    ]


@pytest.mark.parametrize("again_in", [ONE, TWO])
def test_one_person_under_a_known_number_and_by_the_certificate_is_not_brought_in_twice(tmp_path, again_in):
    first, second = a_member(ONE, 1), a_member(ONE, 2)
    bring_in(a_file(tmp_path, [first, second], year=2018), an_actor())
    by_number, by_certificate = second | {"证件号码": ""}, second | {"户编号": again_in, "人编号": f"{again_in}09"}
    homes = {ONE: [first, by_number], TWO: [a_member(TWO, 1)]}
    homes[again_in].append(by_certificate)
    batch = bring_in(a_file(tmp_path, *homes.values(), year=2019), an_actor(), confirm=True)
    (held,) = waiting(batch)
    assert held[1] == "person-twice"
    assert MemberForm.objects.filter(person__number=second["人编号"], year=2019, superseded_at=None).count() == (again_in == TWO)
    assert Person.objects.filter(number=f"{again_in}09").count() == 0


@pytest.mark.parametrize("doubted", [{}, {"证件类型": "", "性别": "男"}], ids=["in a bundle", "confirmed by itself"])
def test_a_number_corrected_into_somebody_elses_of_the_same_file_is_told_and_breaks_nothing(tmp_path, doubted):
    homes = [a_member(ONE, 1), a_member(ONE, 2) | doubted], [a_member(TWO, 1), a_member(TWO, 2) | {"人编号": "", "健康状况": "很好"}]
    batch = receive(a_file(tmp_path, *homes, year=2018), an_actor())
    assert StagedBlock.objects.get(batch=batch, key=ONE).outcome == ("confirm" if doubted else "accepted")
    block = StagedBlock.objects.get(batch=batch, key=TWO)
    changes = {("家庭成员", 5, "证件号码"): a_member(ONE, 2)["证件号码"], ("家庭成员", 5, "健康状况"): "健康"}
    with working_as(an_actor()):
        assert fix_block(batch=batch, block=block, corrections=changes, actor=an_actor(), on=ON).outcome == "accepted"
        batch = merge_batch(batch=batch, actor=an_actor(), on=ON, confirm=True)
    assert batch.state == "merged" and waiting(batch) == {(TWO, "person-twice")}
    assert list(Membership.objects.values_list("household__number", "person__number").order_by("person__number")) == [
        (ONE, f"{ONE}01"), (ONE, f"{ONE}02")]


def certificates() -> dict[str, str]:
    return {p.number: keyring().open(p.certificate_sealed, certificate_place(p.number)) for p in Person.objects.all()}


def test_two_who_had_each_others_certificates_have_their_own_once_that_is_confirmed(tmp_path):
    first, second = a_member(ONE, 1), a_member(ONE, 2)
    swapped = [first | {"证件号码": second["证件号码"]}, second | {"证件号码": first["证件号码"]}]
    bring_in(a_file(tmp_path, swapped, year=2018), an_actor(), confirm=True)
    assert certificates() == {first["人编号"]: second["证件号码"], second["人编号"]: first["证件号码"]}
    batch = bring_in(a_file(tmp_path, [first, second], year=2019), an_actor(), confirm=True)
    assert not waiting(batch) and certificates() == {first["人编号"]: first["证件号码"], second["人编号"]: second["证件号码"]}


def test_a_known_number_with_the_certificate_of_another_who_keeps_it_has_to_be_put_right(tmp_path):
    first, second = a_member(ONE, 1), a_member(ONE, 2)
    bring_in(a_file(tmp_path, [first, second], year=2018), an_actor())
    batch = bring_in(a_file(tmp_path, [first | {"证件号码": second["证件号码"]}, second | {"证件号码": ""}], year=2019), an_actor(), confirm=True)
    assert waiting(batch) == {(ONE, "certificate-of-another")}
    assert certificates() == {first["人编号"]: first["证件号码"], second["人编号"]: second["证件号码"]}


def stays(person: dict) -> list[tuple[str, int, int | None, str]]:
    """Where a person lived, in the order of the years: household, from, until, why no longer."""
    found = Membership.objects.filter(person__number=person["人编号"]).order_by("starts_on", "id")
    return [(s.household.number, s.starts_on.year, s.ends_on and s.ends_on.year, s.end_reason) for s in found]


def test_an_earlier_years_file_again_brings_nobody_back_who_had_left_since(tmp_path):
    first, second = a_member(ONE, 1), a_member(ONE, 2)
    for year, members in ((2018, [first, second]), (2019, [first])):
        bring_in(a_file(tmp_path, members, year=year), an_actor())
    assert stays(second) == [(ONE, 2018, 2019, "not_in_roster")]
    bring_in(a_file(tmp_path, [first | {"健康状况": "残疾"}, second], year=2018), an_actor())
    assert stays(second) == [(ONE, 2018, 2019, "not_in_roster")] and stays(first) == [(ONE, 2018, None, "")]


def test_the_file_of_a_year_before_the_first_known_one_begins_the_same_stay_earlier(tmp_path):
    first, second = a_member(ONE, 1), a_member(ONE, 2)
    for year, members in ((2018, [first, second]), (2019, [first]), (2017, [first, second])):
        bring_in(a_file(tmp_path, members, year=year), an_actor())
    assert stays(first) == [(ONE, 2017, None, "")] and stays(second) == [(ONE, 2017, 2019, "not_in_roster")]


@pytest.mark.parametrize(("years", "found"), [
    ((2018, 2019), [(ONE, 2018, 2019, "moved"), (TWO, 2019, None, "")]),
    ((2019, 2018), [(ONE, 2018, 2019, "moved"), (TWO, 2019, None, "")]),
])
def test_who_is_in_one_household_one_year_and_in_another_the_next_lived_in_both_whichever_file_comes_first(tmp_path, years, found):
    head, other, moving = a_member(ONE, 1), a_member(TWO, 1), a_member(ONE, 2)
    homes = {2018: ([head, moving], [other]), 2019: ([head], [other, moving | {"户编号": TWO}])}
    for year in years:
        assert not waiting(bring_in(a_file(tmp_path, *homes[year], year=year), an_actor(), confirm=True))
    assert stays(moving) == found


def test_a_year_in_between_spent_elsewhere_is_a_stay_between_two(tmp_path):
    head, other, moving = a_member(ONE, 1), a_member(TWO, 1), a_member(ONE, 2)
    here, there = ([head, moving], [other]), ([head], [other, moving | {"户编号": TWO}])
    for year, homes in ((2017, here), (2020, ([head], [other])), (2018, there)):
        assert not waiting(bring_in(a_file(tmp_path, *homes, year=year), an_actor(), confirm=True))
    assert stays(moving) == [(ONE, 2017, 2018, "moved"), (TWO, 2018, 2020, "not_in_roster")]


def test_the_same_file_for_the_same_year_with_one_fact_more_makes_one_more_version_and_no_other(tmp_path):
    first, second = a_member(ONE, 1), a_member(ONE, 2)
    bring_in(a_file(tmp_path, [first, second], year=2018), an_actor())
    bring_in(a_file(tmp_path, [first, second | {"健康状况": "残疾"}], year=2018), an_actor())
    told = MemberForm.objects.order_by("id").values_list("person__number", "health", "superseded_at")
    assert [(number[-2:], health, gone is None) for number, health, gone in told] == [
        ("01", "healthy", True), ("02", "healthy", False), ("02", "disabled", True)]


def test_who_is_struck_from_a_corrected_file_has_no_form_of_that_year_any_more_and_whose_form_is_elsewhere_keeps_it(tmp_path):
    head, other, moving, gone = a_member(ONE, 1), a_member(TWO, 1), a_member(ONE, 2), a_member(ONE, 3)
    bring_in(a_file(tmp_path, [head, moving, gone], [other], year=2018), an_actor())
    bring_in(a_file(tmp_path, [head, gone], [other, moving | {"户编号": TWO}], year=2018), an_actor(), confirm=True)
    bring_in(a_file(tmp_path, [head | {"健康状况": "残疾"}], year=2018), an_actor())
    forms = MemberForm.objects.filter(superseded_at=None).order_by("person__number")
    assert list(forms.values_list("person__number", "household__number")) == [(head["人编号"], ONE), (moving["人编号"], TWO), (other["人编号"], TWO)]
    assert [row[2] for row in stays(gone)] == [2018]


def test_a_new_member_gets_the_next_number_that_nobody_of_the_household_ever_had(tmp_path):
    unnumbered = [a_member(ONE, n) | {"人编号": ""} for n in (1, 2, 3)]
    bring_in(a_file(tmp_path, unnumbered[:2], year=2018), an_actor())
    bring_in(a_file(tmp_path, [unnumbered[0], unnumbered[2]], year=2019), an_actor())
    assert sorted(certificates().items()) == [(f"{ONE}{n:02d}", one["证件号码"]) for n, one in enumerate(unnumbered, 1)]


@pytest.mark.parametrize("doubted", [{}, {"性别": "男"}], ids=["in a bundle", "confirmed by itself"])
def test_a_number_that_somebody_of_another_household_has_already_is_not_given_again(tmp_path, doubted):
    bring_in(a_file(tmp_path, [a_member(ONE, 1), a_member(ONE, 2) | {"人编号": f"{TWO}02"}], year=2018), an_actor())
    newcomers = [a_member(TWO, 1) | {"人编号": ""}, a_member(TWO, 2) | {"人编号": ""} | doubted]
    batch = bring_in(a_file(tmp_path, [a_member(ONE, 1) | {"人编号": ""}, a_member(ONE, 2) | {"人编号": ""}], newcomers, year=2019), an_actor(), confirm=True)
    assert not waiting(batch) and sorted(Person.objects.values_list("number", flat=True)) == [f"{ONE}01", f"{TWO}01", f"{TWO}02", f"{TWO}03"]
    assert certificates()[f"{TWO}03"] == newcomers[1]["证件号码"]


@pytest.mark.parametrize("file", ["numbers first", "numbers last"])
def test_a_number_given_by_the_place_in_a_household_is_never_one_that_somebody_else_of_the_file_has(tmp_path, file):
    """Of a couple one moved to another household and kept the number; a child without one stands in the place."""
    moved, child = a_member(TWO, 2) | {"人编号": f"{ONE}02"}, a_member(ONE, 2) | {"人编号": ""}
    homes = [[a_member(ONE, 1), child], [a_member(TWO, 1), moved]]
    rows = [a_roster_household(n, year=2018, members=members) for n, members in enumerate(homes, 1)]
    path = write_roster(tmp_path / "2018.xlsx", rows if file == "numbers last" else rows[::-1])
    batch = bring_in(path, an_actor())
    assert batch.state == "merged" and not ImportProblem.objects.filter(batch=batch).exclude(outcome="A").exists()
    assert dict(Membership.objects.values_list("person__number", "household__number")) == {
        f"{ONE}01": ONE, f"{ONE}03": ONE, f"{TWO}01": TWO, f"{ONE}02": TWO}
    baby = Person.objects.get(number=f"{ONE}03")
    assert keyring().open(baby.certificate_sealed, certificate_place(baby.number)) == child["证件号码"]
