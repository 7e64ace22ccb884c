"""A sheet that a second process reads gives the records that it gives when one process reads all of them."""

from __future__ import annotations

import os
import signal
from functools import partial

import pytest

from intake.containers import Sample, containers
from intake.corpus import CASES, Case, rows, with_case, write_book
from intake.reading import read
from tuopin.intake import workbook
from tuopin.intake.beside import FarSheet
from tuopin.intake.child import records
from tuopin.intake.laying import Layout
from tuopin.intake.problems import refuse
from tuopin.intake.sheets import Sheet

LAYOUT = Layout(
    [("village_code", "text", None), ("arable_mu", "decimal:2", None), ("food_enough", "yes_no", None)],
    [("name", "text", None), ("sex", "text", None), ("born_on", "day", None)], [("relation", "text", None), ("work_months", "decimal:1", None)],
)  # fmt: skip


def both_ways(monkeypatch, path, layout=None) -> tuple[list, list]:
    alone = list(records(path, 2018, {}, layout))
    monkeypatch.setattr(workbook, "LARGE", 1)
    return alone, list(records(path, 2018, {}, layout))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_slip_is_told_alike_whichever_process_reads_the_largest_sheet(tmp_path, monkeypatch, case: Case):
    alone, beside = both_ways(monkeypatch, with_case(tmp_path / "r.xlsx", case))
    assert alone == beside and len(alone) > 1


@pytest.mark.parametrize("sample", list(containers()), ids=lambda sample: sample.name)
def test_every_container_is_answered_alike(tmp_path, monkeypatch, sample: Sample):
    path = sample.make(tmp_path)
    alone, beside = both_ways(monkeypatch, path)
    assert alone == beside


def test_households_are_laid_out_alike(tmp_path, monkeypatch):
    alone, beside = both_ways(monkeypatch, write_book(tmp_path / "r.xlsx", rows()), LAYOUT)
    assert alone == beside and any(record["t"] == "laid" for record in alone)


def test_the_year_of_the_file_is_found_in_either_process(tmp_path, monkeypatch):
    path = write_book(tmp_path / "r.xlsx", rows())
    alone = read(path, year=None)
    monkeypatch.setattr(workbook, "LARGE", 1)
    assert read(path, year=None) == alone


def _asked(sheet: Sheet) -> str:
    return sheet.title


def _killed(sheet: Sheet) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_the_second_process_refuses_is_refused_here():
    def make() -> Sheet:
        raise refuse("too-many-rows", sheet="表", limit=3)

    sheet = FarSheet("表", make)
    with pytest.raises(Exception, match="too-many-rows") as told:
        sheet.ask(_asked)()
    assert told.value.params == {"sheet": "表", "limit": 3}
    sheet.end()


def test_a_second_process_that_dies_stops_the_reader():
    sheet = FarSheet("表", partial(Sheet, "表", list))
    earlier, dead = sheet.ask(_asked), sheet.ask(_killed)
    with pytest.raises(MemoryError):
        dead()
    assert earlier() == "表"
    sheet.end()
