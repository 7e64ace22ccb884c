"""The corpus of bad input: every kind is accounted for, every file gets the answer it must, and none harms the server."""

import re

import pytest

from intake.containers import containers
from intake.corpus import CASES, rows, with_case, write_book
from intake.kinds import CELLS, ELSEWHERE, NO_DOOR
from intake.media_files import media_files
from intake.more_cells import more_cases
from intake.reading import problems, read
from source import ROOT
from tuopin.intake.media.refusals import REFUSALS as MEDIA_REFUSALS
from tuopin.intake.problems import EVERY
from tuopin.kernel.ids import check_digit

SAMPLES = list(containers())
MORE = [case for cases in more_cases().values() for case in cases]
PERSONAL = re.compile(r"\d{15,}|1\d{10}")


def test_all_hundred_and_five_kinds_are_accounted_for():
    tried = set(CELLS) | {sample.kind for sample in SAMPLES} | {item.kind for item in media_files()}
    tried |= {5, 40, 68, 73}  # test_bad_files, test_headings
    assert not (set(range(1, 106)) - tried - set(ELSEWHERE) - set(NO_DOOR)), sorted(set(range(1, 106)) - tried - set(ELSEWHERE) - set(NO_DOOR))
    assert not (tried & set(NO_DOOR)), tried & set(NO_DOOR)
    assert not [path for path in ELSEWHERE.values() if not (ROOT / path).exists()]


def test_every_cell_of_the_corpus_has_its_kind():
    named = {name for names in CELLS.values() for name in names}
    assert named <= {case.name for case in CASES}, named - {case.name for case in CASES}


def test_there_are_at_least_three_hundred_files():
    assert len(CASES) + len(MORE) + len(SAMPLES) + len(list(media_files())) >= 300


@pytest.mark.parametrize("case", MORE, ids=lambda case: case.name)
def test_a_bad_cell_is_found_in_other_columns_too(tmp_path, case):
    found = problems(read(with_case(tmp_path / "r.xlsx", case)))
    here = {(p["code"], p["outcome"]) for p in found if (p["sheet"], p["row"], p["column"]) == (case.sheet, case.row, case.column)}
    assert (case.code, case.outcome) in here, [(p["code"], p["outcome"], p["sheet"], p["row"], p["column"]) for p in found]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_bad_file_gets_the_answer_it_must(tmp_path, sample):
    found = read(sample.make(tmp_path))
    if sample.outcome == "R":
        assert [record["t"] for record in found] == ["refused"] and found[0]["code"] in sample.code.split(), found[:2]
    elif sample.outcome == "A":
        assert found[-1]["t"] == "end" and not [p for p in problems(found) if p["outcome"] in "QW"], problems(found)[:3]
    else:
        assert (sample.code, sample.outcome) in {(p["code"], p["outcome"]) for p in problems(found)}, problems(found)[:3]
    _every_answer_can_be_said(found)


def _every_answer_can_be_said(found):
    """A sentence in Chinese and what to do, filled with what the record holds, and nothing personal in it."""
    for record in found:
        if record["t"] in ("problem", "refused"):
            known = EVERY[record["code"]]
            said = known.message.format(**record["params"]) + known.fix.format(**record["params"])
            assert re.search("[\u4e00-\u9fff]", said) and "{" not in said and not PERSONAL.search(said), record


@pytest.mark.parametrize("case", [*CASES, *MORE][::7], ids=lambda case: case.name)
def test_what_is_said_of_a_cell_holds_nothing_personal(tmp_path, case):
    _every_answer_can_be_said(read(with_case(tmp_path / "r.xlsx", case)))


def test_every_refusal_of_a_picture_says_what_and_what_to_do():
    assert all(message and fix and re.search("[\u4e00-\u9fff]", message + fix) for message, fix in MEDIA_REFUSALS.values())


def test_a_number_ending_in_zeros_waits_where_its_column_held_numbers(tmp_path):
    book = rows()
    book["家庭成员"][0]["证件号码"] = 431129197103051112
    day = next(f"{year}{n:02d}" for year in range(197101, 197113) for n in range(1, 29) if check_digit(f"431129{year}{n:02d}000") == "0")
    book["家庭成员"][1]["证件号码"] = f"431129{day}0000"
    found = {(p["code"], p["row"]) for p in problems(read(write_book(tmp_path / "r.xlsx", book)))}
    assert ("certificate-zeros", 3) in found and ("certificate-stored-as-number", 2) in found


def test_a_process_that_has_them_all_read_neither_dies_nor_grows(tmp_path):
    """A part of the long proof (`make prove ARGS=G19`): the dangerous ones among them, asked for by one process."""
    from tools.prove.g19_bad_input import prove

    result = prove(0.04, 0)
    assert result.passed, result.figure
