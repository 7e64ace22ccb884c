"""Fingerprints of pictures: two numbers of 64 bits that stay nearly the same when a picture is resized, recompressed or cropped a little.

`phash` keeps the signs of the low frequencies (a discrete cosine transform over 32 × 32 greys, against their median),
`dhash` whether each point is brighter than its right neighbour (9 × 8 greys). Two pictures are held alike when both agree.
"""

from __future__ import annotations

import math
from statistics import median

from PIL import Image, ImageStat

SIDE, LOW = 32, 8
COSINES = [[math.cos(math.pi * u * (2 * x + 1) / (2 * SIDE)) for x in range(SIDE)] for u in range(1, LOW + 1)]
FLAT = 4.0  # a spread of greys below which there is nothing to tell two pictures apart by
CROPS = (0.0, 0.05, 0.1)  # parts left out at each side in the prints that are kept of a picture


def prints_of(picture: Image.Image) -> list[tuple[int, int]]:
    """The prints of a picture: first of itself, then of its middle without a margin; none of an empty sheet."""
    grey = picture.convert("L")
    grey.thumbnail((512, 512))
    if ImageStat.Stat(grey).stddev[0] < FLAT:
        return []
    return [(phash(part), dhash(part)) for part in (_middle(grey, margin) for margin in CROPS)]


def phash(grey: Image.Image) -> int:
    """64 bits: which of the 8 × 8 low frequencies lie above their median."""
    pixels = list(grey.resize((SIDE, SIDE), Image.Resampling.LANCZOS).get_flattened_data())
    rows = [pixels[y * SIDE : (y + 1) * SIDE] for y in range(SIDE)]
    across = [[sum(map(_times, row, wave)) for wave in COSINES] for row in rows]
    values = [sum(map(_times, column, wave)) for wave in COSINES for column in zip(*across, strict=True)]
    middle = median(values)
    return sum(1 << n for n, value in enumerate(values) if value > middle)


def dhash(grey: Image.Image) -> int:
    """64 bits: in each of eight rows of nine points, which are brighter than the next."""
    pixels = list(grey.resize((LOW + 1, LOW), Image.Resampling.LANCZOS).get_flattened_data())
    pairs = ((pixels[y * (LOW + 1) + x], pixels[y * (LOW + 1) + x + 1]) for y in range(LOW) for x in range(LOW))
    return sum(1 << n for n, (left, right) in enumerate(pairs) if left > right)


def distance(one: int, other: int) -> int:
    """How many of the 64 bits differ."""
    return (one ^ other).bit_count()


def _middle(grey: Image.Image, margin: float) -> Image.Image:
    width, height = grey.size
    x, y = round(width * margin), round(height * margin)
    return grey.crop((x, y, width - x, height - y)) if margin else grey


def _times(a: float, b: float) -> float:
    return a * b
