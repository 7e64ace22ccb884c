"""Builders of pictures, signatures and PDF files for tests: drawn by code, the same for the same seed."""

from __future__ import annotations

import random
from io import BytesIO

import pikepdf
from PIL import Image, ImageDraw, ImageFilter


def a_scene(seed: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Something like a photo of a house yard: soft ground, walls, roofs, windows, with grain; another one for another seed."""
    rng = random.Random(f"scene {seed}")
    width, height = size
    low = Image.new("RGB", (8, 6))
    low.putdata([tuple(rng.randrange(40, 220) for _ in range(3)) for _ in range(48)])
    scene = low.resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(scene)
    for _ in range(rng.randrange(6, 14)):
        x, y = rng.randrange(width), rng.randrange(height)
        w, h = rng.randrange(width // 20, width // 3), rng.randrange(height // 20, height // 3)
        colour = tuple(rng.randrange(256) for _ in range(3))
        if rng.random() < 0.6:
            draw.rectangle((x - w // 2, y - h // 2, x + w // 2, y + h // 2), fill=colour)
        else:
            draw.polygon([(x, y - h), (x - w, y + h // 2), (x + w, y + h // 2)], fill=colour)
    noise = Image.frombytes("L", size, rng.randbytes(width * height)).filter(ImageFilter.GaussianBlur(1)).convert("RGB")
    return Image.blend(scene, noise, 0.08)


def a_signature(writer: int, time: int = 0, size: tuple[int, int] = (600, 240)) -> Image.Image:
    """What a writer signed, at the `time`-th time: the same strokes every time, with the small differences of a hand."""
    form, hand = random.Random(f"writer {writer}"), random.Random(f"hand {writer} {time}")
    sheet = Image.new("L", (size[0] * 2, size[1] * 2), 255)
    draw = ImageDraw.Draw(sheet)
    slip = 0.0 if time == 0 else 1.0
    characters = form.choice((2, 3, 3, 4))
    for n in range(characters):
        left = (n + 0.12) / characters
        drift = hand.gauss(0, 0.022) * slip, hand.gauss(0, 0.05) * slip
        for _ in range(form.randrange(3, 7)):
            points = [(form.random(), form.random()) for _ in range(form.choice((2, 3, 4)))]
            shaken = [
                ((left + (x * 0.76 / characters) + drift[0] + hand.gauss(0, 0.012) * slip) * size[0] * 2,
                 (0.12 + y * 0.76 + drift[1] + hand.gauss(0, 0.03) * slip) * size[1] * 2)
                for x, y in points
            ]
            draw.line(_curve(shaken), fill=20, width=9 + int(hand.random() * 4 * slip), joint="curve")
    return sheet.resize(size, Image.Resampling.LANCZOS).convert("RGB")


def _curve(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A Bézier curve through the control points, as 24 short lines."""
    def at(t: float) -> tuple[float, float]:
        row = points
        while len(row) > 1:
            row = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in zip(row, row[1:], strict=False)]
        return row[0]

    return [at(n / 24) for n in range(25)]


def as_bytes(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def exif(*, at: tuple[float, float] | None = None, taken: str = "", software: str = "", method: bytes = b"", offset: str = "") -> Image.Exif:
    """The data that a phone would write: place (degrees north, east), `2018:12:01 10:20:30`, program, way of finding the place."""
    data = Image.Exif()
    data[0x010F], data[0x0110] = "HUAWEI", "DUB-AL20"
    if software:
        data[0x0131] = software
    if taken:
        shot = data.get_ifd(0x8769)
        shot[0x9003] = taken
        if offset:
            shot[0x9011] = offset
    if at:
        place = data.get_ifd(0x8825)
        place |= {1: "N" if at[0] >= 0 else "S", 2: _sixty(abs(at[0])), 3: "E" if at[1] >= 0 else "W", 4: _sixty(abs(at[1]))}
        data._ifds[0x8825] = place
    if method:
        data.get_ifd(0x8825)[27] = method
    return data


def _sixty(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), round((degrees - whole - minutes / 60) * 3600, 4)


def a_photo(seed: int = 1, *, size: tuple[int, int] = (800, 600), **camera: object) -> bytes:
    """A JPEG as a phone makes it."""
    return as_bytes(a_scene(seed, size), quality=90, exif=exif(**camera)) if camera else as_bytes(a_scene(seed, size), quality=90)


def a_pdf(pages: int = 1) -> pikepdf.Pdf:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    return document


def pdf_bytes(document: pikepdf.Pdf, **options: object) -> bytes:
    out = BytesIO()
    document.save(out, **options)
    return out.getvalue()
