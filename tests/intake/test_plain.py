"""A plain table: of two columns for one thing the one named first counts, wherever it stands, and no cell is taken that a person must confirm."""

import pytest

from tuopin.intake.parent import read_plain

COLUMNS = {"number": ("text", ["户编号"]), "amount": ("money", ["金额", "金额(元)"]), "day": ("day", ["日期"])}


def rows(tmp_path, *lines):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_plain(path, COLUMNS)


@pytest.mark.parametrize(("head", "line"), [
    ("户编号,金额,金额(元)", "H1,1,2"), ("户编号,金额(元),金额", "H1,2,1"), ("户编号,金额,金额", "H1,1,2"), ("金额,户编号,金额（元）,户编号", "1,H1,2,H2"),
])
def test_the_heading_named_first_counts_then_the_column_further_left(tmp_path, head, line):
    assert [row["values"] for row in rows(tmp_path, head, line)] == [{"number": "H1", "amount": "1"}]


def test_a_cell_to_be_confirmed_is_wrong_and_says_why_and_one_written_otherwise_is_taken(tmp_path):
    unsure, plain = rows(tmp_path, "户编号,金额,日期", "H1,3万,2018-03-01", 'H2,"3,000",2018年3月1日')
    assert unsure["flaws"] == {"amount": {"code": "number-with-unit", "params": {"unit": "万"}, "text": "3万"}} and "amount" not in unsure["values"]
    assert plain["flaws"] == {} and plain["values"] == {"number": "H2", "amount": "3000", "day": "2018-03-01"}
