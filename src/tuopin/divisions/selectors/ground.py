"""Whether a place on the ground lies in a county, by the simplified outlines of the maps: true to about a kilometre."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from tuopin.divisions.selectors.shapes import outline_of, sheet_of
from tuopin.kernel.areas import ancestor, level_of

EARTH = 6_371_000.0  # metres, mean radius
NUMBERS = re.compile(r"-?\d+\.?\d*")
Ring = tuple[tuple[float, float], ...]


def metres_outside(code: str, latitude: float, longitude: float) -> float | None:
    """How far (metres) a place lies outside the county of `code`: 0 inside; None where the county has no outline."""
    county = ancestor(code, min(level_of(code), 3))
    sheet, outline = sheet_of(county[:2]), outline_of(county)
    if not sheet or outline is None:
        return None
    spot, scale = _on_sheet(sheet, latitude, longitude), sheet["scale"]
    inset = sheet.get("inset")
    if inset and county.startswith(inset["of"]):  # far islands are drawn smaller, in a frame of their own
        spot, scale = (spot[0] * inset["by"] + inset["x"], spot[1] * inset["by"] + inset["y"]), scale * inset["by"]
    rings = _rings(outline.path)
    if sum(_crossings(spot, ring) for ring in rings) % 2:
        return 0.0
    nearest = min(_to_line(spot, a, b) for ring in rings for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    return nearest * EARTH / scale


def _on_sheet(sheet: dict, latitude: float, longitude: float) -> tuple[float, float]:
    """Albers' projection with the numbers that the sheet was drawn with (see `tools/make_maps.py`)."""
    turn = sheet["n"] * math.radians(longitude - sheet["middle"])
    radius = math.sqrt(max(sheet["c"] - 2 * sheet["n"] * math.sin(math.radians(latitude)), 0.0)) / sheet["n"]
    return (radius * math.sin(turn) - sheet["left"]) * sheet["scale"], (radius * math.cos(turn) - sheet["top"]) * sheet["scale"]


@lru_cache(maxsize=64)
def _rings(path: str) -> tuple[Ring, ...]:
    """The closed lines of an outline, from the path that draws it: `Mx yl dx dy …z`, or a dot `Mx yh…` for a speck."""
    rings = []
    for part in filter(None, path.split("M")):
        if "h" in part:
            continue
        numbers = [float(n) for n in NUMBERS.findall(part)]
        points, (x, y) = [], (0.0, 0.0)
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        rings.append(tuple(points))
    return tuple(rings)


def _crossings(spot: tuple[float, float], ring: Ring) -> int:
    """How often a line from the spot to the right crosses the ring."""
    x, y = spot
    count = 0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            count += 1
    return count


def _to_line(spot: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance from a spot to the piece of line between a and b, in units of the sheet."""
    (x, y), (dx, dy) = (spot[0] - a[0], spot[1] - a[1]), (b[0] - a[0], b[1] - a[1])
    length = dx * dx + dy * dy
    along = min(max((x * dx + y * dy) / length, 0.0), 1.0) if length else 0.0
    return math.hypot(x - along * dx, y - along * dy)
