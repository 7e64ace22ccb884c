"""How places look on a map: their simplified outlines, or an orderly grid of squares where nobody publishes outlines.

The outlines are made at set-up into the ignored folder `geometry/` (see `tools/make_maps.py`); a system without them draws
every level as squares. Both are sketches: they prove no boundary.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tuopin.kernel.areas import ancestor, level_of
from tuopin.kernel.pack import pack

FOLDER = Path(__file__).resolve().parent.parent / "geometry"
STEP, SIDE = 100, 94  # from one square of the grid to the next, and the square itself


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of one place in map units: an SVG path, where to write its name, and its box (x, y, width, height)."""

    code: str
    path: str
    label: tuple[float, float]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """The square that stands for one place: its upper left corner and its side, in map units."""

    code: str
    x: int
    y: int
    side: int = SIDE

    @property
    def path(self) -> str:
        return f"M{self.x} {self.y}h{self.side}v{self.side}h-{self.side}z"

    @property
    def label(self) -> tuple[float, float]:
        return self.x + self.side / 2, self.y + self.side / 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes or tiles that belong on one sheet, and the sheet's box for SVG's viewBox."""

    parts: tuple[Shape | Tile, ...]
    box: tuple[float, float, float, float]

    @property
    def view_box(self) -> str:
        return " ".join(f"{n:g}" for n in self.box)


def shapes_of(code: str) -> Drawing | None:
    """The outlines of the places right below the nation, a province or a city; None where there are none to be had.

    A county, a township or a village answers None: its parts are drawn with `tile_grid`. A city drawn from today's list may
    lack a new development zone, whose land lies in the counties around it.
    """
    level = level_of(code)
    if level > 2:
        return None
    shapes = _sheet("nation" if level == 0 else code[:2])
    if level == 2:
        shapes = tuple(s for s in shapes if ancestor(s.code, 2) == code and s.code != code)
    elif level == 1:
        cities = {s.code for s in shapes if level_of(s.code) == 2}
        shapes = tuple(s for s in shapes if s.code in cities or ancestor(s.code, 2) not in cities)
    return Drawing(shapes, _box_around([s.box for s in shapes])) if shapes else None


def outline_of(code: str) -> Shape | None:
    """The outline of one province, city or county."""
    if level_of(code) not in (1, 2, 3):
        return None
    sheet = _sheet("nation" if level_of(code) == 1 else code[:2])
    return next((s for s in sheet if s.code == code), None)


def sheet_of(province: str) -> dict:
    """The numbers of the projection of a province's sheet (two digits); empty without geometry."""
    return _file(province).get("sheet", {})


def border_lines(code: str = "000000000000") -> str:
    """The lines that belong on a map beside the outlines, as one SVG path: those of the nation (境界线), the frame around a province's far
    islands; "" where there are none."""
    level = level_of(code)
    return _file("nation" if level == 0 else code[:2]).get("lines", "") if level < 2 else ""


def tile_grid(codes: Iterable[str]) -> Drawing:
    """One square for each place, by code, row after row, in a sheet about as wide as high."""
    codes = sorted(codes)
    columns = max(math.ceil(math.sqrt(len(codes))), 1)
    tiles = tuple(Tile(code, n % columns * STEP, n // columns * STEP) for n, code in enumerate(codes))
    rows = max(math.ceil(len(codes) / columns), 1)
    return Drawing(tiles, (0, 0, columns * STEP - (STEP - SIDE), rows * STEP - (STEP - SIDE)))


def _sheet(name: str) -> tuple[Shape, ...]:
    return tuple(
        Shape(code, part["path"], tuple(part["label"]), tuple(part["box"])) for code, part in _file(name).get("places", {}).items()
    )


@lru_cache(maxsize=40)
def _file(name: str) -> dict:
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if pack().section("places").get("outlines") and path.exists() else {}


def _box_around(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return left, top, round(right - left, 1), round(bottom - top, 1)


