"""Outlines where there are some, squares where there are none."""

import re

import pytest

from tuopin.divisions.selectors import border_lines, metres_outside, outline_of, shapes, shapes_of, tile_grid
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
def test_far_islands_are_drawn_smaller_in_a_frame_so_that_the_counties_of_their_province_can_be_read():
    drawing = shapes_of("460000000000")
    boxes = {part.code: part.box for part in drawing.parts}
    assert drawing.box[3] < drawing.box[2], "the island of 海南 lies across the sheet"
    assert boxes["469001000000"][2] > 100, "五指山: two tenths of the sheet's width"
    frame = [float(n) for n in re.findall(r"-?[\d.]+", border_lines("460000000000"))]
    left, top, width, height = frame[0], frame[1], frame[2], frame[5]
    islands = boxes["460300000000"]
    assert left < islands[0] and top < islands[1] and islands[0] + islands[2] < left + width and islands[1] + islands[3] < top + height
    for code, (x, y, wide, high) in boxes.items():
        assert code == "460300000000" or x + wide < left or y + high < top or x > left + width, f"{code} reaches into the frame"
    assert border_lines("430000000000") == border_lines("431100000000") == "" and border_lines("000000000000") == border_lines()


@needs_outlines
def test_a_place_on_far_islands_is_found_where_they_are_drawn():
    assert metres_outside("460300000000", 16.835, 112.34) == 0, "the city is its islands"
    assert metres_outside("460321000000", 16.835, 112.34) < 5_000, "永兴岛"
    assert 250_000 < metres_outside("460321000000", 19.25, 110.46) < 400_000, "琼海, on the main island"
    assert metres_outside("469002000000", 19.25, 110.46) == 0


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
