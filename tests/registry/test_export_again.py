"""What goes out comes back: into an empty system everything, into the same one nothing new, and masked numbers never as numbers."""

import itertools

import pytest
from django.db import connection

from incomes import lines_told, set_line
from register import VILLAGE, an_actor
from rosters import a_roster_household, bring_in, empty_tables, write_roster
from tuopin.kernel import codelists
from tuopin.registry.models import Household, HouseholdIncome, ImportProblem, Person
from tuopin.registry.selectors.exports import numbers_in
from tuopin.registry.services.export_households import export_households


def _out(path, **how):
    from rosters import ON

    actor = an_actor()
    export_households(numbers=numbers_in(actor, area=None, year=2018), year=2018, path=path, actor=actor, on=ON, **how)
    return path


def _lines() -> list[tuple]:
    return [told[:3] for told in lines_told()]


def _two_kinds_of_income(tmp_path):
    """Two villages' files: one asked about seven lines, the other about more, one of them not known."""
    actor = an_actor()
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), actor)
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(2, 计划生育金=None, 生态补偿金=300, 低保金="")], villages=[VILLAGE]), actor)


@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_a_line_nobody_asked_about_stays_so_when_an_export_comes_back(tmp_path, committed, suffix):
    _two_kinds_of_income(tmp_path)
    set_line("wage", None, household__number="10431120002")
    first, lines = _out(tmp_path / f"first.{suffix}", with_numbers=True), _lines()
    people = sorted(Person.objects.values_list("number", "certificate_index"))
    empty_tables()
    batch = bring_in(first, an_actor())
    assert (batch.progress, _lines()) == (2, lines)
    assert len({line for number, line, _ in lines if number.endswith("1")}) < len({line for number, line, _ in lines if number.endswith("2")})
    assert sorted(Person.objects.values_list("number", "certificate_index")) == people


@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_what_proves_an_income_comes_back_with_an_export(tmp_path, committed, suffix):
    _two_kinds_of_income(tmp_path)
    every = [value.word for value in codelists.code_list("income-evidence").values.values()]
    turn = itertools.cycle(every)
    for row in HouseholdIncome.objects.order_by("household__number"):
        HouseholdIncome.objects.filter(pk=row.pk).update(evidence=[next(turn) for _ in row.lines])
    out, proofs = _out(tmp_path / f"proven.{suffix}", with_numbers=True), lines_told()
    assert {proof for *_line, proof in proofs} == set(every)
    bring_in(out, an_actor())
    assert lines_told() == proofs and not HouseholdIncome.objects.exclude(superseded_at=None).exists(), "into the same system nothing new"
    empty_tables()
    assert bring_in(out, an_actor()).progress == 2
    assert lines_told() == proofs, "into an empty one everything"


@pytest.mark.django_db
def test_a_file_may_state_what_proves_an_income_and_is_stopped_where_it_states_nothing_that_exists(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), an_actor())
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(1, 收入凭证类型="工资性收入:打卡记录、 养老金:合同")]), an_actor())
    stands = {line: proof for _number, line, _amount, proof in lines_told()}
    assert (stands["wage"], stands["transfer_pension"]) == ("card", "contract") and set(stands.values()) == {"card", "contract", "self_report"}
    assert [len(row.lines) for row in HouseholdIncome.objects.exclude(superseded_at=None)] == [len(stands)], "the amounts are the same: only what proves them is new"
    batch = bring_in(write_roster(tmp_path / "c.xlsx", [a_roster_household(2, 收入凭证类型="工资性收入:听说")]), an_actor())
    assert ImportProblem.objects.filter(batch=batch, code="not-in-list", outcome="Q", column="收入凭证类型").exists()
    assert not Household.objects.filter(number__endswith="2").exists()


@pytest.mark.django_db
def test_masked_numbers_of_people_who_are_known_leave_theirs_as_they_are(tmp_path):
    bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())
    before = list(Person.objects.order_by("id").values())
    batch = bring_in(_out(tmp_path / "masked.xlsx"), an_actor())
    assert batch.progress == 1 and not ImportProblem.objects.filter(batch=batch).exclude(outcome="A").exists()
    assert list(Person.objects.order_by("id").values()) == before


def test_masked_numbers_of_people_who_are_not_known_keep_their_household_out(tmp_path, committed):
    bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())
    masked = _out(tmp_path / "masked.xlsx")
    empty_tables()
    batch = bring_in(masked, an_actor())
    codes = set(ImportProblem.objects.filter(batch=batch, outcome="Q").values_list("code", flat=True))
    assert {"certificate-masked", "phone-masked"} <= codes and not Household.objects.exists() and not Person.objects.exists()
    problem = ImportProblem.objects.filter(batch=batch, code="certificate-masked", sheet="家庭成员").first()
    assert problem.column == "证件号码(已遮盖)" and "*" not in str(problem.params)


@pytest.mark.django_db
def test_a_text_that_was_defused_in_a_table_comes_back_whole(tmp_path):
    bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1, 村民小组="-3组")]), an_actor())
    table = _out(tmp_path / "x.csv", with_numbers=True)
    assert "'-3组" in table.read_text("utf-8-sig")
    bring_in(table, an_actor())
    household = Household.objects.get()
    assert [form.group_name for form in household.forms.all()] == ["-3组"]  # the same: no second version


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_a_filtered_list_from_its_page_reads_into_an_empty_system_and_goes_out_the_same(tmp_path, suffix):
    from web import kit

    bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1), a_roster_household(2, 危房级别="C", 低保金=90)]), an_actor())
    client = kit.logged_in(kit.identified(kit.an_official()))
    first = _from_page(client, tmp_path / f"first.{suffix}")
    assert all(len(rows) > 1 for rows in first.values()) and "10431120001" not in str(first)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    empty_tables()
    assert bring_in(tmp_path / f"first.{suffix}", an_actor()).progress == 1
    assert _from_page(client, tmp_path / f"second.{suffix}") == first


def _from_page(client, path) -> dict[str, list]:
    """What the export page hands out for the households that fail on housing; its cells, by sheet."""
    from tuopin.intake.child import _opened
    from tuopin.people.selectors import operator
    from tuopin.policy.services.judge_counties import judge_counties
    from web import kit

    judge_counties(year=2018, counties=["431129000000"], actor=operator())
    asked = {"suffix": path.suffix[1:], "purpose": "移交系统", "with_numbers": "on"}
    assert client.post("/households/export/?failed=safe_housing", asked).status_code == 409
    kit.another_agrees()
    response = client.post("/households/export/?failed=safe_housing", asked)
    path.write_bytes(b"".join(response.streaming_content))
    return {sheet.title: list(sheet.rows()) for sheet in _opened(path)}


def _history(number: str) -> list[tuple]:
    return list(Household.objects.get(number=number).events.order_by("id").values_list("kind", "on", "precision"))


def test_an_export_says_when_each_household_left_and_comes_back_as_the_same_history(tmp_path, committed):
    told = [("已脱贫", "2016"), ("返贫", "2017-03"), ("未脱贫", ""), ("已脱贫", "2015-07-09")]
    households = [a_roster_household(n, 脱贫属性=status, 脱贫年度=left) for n, (status, left) in enumerate(told, 1)]
    bring_in(write_roster(tmp_path / "r.xlsx", households), an_actor())
    before = [_history(f"1043112000{n}") for n in range(1, 5)]
    out = _out(tmp_path / "out.xlsx", with_numbers=True)
    empty_tables()
    bring_in(out, an_actor())
    assert [_history(f"1043112000{n}") for n in range(1, 5)] == before
