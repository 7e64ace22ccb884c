"""The drawing of a map: what stands where on the sheet, what is written on it, and where each part leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.divisions.selectors import children_of
from tuopin.divisions.selectors.shapes import Drawing, Tile, border_lines, shapes_of, tile_grid
from tuopin.kernel.areas import level_of

VILLAGE = 5
TILE_TEXT, TILE_LINE, TILE_LINES = 16, 5, 2  # size in map units; characters in a line, lines in a tile
NARROWEST = 594  # width of a sheet of tiles in map units: six in a row
TEXT_PER_SHEET = 52  # letters that go into the width of a sheet of outlines
TAILS = (
    "村民委员会", "居民委员会", "村委会", "居委会", "街道办事处", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区",
    "土家族苗族自治州", "自治州", "省", "市",
)


@dataclass(frozen=True)
class Part:
    """One place on the sheet: its outline or tile, and its name in lines where there is room for it."""

    code: str
    path: str
    lines: list[tuple[float, float, str]]
    value_at: tuple[float, float] | None  # where the value is written, on tiles


@dataclass(frozen=True)
class Sheet:
    """A drawn map; `tiles` says that its parts stand for places and are not their outlines."""

    view_box: str
    text_size: float
    tiles: bool
    drawing: Drawing
    border: str

    @property
    def codes(self) -> list[str]:
        return [part.code for part in self.drawing.parts]

    def parts(self, names: dict[str, str]) -> list[Part]:
        """The parts with their names written on them."""
        return [
            Part(p.code, p.path, self._lines(p, names.get(p.code, "")), (p.label[0], p.y + p.side - TILE_TEXT) if self.tiles else None)
            for p in self.drawing.parts
        ]

    def _lines(self, part, name: str) -> list[tuple[float, float, str]]:
        x, y = part.label
        name = short_name(name)
        if not isinstance(part, Tile):
            return [(x, y, name)] if part.box[2] > len(name) * self.text_size * 0.8 else []
        texts = [name[n:n + TILE_LINE] for n in range(0, min(len(name), TILE_LINE * TILE_LINES), TILE_LINE)]
        top = y - TILE_TEXT * (0.6 * len(texts) - 0.1)
        return [(x, round(top + TILE_TEXT * 1.2 * n, 1), text) for n, text in enumerate(texts)]


def sheet_of(code: str, *, on: date) -> Sheet:
    """The sheet for the places right below `code`; a village is drawn as its own tile."""
    outlines = shapes_of(code)
    if outlines is not None:
        return Sheet(outlines.view_box, outlines.box[2] / TEXT_PER_SHEET, False, outlines, border_lines(code))
    below = [code] if level_of(code) == VILLAGE else [place.code for place in children_of(code, on)]
    grid = tile_grid(below)
    left, top, width, height = grid.box
    wide = max(width, NARROWEST)  # a few tiles are not blown up to fill the page
    return Sheet(f"{left - (wide - width) / 2:g} {top:g} {wide:g} {height:g}", TILE_TEXT, True, grid, "")


def short_name(name: str) -> str:
    """A name without the words for its kind of office, where something is left without them."""
    for tail in TAILS:
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return name.removesuffix(tail)
    return name
