"""A cell of a text table is no formula wherever the file is opened, and comes back as it was written."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.kernel.tables import meant, quoted, write_rows

TYPED = st.text(alphabet="=+-@;\t\n\r\v '＝|%a,\"", max_size=12)


@given(TYPED)
def test_what_is_written_is_read_again(text):
    assert meant(quoted(text)) == text


@pytest.mark.parametrize("parting", [";", "\t"])
@pytest.mark.parametrize("text", ["种植;=cmd|'/C calc'!A0", "a\n=1+1", "a;\u3000=1", "a\t@SUM(A1)", "x\r\n-2+3", ";+1", "a;＝1"])
def test_no_cell_is_live_where_other_signs_part_the_cells(text, parting):
    """Programs set to semicolons part the line there and heed no quotes that stand within a cell."""
    out = io.StringIO()
    write_rows(out, [["户", text, 7]])
    for cell in re.split(rf"[{parting}\r\n\v\f]", out.getvalue()):
        assert not cell.lstrip(" \u3000").startswith(("=", "+", "-", "@", "＝")), (cell, out.getvalue())
    [[_first, read, _number]] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert meant(read) == text


def test_plain_texts_stay_as_they_are():
    for text in ("张三;李四", "1-2组", "a; b", "水、电\n路", "It's;'tis"):
        assert quoted(text) in (text, text.replace(";'", ";''"))
