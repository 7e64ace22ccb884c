"""Outlines where there are some, squares where there are none."""

import re

import pytest

from tuopin.divisions.selectors import border_lines, outline_of, shapes, shapes_of, tile_grid
from tuopin.kernel.areas import level_of

DRAWN = (shapes.FOLDER / "nation.json").exists()
needs_outlines = pytest.mark.skipif(not DRAWN, reason="no outlines on this machine")


@needs_outlines
def test_the_nation_is_drawn_by_provinces_with_its_border_lines():
    drawing = shapes_of("000000000000")
    assert len(drawing.parts) == 34 and {level_of(p.code) for p in drawing.parts} == {1}
    assert border_lines().count("M") >= 10


@needs_outlines
def test_a_province_is_drawn_by_cities_and_by_counties_that_have_none():
    assert len(shapes_of("430000000000").parts) == 14
    hubei = {p.code for p in shapes_of("420000000000").parts}
    assert {"420100000000", "429004000000"} <= hubei and "429000000000" not in hubei
    assert {level_of(p.code) for p in shapes_of("110000000000").parts} == {3}


@needs_outlines
def test_a_city_is_drawn_by_counties_inside_its_own_box():
    drawing = shapes_of("431100000000")
    assert "431129000000" in {p.code for p in drawing.parts}
    left, top, width, height = drawing.box
    for part in drawing.parts:
        x, y = part.label
        assert left <= x <= left + width and top <= y <= top + height
        assert re.fullmatch(r"(M[-\d. ]+l[-\d. ]+z|M[-\d. ]+h[\d.]+v[\d.]+h-[\d.]+z)+", part.path)


@needs_outlines
def test_one_place_has_its_outline_alone():
    assert outline_of("431129000000").path.startswith("M")
    assert outline_of("431129210000") is None


def test_nobody_publishes_outlines_below_the_county():
    for code in ("431129000000", "431129210000", "431129210213"):
        assert shapes_of(code) is None


def test_without_the_files_there_is_nothing_to_draw(monkeypatch, tmp_path):
    monkeypatch.setattr(shapes, "FOLDER", tmp_path)
    shapes._file.cache_clear()
    try:
        assert shapes_of("430000000000") is None and border_lines() == ""
    finally:
        shapes._file.cache_clear()


@pytest.mark.parametrize(("places", "columns", "rows"), [(0, 1, 1), (1, 1, 1), (2, 2, 1), (7, 3, 3), (16, 4, 4), (319, 18, 18)])
def test_squares_stand_in_rows_by_code_without_touching(places, columns, rows):
    codes = [f"431129210{n:03}" for n in range(places)]
    drawing = tile_grid(reversed(codes))
    assert [t.code for t in sorted(drawing.parts, key=lambda t: (t.y, t.x))] == codes
    assert len({(t.x, t.y) for t in drawing.parts}) == places
    assert drawing.box == (0, 0, columns * 100 - 6, rows * 100 - 6)
    assert all(t.x + t.side <= drawing.box[2] and t.y + t.side <= drawing.box[3] for t in drawing.parts)
