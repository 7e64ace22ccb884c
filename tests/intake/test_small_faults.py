"""Places of the reader where a small slip changes what is read and no longer sound roster shows it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from register import NEIGHBOUR, VILLAGE
from tuopin.intake.cells.codes import read_code
from tuopin.intake.delimited import _rows
from tuopin.intake.media.prints import dhash
from tuopin.intake.scan import _row_start
from tuopin.registry.services.check_register import Villages


def test_an_apostrophe_that_defused_a_formula_is_taken_off_and_any_other_stays():
    assert _rows("'=1+1,'-5,'+x,'@y\n甲,-5,'ab,a'=b\n", ",")[:2] == [["=1+1", "-5", "+x", "@y"], ["甲", "-5", "'ab", "a'=b"]]


@pytest.mark.parametrize(("text", "start"), [
    (b'<row r="1"><c/></row><row r="2">', 21), (b"<row><c/></row>", 0), (b"<c/></row>", -1), (b"", -1),
    (b'<x:row r="1"><x:c/></x:row><x:row r="2"><x:c/>', 27), (b'<x:row r="1"><x:c/>', 0), (b"<x:c/><x:row>", 6),
    (b'<x:row r="1"><x:c/></x:row>', -1), (b'<row r="1"><c/></x:row>', 0),
])
def test_the_last_row_that_begins_is_found_and_one_that_ends_is_none(text, start):
    assert _row_start(text) == start


def test_a_print_compares_neighbours_of_one_row_in_every_row():
    picture = Image.new("L", (9, 8))
    falling = {0, 3, 4, 7}
    picture.putdata([(9 - x if y in falling else x + 1) * 20 for y in range(8) for x in range(9)])
    assert dhash(picture) == sum(0xFF << (8 * y) for y in falling)


@pytest.mark.django_db
def test_a_village_is_looked_up_once():
    villages = Villages(date(2018, 12, 31))
    villages.learn({VILLAGE, "", "431129999999"})
    assert villages.present == {VILLAGE: VILLAGE, "431129999999": ""}
    with CaptureQueriesContext(connection) as queries:
        villages.learn({VILLAGE, "431129999999", ""})
    assert not len(queries)
    villages.learn({NEIGHBOUR})
    assert villages.present[NEIGHBOUR] == NEIGHBOUR


@pytest.mark.parametrize("word", ["-", "--", "—", "——", "－", "/", "／", "\\", "无", "暂无", "空", "null", "NULL", "N/A", "n/a"])
def test_each_word_that_clerks_write_for_nothing_is_taken_for_nothing_and_said_so(word):
    cell = read_code(word, "cause")
    assert (cell.outcome, cell.code, cell.value) == ("W", "dash-for-empty", "")
