"""Every way a cell can be written, reader by reader: what is taken, what a person must confirm, what is not taken and why."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from tuopin.intake.cells.areas import known_area
from tuopin.intake.cells.certificate import CertificateReader, read_by_kind
from tuopin.intake.cells.codes import read_account, read_area, read_code, read_key, read_open_code, read_phone, read_yes_no
from tuopin.intake.cells.days import DayReader, read_year
from tuopin.intake.cells.flaws import Flawed, Mark
from tuopin.intake.cells.numbers import NOT_ASKED, read_count, read_decimal, read_money, read_number
from tuopin.intake.cells.text import LONGEST, as_text, read_name, read_text
from tuopin.kernel.ids import check_digit

ERROR, FORMULA = Mark("error", "#REF!"), Mark("formula")
TURNED = "a\u202eb"
CLOCK = time(8, 30)


def told(got):
    """What a reader says, in short: the value alone when nothing is said about the cell."""
    return (got.outcome, got.code, got.value) if isinstance(got, Flawed) else got


def not_taken(code):
    return ("Q", code, None)


@pytest.mark.parametrize(("cell", "expected"), [
    (datetime(2018, 3, 4), date(2018, 3, 4)), (datetime(2018, 3, 4, 8, 30), ("A", "normalised", date(2018, 3, 4))), (date(2018, 3, 4), date(2018, 3, 4)),
    (date(1900, 2, 28), not_taken("serial-before-march-1900")), (date(1900, 3, 1), date(1900, 3, 1)), (43163.0, ("A", "normalised", date(2018, 3, 4))),
    (20180304.0, ("A", "normalised", date(2018, 3, 4))), (61.0, ("A", "normalised", date(1900, 3, 1))), (60.0, not_taken("serial-before-march-1900")),
    (0.0, not_taken("serial-before-march-1900")), (-1.0, not_taken("not-a-date")), (79_999.0, ("A", "normalised", date(2119, 1, 10))),
    (80_000.0, not_taken("not-a-date")), (float("nan"), not_taken("not-a-date")), (float("inf"), not_taken("not-a-date")),
    (ERROR, not_taken("cell-error")), (FORMULA, not_taken("formula-cell")), (CLOCK, not_taken("not-a-date")), (True, not_taken("not-a-date")),
    (TURNED, not_taken("hidden-direction-mark")), ("2018-03-04", date(2018, 3, 4)), (" 2018-03-04 ", date(2018, 3, 4)),
    ("2018年3月4日", ("A", "normalised", date(2018, 3, 4))), ("2018.3.4", ("A", "normalised", date(2018, 3, 4))),
    ("2018/3/4 24:00", ("A", "normalised", date(2018, 3, 5))), ("2018/3/4 23:59", ("A", "normalised", date(2018, 3, 4))),
    ("2018/3/1 18:30", ("A", "normalised", date(2018, 3, 1))), ("2018/3/11 8:30:05", ("A", "normalised", date(2018, 3, 11))),
    ("2018年3月1日18:30", ("A", "normalised", date(2018, 3, 1))), ("2018-3-1T18:30", ("A", "normalised", date(2018, 3, 1))), ("2018/3/118:30", not_taken("not-a-date")),
    ("2018 年 3 月 1 日 18:30", ("A", "normalised", date(2018, 3, 1))), ("2018/3/4 24:01", ("A", "normalised", date(2018, 3, 4))), ("2018-02-30", not_taken("no-such-day")), ("1900-12-31", not_taken("no-such-day")),
    ("1901-01-01", date(1901, 1, 1)), ("2100-12-31", date(2100, 12, 31)), ("2101-01-01", not_taken("no-such-day")),
    ("9999-12-31T24:00", not_taken("no-such-day")), ("2018-03-04T20:00:00Z", ("A", "normalised", date(2018, 3, 5))),
    ("2018-03-04T20:00:00+08:00", ("A", "normalised", date(2018, 3, 4))), ("2018-13-04T20:00:00Z", not_taken("no-such-day")),
    ("1899-03-04T20:00:00Z", not_taken("no-such-day")), ("", None), ("  ", None), ("至今", ("A", "normalised", None)), ("—", ("A", "normalised", None)),
    ("43163", ("A", "normalised", date(2018, 3, 4))), ("1/2/2020", not_taken("date-ambiguous")), ("2018年3月", not_taken("day-missing")),
    ("2018", not_taken("day-missing")), ("二〇一八年三月四日", not_taken("date-in-words")), ("腊月初八", not_taken("date-in-words")), ("上周", not_taken("not-a-date")),
])
def test_a_day_is_read_as_it_stands(cell, expected):
    assert told(DayReader().read_day(cell)) == expected


def test_the_serial_numbers_of_a_workbook_of_1904_count_from_there():
    later = DayReader(from_1904=True)
    assert told(later.read_day(0.0)) == ("A", "normalised", date(1904, 1, 1)) and told(later.read_day(41701.0)) == ("A", "normalised", date(2018, 3, 4))
    assert told(later.read_day(-1.0)) == not_taken("not-a-date") and told(later.read_day(80_000.0)) == not_taken("not-a-date")


@pytest.mark.parametrize(("cell", "expected"), [
    (2014.0, "2014"), (1949.0, "1949"), (2100.0, "2100"), (1948.0, ("A", "normalised", "1905-05-01")),
    (2014.03, ("A", "normalised", "2014-03")), (2014.12, ("A", "normalised", "2014-12")), (2014.1, ("W", "month-typed-as-number", "2014-10")),
    (2014.13, not_taken("not-a-date")), (201403.0, ("A", "normalised", "2014-03")), (201413.0, not_taken("not-a-date")),
    (float("nan"), not_taken("not-a-date")), (TURNED, not_taken("hidden-direction-mark")), ("2014", "2014"), ("2014年", ("A", "normalised", "2014")),
    ("1948", not_taken("year-out-of-range")), ("2014-03", "2014-03"), ("2014年3月", ("A", "normalised", "2014-03")), ("2014-03-01", "2014-03-01"),
    ("2014年3月1日", ("A", "normalised", "2014-03-01")), ("", None), ("至今", ("A", "normalised", None)), ("从前", not_taken("not-a-date")),
    (date(2014, 3, 1), "2014-03-01"), (datetime(2014, 3, 1), "2014-03-01"), (ERROR, not_taken("cell-error")), ("2014-13", not_taken("not-a-date")),
])
def test_a_period_is_as_exact_as_its_cell(cell, expected):
    assert told(DayReader().read_period(cell)) == expected


@pytest.mark.parametrize(("cell", "expected"), [
    (2018.0, 2018), (2018.5, not_taken("year-out-of-range")), (1948.0, not_taken("year-out-of-range")), (2101.0, not_taken("year-out-of-range")),
    (float("nan"), not_taken("year-out-of-range")), (date(2018, 5, 6), ("W", "year-from-day", 2018)), (CLOCK, not_taken("year-out-of-range")),
    (ERROR, not_taken("cell-error")), ("", None), ("无", ("A", "normalised", None)), ("2018", 2018), ("2018年", ("A", "normalised", 2018)),
    ("1948", not_taken("year-out-of-range")), ("2018-05", ("W", "year-from-day", 2018)), ("前年", not_taken("year-out-of-range")),
])
def test_a_year_is_read_as_it_stands(cell, expected):
    assert told(read_year(cell)) == expected


@pytest.mark.parametrize(("cell", "expected"), [
    ("是", True), ("否", False), ("贫困村", True), (" 非贫困村", ("A", "normalised", False)), (1.0, ("A", "normalised", True)), (0.0, ("A", "normalised", False)),
    (True, ("A", "normalised", True)), (2.0, not_taken("not-yes-or-no")), (CLOCK, not_taken("not-yes-or-no")), (ERROR, not_taken("cell-error")), ("", None),
    (" 是", ("A", "normalised", True)), ("否 ", ("A", "normalised", False)), ("√", ("A", "normalised", True)), ("未", ("A", "normalised", False)),
    ("—", ("W", "dash-for-empty", None)), ("也许", not_taken("not-yes-or-no")), (TURNED, not_taken("hidden-direction-mark")),
])
def test_yes_or_no_is_never_guessed(cell, expected):
    assert told(read_yes_no(cell, {"贫困村": True, "非贫困村": False})) == expected


def test_a_word_of_a_list_may_be_its_code_and_several_stand_only_where_several_may():
    assert read_code("因病", "cause") == "illness" or isinstance(read_code("因病", "cause"), str)
    word = read_code("因病", "cause")
    assert told(read_code(" 因病 ", "cause")) == ("A", "normalised", word)
    assert told(read_code("没有这样的原因", "cause")) == not_taken("not-in-list")
    assert told(read_code("", "cause")) == "" and told(read_code("/", "cause")) == ("W", "dash-for-empty", "")
    for cell, code in ((CLOCK, "not-in-list"), (ERROR, "cell-error"), (TURNED, "hidden-direction-mark"), (0.5, "not-in-list")):
        assert told(read_code(cell, "cause")) == not_taken(code)
    both = read_code("因病,因残", "cause")
    assert isinstance(both, str) and both.split(",")[0] == word
    assert told(read_code("因病,因残", "cause", single=True)) == not_taken("one-value-only")
    assert told(read_code("因病, 因残", "cause"))[:2] == ("A", "normalised")
    for cell in ("健康,残疾", "残疾、健康", "1,4"):  # nobody is both: a person says what holds
        assert told(read_code(cell, "health")) == ("W", "contradicts-itself", "disabled")
    assert read_code("残疾,长期慢性病", "health") == "disabled,chronic" and read_code("健康", "health") == "healthy"


def test_an_open_list_takes_other_words_but_nothing_broken():
    assert read_open_code("广东省东莞市", "cause", 20) == "广东省东莞市"
    assert told(read_open_code("很" * 21, "cause", 20)) == not_taken("text-too-long") and told(read_open_code(ERROR, "cause", 20)) == not_taken("cell-error")


@pytest.mark.parametrize(("cell", "expected"), [
    ("431129210213", "431129210213"), (431129210213.0, ("A", "normalised", "431129210213")), (" 431129210213", ("A", "normalised", "431129210213")),
    ("431129210213.0", ("A", "normalised", "431129210213")), ("", None), ("431129210000", not_taken("village-code-form")), ("4311292102", not_taken("village-code-form")),
    (CLOCK, not_taken("village-code-form")), (ERROR, not_taken("cell-error")), (0.5, not_taken("village-code-form")),
])
def test_the_code_of_a_village(cell, expected):
    assert told(read_area(cell)) == expected


@pytest.mark.parametrize(("cell", "expected"), [
    ("H0001", "H0001"), ("H-1_2", "H-1_2"), (12.0, ("A", "number-stored-as-number", "12")), (0.0, ("A", "number-stored-as-number", "0")),
    (-1.0, not_taken("number-lost-digits")), (1e15, not_taken("number-lost-digits")), (999999999999999.0, ("A", "number-stored-as-number", "999999999999999")),
    (CLOCK, not_taken("number-form")), (ERROR, not_taken("cell-error")), (TURNED, not_taken("hidden-direction-mark")), ("", None), ("'", None),
    ("4.3E+17", not_taken("number-lost-digits")), ("户1", not_taken("number-form")), ("x" * 41, not_taken("number-form")), ("x" * 40, "x" * 40),
    (" H1", ("A", "normalised", "H1")), ("'H1", ("A", "normalised", "H1")),
])
def test_the_number_of_a_household(cell, expected):
    assert told(read_key(cell)) == expected


@pytest.mark.parametrize(("cell", "expected"), [
    ("13800138000", "13800138000"), (13800138000.0, ("A", "normalised", "13800138000")), ("138 0013 8000", ("A", "normalised", "13800138000")),
    ("+8613800138000", ("A", "normalised", "13800138000")), ("0746-2321234", "0746-2321234"), ("", None), ("无", None), ("138****8000", not_taken("phone-masked")),
    ("138XXXX8000", not_taken("phone-masked")), ("13800138000/13900139000", ("W", "phone-two-numbers", "13800138000")),
    ("1380013800", ("W", "phone-length", "1380013800")), ("1" * 20, ("W", "phone-length", "1" * 20)), ("1" * 21, not_taken("phone-form")),
    ("打村部电话", not_taken("phone-form")), (TURNED, not_taken("hidden-direction-mark")), (ERROR, not_taken("cell-error")), (CLOCK, not_taken("phone-form")),
    (0.5, not_taken("phone-form")),
])
def test_a_phone_number_comes_as_digits(cell, expected):
    assert told(read_phone(cell)) == expected


@pytest.mark.parametrize(("cell", "expected"), [
    ("6217000000000000001", "6217000000000000001"), ("6217 0000 0000 0000 001", ("A", "normalised", "6217000000000000001")), ("", None), ("无", None),
    ("6217****0001", not_taken("account-masked")), ("1234567", not_taken("account-form")), ("12345678", "12345678"), ("1" * 31, not_taken("account-form")),
    (6.217e18, not_taken("account-stored-as-number")), (ERROR, not_taken("cell-error")), (TURNED, not_taken("hidden-direction-mark")),
])
def test_a_bank_account_comes_as_digits(cell, expected):
    assert told(read_account(cell)) == expected


@pytest.mark.parametrize(("cell", "kind", "expected"), [
    (True, "money", not_taken("not-a-number")), (12.5, "money", Decimal("12.5")), (float("inf"), "money", not_taken("not-a-number")),
    (CLOCK, "money", not_taken("date-in-number")), (ERROR, "money", not_taken("cell-error")), (TURNED, "money", not_taken("hidden-direction-mark")),
    ("", "money", None), ("3000", "money", Decimal(3000)), ("３０００", "money", ("A", "normalised", Decimal(3000))), ("3,000", "money", ("A", "normalised", Decimal(3000))),
    ("￥3000", "money", ("A", "normalised", Decimal(3000))), ("￥3000", "mu", not_taken("number-in-words")), ("—", "money", ("W", "dash-for-empty", None)),
    ("#div/0!", "money", not_taken("cell-error")), ("1.5e3", "money", ("A", "normalised", Decimal("1.5e3"))), ("1e12", "money", not_taken("not-a-number")),
    ("nan", "money", not_taken("not-a-number")), ("3000元", "money", ("W", "number-with-unit", Decimal(3000))), ("0.3万", "money", ("W", "number-with-unit", Decimal(3000))),
    ("2公顷", "mu", ("W", "number-with-unit", Decimal(30))), ("2公顷", "count", not_taken("number-in-words")), ("1,2元", "money", not_taken("number-in-words")),
    ("三千", "money", not_taken("number-in-words")),
])
def test_a_decimal_is_exact(cell, kind, expected):
    assert told(read_decimal(cell, kind)) == expected


@pytest.mark.parametrize(("cell", "asked", "expected"), [
    ("", {"kind": "money"}, None), ("三千", {"kind": "money"}, not_taken("number-in-words")), ("—", {"kind": "money"}, ("W", "dash-for-empty", None)),
    (2.0, {"kind": "money", "factor": Decimal(10000)}, Decimal(20000)), ("2万", {"kind": "money", "factor": Decimal(10000)}, ("W", "number-with-unit", Decimal(20000))),
    (1e8, {"kind": "money"}, not_taken("number-out-of-range")), (99_999_999.99, {"kind": "money"}, Decimal("99999999.99")),
    (12.0, {"kind": "months"}, Decimal(12)), (12.5, {"kind": "months"}, not_taken("number-out-of-range")), (-1.0, {"kind": "money"}, not_taken("negative-number")),
    (-1.0, {"kind": "money", "signed": "loss"}, ("W", "negative-loss", Decimal(-1))), (-1.0, {"kind": "money", "signed": "any"}, Decimal(-1)),
    (3000.005, {"kind": "money"}, ("A", "rounded", Decimal("3000.00"))), (3000.015, {"kind": "money"}, ("A", "rounded", Decimal("3000.02"))),
    (0.1 + 0.2, {"kind": "money"}, Decimal("0.30")), ("3,000.005", {"kind": "money"}, ("A", "normalised", Decimal("3000.00"))),
])
def test_a_number_in_the_unit_of_the_register(cell, asked, expected):
    assert told(read_number(cell, **asked)) == expected


@pytest.mark.parametrize(("cell", "expected"), [
    (3.0, 3), ("", None), (2.5, not_taken("not-whole")), ("3人", ("W", "number-with-unit", 3)), ("2.5人", not_taken("not-whole")), ("—", ("W", "dash-for-empty", None)),
    (-1.0, not_taken("negative-number")),
])
def test_a_count_is_whole(cell, expected):
    assert told(read_count(cell)) == expected


def test_a_column_of_amounts_comes_in_whole_fen_and_says_which_cells_are_amiss():
    flaws = []
    assert read_money([1.0, 2.5, 0.0], flaws, Decimal(1), "") == [100, 250, 0] and not flaws
    assert read_money([1.005, 1e8, "", "3元", -1.0, "未采集", True], flaws, Decimal(1), "") == [100, None, None, 300, None, NOT_ASKED, None]
    assert [(position, flaw.code) for position, flaw in flaws] == [
        (0, "rounded"), (1, "number-out-of-range"), (3, "number-with-unit"), (4, "negative-number"), (6, "not-a-number")]
    assert read_money([0.3, "未采集"], [], Decimal(10000), "") == [300_000, NOT_ASKED]


@pytest.mark.parametrize(("cell", "expected"), [
    ("词", "词"), (" 词 ", "词"), (3.0, "3"), (3.5, "3.5"), (1e15, "1000000000000000.0"), (float("nan"), "nan"), (True, "TRUE"), (False, "FALSE"),
    (date(2018, 3, 4), "2018-03-04"), (timedelta(hours=1), "1:00:00"), (ERROR, not_taken("cell-error")), ("很" * 11, not_taken("text-too-long")),
    ("\ue000", ("W", "private-use-character", "\ue000")), ("锟斤拷", not_taken("broken-text")), ("a\x00b", not_taken("control-character")),
])
def test_free_text_is_cleared_of_what_deceives(cell, expected):
    assert told(read_text(cell, 10 if isinstance(cell, str) else 40)) == expected


def test_a_cell_is_not_longer_than_a_spreadsheet_can_hold():
    assert told(read_text("a" * LONGEST, LONGEST)) == "a" * LONGEST and told(read_text("a" * (LONGEST + 1), LONGEST + 9)) == not_taken("cell-too-long")


def test_a_mark_is_shown_as_what_stands_in_the_file():
    assert as_text(ERROR) == "#REF!" and as_text(FORMULA) == "="


@pytest.mark.parametrize(("cell", "expected"), [
    ("盘小妹", "盘小妹"), ("盘 小妹", ("A", "normalised", "盘小妹")), ("阿·古", "阿·古"), ("阿.古", ("A", "normalised", "阿·古")), ("", ""), (3.0, not_taken("name-not-text")),
    (ERROR, not_taken("cell-error")), ("=盘", not_taken("name-starts-like-formula")), (" ＋盘", not_taken("name-starts-like-formula")),
    ("盘" * 61, not_taken("text-too-long")), ("盘" * 60, "盘" * 60), ("Anna Li", "Anna Li"), ("\ue000\ue001", ("W", "private-use-character", "\ue000\ue001")),
])
def test_a_name_is_no_formula(cell, expected):
    assert told(read_name(cell)) == expected


def a_number(first17):
    return first17 + check_digit(first17)


@pytest.mark.parametrize(("cell", "expected"), [
    ("", None), ("无", None), ("43112919710305123", not_taken("certificate-length")), ("431129********1234", not_taken("certificate-masked")),
    ("4.3E+17", not_taken("certificate-scientific")), (TURNED, not_taken("hidden-direction-mark")), (ERROR, not_taken("cell-error")),
    (a_number("43112919710305123") + "," + a_number("43112919710305124"), not_taken("certificate-two-numbers")),
    (a_number("99112919710305123"), ("W", "certificate-area-unknown", a_number("99112919710305123"))),
    ("431129710305123", ("W", "certificate-15-digits", a_number("43112919710305123"))), ("431129711305123", not_taken("certificate-birth-date")),
    (a_number("43112920990305123"), not_taken("certificate-birth-in-future")), (a_number("43112918010305123"), not_taken("certificate-too-old")),
    (a_number("43112919710229123"), not_taken("certificate-birth-date")), ("43112919710305123" + "٣", not_taken("certificate-foreign-digits")),
    ("A" * 18, not_taken("certificate-characters")),
])
def test_an_identity_number_is_never_repaired(cell, expected):
    assert told(CertificateReader(2018).read(cell)) == expected


def test_a_number_that_is_no_identity_number_is_read_again_as_what_its_row_says_it_is():
    flaw = Flawed(None, "certificate-length", "Q")
    card = a_number("43112919710305123") + "44"
    of_card = CertificateReader(2018).read(card)
    assert told(of_card) == not_taken("certificate-disability-card")
    assert told(read_by_kind("disability_card", card, of_card)) == ("A", "certificate-from-disability-card", card[:18])
    assert read_by_kind("passport", 12.0, flaw) is flaw and read_by_kind("no such kind", "E12345678", flaw) is flaw
    assert read_by_kind("passport", "E12345678", flaw) == "E12345678" and read_by_kind("passport", "!", flaw) is flaw


def test_numbers_were_given_out_under_counties_cities_as_a_whole_and_beyond():
    assert known_area("431129") and known_area("431100") and known_area("810000") and known_area("990000") is False and not known_area("431198")
