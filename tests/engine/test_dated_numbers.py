"""Dated numbers: the day, the narrowest area and the standard choose; without source, unit or day none loads."""

from datetime import date

import pytest

from tuopin.engine.columns import Codes, Quantity
from tuopin.engine.numbers import RuleUnfit, read_numbers
from tuopin.kernel.refusals import Refusal

HEAD = '[rule]\ndocument = "文件"\n'
STANDARDS = ("national", "provincial")


def an_entry(value="2995", *, name="line", document='"文件"', unit='"元"', starts="2018-01-01", ends="2019-01-01", more="") -> str:
    return f"[[{name}]]\nvalue = {value}\nunit = {unit}\ndocument = {document}\nfrom = {starts}\nto = {ends}\n{more}\n"


@pytest.fixture
def numbers_of(tmp_path):
    def read(*entries: str, head: str = HEAD):
        folder = tmp_path / "a_rule"
        folder.mkdir(exist_ok=True)
        (folder / "parameters.toml").write_text(head + "".join(entries))
        return read_numbers(folder / "rule.py")

    return read


def test_the_day_chooses_and_the_last_day_is_not_included(numbers_of):
    numbers = numbers_of(an_entry(), an_entry("3218", starts="2019-01-01", ends="2020-01-01"))
    areas = Quantity.of([431129210213])
    assert numbers.on(date(2018, 12, 31)).for_each("line", areas, scale=100).numbers() == [299500]
    assert numbers.on(date(2019, 1, 1)).for_each("line", areas, scale=100).numbers() == [321800]


def test_the_narrowest_area_wins(numbers_of):
    numbers = numbers_of(
        an_entry(), an_entry("3500", more='divisions = ["430000000000"]'), an_entry("4000", more='divisions = ["431129000000"]')
    ).on(date(2018, 6, 1))
    found = numbers.for_each("line", Quantity.of([110101001001, 430102001001, 431129210213, None]))
    assert found.numbers() == [2995, 3500, 4000, 2995]
    assert found.number_at(1).divisions == ("430000000000",)
    assert [numbers.at("line", area).value for area in ("110101001001", "430102001001", "431129210213")] == found.numbers()[:3], "of one place as of many"
    assert numbers.at("other", "110101001001") is None


def test_a_number_is_never_borrowed_from_another_standard(numbers_of):
    numbers = numbers_of(an_entry(more='standard = "national"')).on(date(2018, 6, 1))
    standards = Codes.of(["national", "provincial", None], STANDARDS)
    found = numbers.for_each("line", Quantity.of([1, 2, 3]), standards)
    assert found.numbers() == [2995, None, None]
    assert found.number_at(1) is None


def test_a_day_without_a_number_is_refused_and_the_days_with_one_are_named(numbers_of):
    with pytest.raises(Refusal, match="2018-01-01.*2019-01-01") as refusal:
        numbers_of(an_entry()).on(date(2021, 5, 1)).require()
    assert refusal.value.code == "no-number-in-force"
    assert refusal.value.fix


@pytest.mark.parametrize("entry", [
    an_entry(document='""'), an_entry().replace('document = "文件"\n', ""), an_entry().replace('unit = "元"\n', ""),
    an_entry().replace("from = 2018-01-01\n", ""), an_entry(more="divisions = []"), an_entry(more='divisions = ["43"]'),
    an_entry() + an_entry("3000", starts="2018-12-31"), "not toml",
], ids=["empty source", "no source", "no unit", "no day", "no area", "no code", "two on one day", "unreadable"])
def test_a_number_that_is_not_whole_does_not_load(numbers_of, entry):
    with pytest.raises(RuleUnfit):
        numbers_of(entry)


def test_a_rule_without_a_source_does_not_load(numbers_of):
    with pytest.raises(RuleUnfit):
        numbers_of(an_entry(), head="[rule]\n")


def test_a_decimal_is_kept_exactly(numbers_of):
    numbers = numbers_of(an_entry("2.35")).on(date(2018, 6, 1))
    assert numbers.for_each("line", Quantity.of([1]), scale=100).numbers() == [235]
    with pytest.raises(ValueError):
        numbers.for_each("line", Quantity.of([1]), scale=10)
