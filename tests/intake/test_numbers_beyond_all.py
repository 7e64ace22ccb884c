"""A workbook can hold what is no number (`NaN`) or larger than any (`1e999`): the cell is told, and every other row is read."""

import zipfile
from pathlib import Path

import pytest

from intake.corpus import rows, write_book
from intake.reading import households, problems, read
from tuopin.intake.cells.flaws import whole_number
from tuopin.intake.parent import read_roster

PLACE = 123454321
SHEETS = {sheet: list(lines[0]) for sheet, lines in rows().items()}


def a_book(folder: Path, sheet: str, written: str, columns: list[str]) -> Path:
    """A sound roster in whose first row of the sheet these columns hold a number as it is written here."""
    book = rows()
    book[sheet][0] = book[sheet][0] | dict.fromkeys(columns, PLACE)
    sound = write_book(folder / "sound.xlsx", book)
    with zipfile.ZipFile(sound) as before, zipfile.ZipFile(folder / "book.xlsx", "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(f"<v>{PLACE}</v>".encode(), f"<v>{written}</v>".encode()))
    return folder / "book.xlsx"


@pytest.mark.parametrize("written", ["1e999", "-1e999", "NaN"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_column_tells_it_and_the_file_is_read_to_its_end(tmp_path, sheet, written):
    number = "户编号" if sheet in ("贫困户", "家庭成员", "结对帮扶") else ""
    found = read(a_book(tmp_path, sheet, written, [column for column in SHEETS[sheet] if column != number]))
    told = [one for one in problems(found) if (one["sheet"], one["row"]) == (sheet, 2)]
    assert told and all(one["code"] and one["outcome"] in "AWQ" for one in told) and "Q" in {one["outcome"] for one in told}
    others = {one["key"]: one["outcome"] for one in households(found) if one["key"] in ("10002", "10003")}
    assert found[-1]["t"] == "end" and len(others) == 2


@pytest.mark.parametrize("written", ["1e999", "NaN"])
@pytest.mark.parametrize("column", ["联系电话", "银行卡号", "户编号"])
def test_the_shut_in_reader_answers_with_the_row_and_not_with_its_death(tmp_path, column, written):
    sheet = next(name for name, columns in SHEETS.items() if column in columns)
    found = list(read_roster(a_book(tmp_path, sheet, written, [column]), year=2018))
    assert found[-1]["t"] == "end" and column in {one["column"] for one in problems(found) if one["outcome"] == "Q"}


@pytest.mark.parametrize(("cell", "text"), [
    (5.0, "5"), (-3.0, "-3"), (999_999_999_999_999.0, "999999999999999"), (1e15, None), (-1e15, None), (1.5, None),
    (float("inf"), None), (float("-inf"), None), (float("nan"), None), ("5", None), (True, None),
])
def test_digits_are_those_of_a_whole_number_that_a_spreadsheet_keeps_exactly(cell, text):
    assert whole_number(cell) == text
