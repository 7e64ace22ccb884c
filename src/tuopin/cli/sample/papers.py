"""The papers that the sample's officials hand in: drawn by a program, no two alike."""

from __future__ import annotations

from io import BytesIO
from random import Random


def a_picture(chance: Random, text: str) -> bytes:
    """A page with lines and a signature on it, as a phone would see a form: no two alike."""
    from PIL import Image, ImageDraw

    sheet = Image.new("RGB", (480, 640), (236, 232, 220))
    draw = ImageDraw.Draw(sheet)
    for row in range(24):
        draw.line([(40, 40 + row * 24), (60 + chance.randrange(380), 40 + row * 24 + chance.randrange(-3, 4))], fill=(30, 30, 60), width=2)
    draw.line([(60 + 40 * n, chance.randrange(460, 600)) for n in range(10)], fill=(30, 30, 60), width=6, joint="curve")  # somebody's name
    draw.text((40, 610), text, fill=(120, 20, 20))
    out = BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return out.getvalue()
