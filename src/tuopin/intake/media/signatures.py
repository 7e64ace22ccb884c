"""Signatures: the ink on the paper, brought into one size, and its fingerprints, also as if a part were cut off or the sheet lay askew.

Nobody writes their name twice alike: two signatures whose ink agrees bit by bit are one signature used twice.
"""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter, ImageOps

from tuopin.intake.media.prints import dhash, phash

SIDE = 400  # pixels of the longer side of the ink that is compared
LEAST_INK, FAINTEST = 150, 28  # points of ink below which a sheet is empty; greys that ink is darker than the paper around it
CUTS = (0.04, 0.08, 0.12, 0.16, 0.2, 0.24, 0.28)  # parts of the ink's box that somebody may have cut off at one side
TURNS = (-4.0, -2.0, 2.0, 4.0)  # degrees by which the sheet may have lain askew
SHEET = (256, 128)


def ink_of(picture: Image.Image) -> Image.Image | None:
    """The ink alone, white on black, cut to its own box; None for a sheet without ink."""
    grey = picture.convert("L")
    grey.thumbnail((800, 800))
    paper = grey.filter(ImageFilter.BoxBlur(max(grey.size) // 12))
    darker = ImageChops.subtract(paper, grey)
    ink = darker.point(lambda value: 255 if value >= max(FAINTEST, _threshold(darker)) else 0).filter(ImageFilter.MedianFilter(3))
    if ink.histogram()[255] < LEAST_INK:
        return None
    return ImageOps.contain(ink.crop(ink.getbbox()), (SIDE, SIDE))


def prints_of_ink(ink: Image.Image) -> list[tuple[int, int]]:
    """The prints of the whole ink first, then as if a part of it had been cut off at the left, right, top or bottom, or turned."""
    width, height = ink.size
    boxes = [(0, 0, width, height)]
    for cut in CUTS:
        x, y = round(width * cut), round(height * cut)
        boxes += [(x, 0, width, height), (0, 0, width - x, height), (0, y, width, height), (0, 0, width, height - y)]
    turned = [ink.rotate(turn, Image.Resampling.BILINEAR, expand=True) for turn in TURNS]
    return [_print(part) for part in (*map(ink.crop, boxes), *turned)]


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
