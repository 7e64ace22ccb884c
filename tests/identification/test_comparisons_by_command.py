"""Comparisons by commands alone: a department's list comes in whole or not at all, the household is heard, a person finds."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from register import COUNTY, NEIGHBOUR, VILLAGE, a_household
from tuopin.identification.commands import comparison
from tuopin.identification.models import Comparison
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
HEAD = ("户编号", "比对项目", "提供部门", "比对结果")
ON = ("--on", "2018-09-30")


@pytest.fixture
def homes():
    """Two households of a village and one of its neighbour; a clerk of the county, of the village, of the neighbour, and a reader."""
    kit.lay_out_places()
    kit.an_official(COUNTY, "clerk", username="clerk")
    kit.an_official(VILLAGE, "clerk", username="village")
    kit.an_official(NEIGHBOUR, "clerk", username="neighbour")
    kit.an_official(VILLAGE, "reader", username="reader")
    return a_household(), a_household(), a_household(village=NEIGHBOUR)


def run(account: str, *words: object, code: int = 0) -> list:
    result = CliRunner().invoke(comparison, [str(word) for word in words], obj={"account": account})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return [json.loads(line) for line in result.output.splitlines() if line.startswith("{")] or result.output.splitlines()


def a_list(folder, rows, *, head=HEAD, encoding="utf-8"):
    path = folder / "list.csv"
    path.write_text("\n".join(",".join(row) for row in (head, *rows)), encoding=encoding)
    return path


def hits_of(homes) -> list[tuple[str, ...]]:
    first, second, _ = homes
    return [(first.number, "车辆", "县车管所", "名下有小型汽车一辆"), (second.number, "财政供养", "县财政局", "长子系公办教师")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_comes_in_once_is_answered_and_settled(homes, tmp_path, encoding):
    path = a_list(tmp_path, hits_of(homes), encoding=encoding)
    (told,) = run("clerk", "bring", path, *ON, "--json")
    assert told["rows"] == 2 and len(told["comparisons"]) == 2 and told["faults"] == []
    (again,) = run("clerk", "bring", path, *ON, "--json")
    assert again["comparisons"] == told["comparisons"] and Comparison.objects.count() == 2, "the same list of the same day twice is once"
    assert Entry.objects.filter(verb="compare").count() == 2 and set(Entry.objects.filter(verb="compare").values_list("area_code", flat=True)) == {VILLAGE}
    first = told["comparisons"][0]
    with pytest.raises(Refusal) as refused:
        run("village", "settle", first, "explained", "--why", "车已报废")
    assert refused.value.code == "not-heard"
    run("village", "reply", first, "车早坏了,没钱注销")
    run("village", "settle", first, "explained", "--why", "车已报废,有注销证明")
    listed = run("village", "list", "--json")
    assert [one["comparison"] for one in listed] == [told["comparisons"][1], first], "those without a finding come first"
    assert listed[1] | {"comparison": 0} == {
        "comparison": 0, "household": homes[0].number, "item": "vehicle", "department": "县车管所", "compared_on": "2018-09-30", "told": "名下有小型汽车一辆",
        "reply": "车早坏了,没钱注销", "finding": "explained", "reason": "车已报废,有注销证明"}
    assert [one["comparison"] for one in run("village", "list", "--open", "--json")] == [told["comparisons"][1]]
    assert [one["comparison"] for one in run("village", "list", "--household", homes[0].number, "--json")] == [first]
    assert "车辆" in run("village", "list", "--household", homes[0].number)[0] and "情况合理" in run("village", "list", "--household", homes[0].number)[0]


def test_a_workbook_is_taken_as_well(homes, tmp_path):
    book = Workbook()
    for row in (HEAD, *hits_of(homes)):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert len(run("clerk", "bring", tmp_path / "list.xlsx", *ON)) == 2 and Comparison.objects.count() == 2


@pytest.mark.parametrize(("place", "text", "said"), [
    (0, "H9", "没有找到这个户编号"), (1, "飞机", "没有写明项目"), (2, "", "没有写明项目"), (3, " ", "没有写明项目"), (2, "局" * 61, "最多 200 字"), (3, "车" * 201, "最多 200 字"),
])
def test_one_wrong_row_keeps_the_whole_list_out_and_is_named(homes, tmp_path, place, text, said):
    good, wrong = hits_of(homes)
    wrong = (*wrong[:place], text, *wrong[place + 1:])
    (told,) = run("clerk", "bring", a_list(tmp_path, [good, wrong]), *ON, "--json", code=1)
    assert [fault["row"] for fault in told["faults"]] == [3] and said in told["faults"][0]["why"] and told["comparisons"] == []
    assert not Comparison.objects.exists() and not Entry.objects.filter(verb="compare").exists()


def test_what_differs_from_what_was_told_of_the_same_thing_is_refused_and_neither_is_lost(homes, tmp_path):
    first, second = hits_of(homes)
    other = (*first[:3], "名下有货车一辆")
    (told,) = run("clerk", "bring", a_list(tmp_path, [first, second, other]), *ON, "--json", code=1)
    assert [fault["row"] for fault in told["faults"]] == [4] and "合写成一条" in told["faults"][0]["why"] and not Comparison.objects.exists()
    run("clerk", "bring", a_list(tmp_path, [first, first, second]), *ON)
    (told,) = run("clerk", "bring", a_list(tmp_path, [second, other]), *ON, "--json", code=1)
    assert [fault["row"] for fault in told["faults"]] == [3] and set(Comparison.objects.values_list("told", flat=True)) == {first[3], second[3]}
    run("clerk", "bring", a_list(tmp_path, [other]), "--on", "2018-10-01")
    assert Comparison.objects.count() == 3, "another day is another comparison"


@pytest.mark.parametrize(("head", "item"), [(("Household no.", "Item compared", "Department that told", "What the comparison showed"), "Vehicle"), (HEAD, "vehicle")])
def test_headings_and_items_of_any_language_of_the_house_are_known(homes, tmp_path, head, item):
    run("clerk", "bring", a_list(tmp_path, [(homes[0].number, item, "县车管所", "有车")], head=head), *ON)
    assert Comparison.objects.get().item == "vehicle"


def test_a_thousand_hits_ask_the_database_no_more_often_than_two(homes, tmp_path, django_assert_max_num_queries):
    many = [(homes[0].number, "other", f"部门{n}", "有") for n in range(1000)]
    with django_assert_max_num_queries(60):
        run("clerk", "bring", a_list(tmp_path, many), *ON)
    assert Comparison.objects.count() == 1000 == Entry.objects.filter(verb="compare").count()


def test_the_longest_that_is_kept_is_kept_whole(homes, tmp_path):
    run("clerk", "bring", a_list(tmp_path, [(homes[0].number, "other", "局" * 60, "车" * 200)]), *ON)
    assert (row := Comparison.objects.get()).told == "车" * 200 and row.department == "局" * 60 and row.item == "other"


@pytest.mark.parametrize(("on", "code"), [("2999-01-01", "not-yet"), ("2018-02-30", "bad-day")])
def test_a_day_that_is_none_or_has_not_come_is_refused(homes, tmp_path, on, code):
    with pytest.raises(Refusal) as refused:
        run("clerk", "bring", a_list(tmp_path, hits_of(homes)), "--on", on)
    assert refused.value.code == code and not Comparison.objects.exists()


def test_an_empty_list_and_one_without_its_columns_are_refused(homes, tmp_path):
    for rows, head in (((), HEAD), (hits_of(homes), ("甲", "乙", "丙", "丁"))):
        with pytest.raises(Refusal):
            run("clerk", "bring", a_list(tmp_path, rows, head=head), *ON)
    assert not Comparison.objects.exists()


def test_nobody_reaches_over_their_place(homes, tmp_path):
    path = a_list(tmp_path, hits_of(homes))
    (told,) = run("neighbour", "bring", path, *ON, "--json", code=1)
    assert len(told["faults"]) == 2 and not Comparison.objects.exists()
    (told,) = run("clerk", "bring", path, *ON, "--json")
    hit = told["comparisons"][0]
    assert run("neighbour", "list", "--json") == []
    for words in (("--area", VILLAGE), ("--household", homes[0].number), ("--household", "H9")):
        with pytest.raises((Forbidden, NotFound)):
            run("neighbour", "list", *words)
    for account in ("neighbour", "reader"):
        for words in (("reply", hit, "是"), ("settle", hit, "confirmed", "--why", "是")):
            with pytest.raises((Forbidden, NotFound)):
                run(account, *words)
    with pytest.raises(Forbidden):
        run("reader", "bring", path, "--on", "2018-10-01")
    assert not Comparison.objects.exclude(reply="", finding="").exists() and Comparison.objects.count() == 2
