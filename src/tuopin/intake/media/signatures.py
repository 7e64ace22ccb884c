"""Signatures: the ink on the paper, brought into one size and slope, and its fingerprints, also as if a part were cut off.

Nobody writes their name twice alike: two signatures whose ink agrees bit by bit are one signature used twice.
"""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter, ImageOps

from tuopin.intake.media.prints import dhash, phash

SIDE = 400  # pixels of the longer side of the ink that is compared
LEAST_INK, FAINTEST = 150, 28  # points of ink below which a sheet is empty; greys that ink is darker than the paper around it
CUTS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)  # parts of the ink's box that somebody may have cut off at one side
SHEET = (256, 128)


def ink_of(picture: Image.Image) -> Image.Image | None:
    """The ink alone, white on black, cut to its own box and turned level; None for a sheet without ink."""
    grey = picture.convert("L")
    grey.thumbnail((800, 800))
    paper = grey.filter(ImageFilter.BoxBlur(max(grey.size) // 12))
    darker = ImageChops.subtract(paper, grey)
    ink = darker.point(lambda value: 255 if value >= max(FAINTEST, _threshold(darker)) else 0).filter(ImageFilter.MedianFilter(3))
    if ink.histogram()[255] < LEAST_INK:
        return None
    ink = ink.crop(ink.getbbox())
    turned = ink.rotate(math.degrees(_slope(ink)), Image.Resampling.BILINEAR, expand=True)
    turned = turned.crop(turned.getbbox())
    return ImageOps.contain(turned, (SIDE, SIDE))


def prints_of_ink(ink: Image.Image) -> list[tuple[int, int]]:
    """The prints of the whole ink first, then as if a part of it had been cut off at the left, right, top or bottom."""
    width, height = ink.size
    boxes = [(0, 0, width, height)]
    for cut in CUTS:
        x, y = round(width * cut), round(height * cut)
        boxes += [(x, 0, width, height), (0, 0, width - x, height), (0, y, width, height), (0, 0, width, height - y)]
    return [_print(ink.crop(box)) for box in boxes]


def _print(ink: Image.Image) -> tuple[int, int]:
    inside = ink.getbbox()
    part = (ink.crop(inside) if inside else ink).resize(SHEET, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(4))
    return phash(part), dhash(part)


def _threshold(grey: Image.Image) -> int:
    """Otsu's threshold: the grey that best parts the dark points from the light ones."""
    counts = grey.histogram()
    total, sum_all = sum(counts), sum(n * count for n, count in enumerate(counts))
    best, at, below, sum_below = 0.0, 0, 0, 0
    for n, count in enumerate(counts):
        below, sum_below = below + count, sum_below + n * count
        if 0 < below < total:
            apart = sum_below / below - (sum_all - sum_below) / (total - below)
            if (between := below * (total - below) * apart * apart) > best:
                best, at = between, n
    return at + 1


def _slope(ink: Image.Image) -> float:
    """The slope of the line along which the ink lies (radians, at most 20 degrees): the main axis of its points."""
    small = ImageOps.contain(ink, (96, 96))
    points = [(n % small.width, n // small.width) for n, value in enumerate(small.getdata()) if value > 127]
    if len(points) < 2:
        return 0.0
    mean_x, mean_y = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    xx = sum((x - mean_x) ** 2 for x, _ in points)
    yy = sum((y - mean_y) ** 2 for _, y in points)
    xy = sum((x - mean_x) * (y - mean_y) for x, y in points)
    slope = 0.5 * math.atan2(2 * xy, xx - yy)
    return slope if abs(slope) <= math.radians(20) else 0.0
