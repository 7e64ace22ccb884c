"""What is done to a picture or a signature before it is used a second time, and pictures that are honestly others'."""

from __future__ import annotations

import random
from collections.abc import Iterator

from PIL import Image, ImageEnhance, ImageFilter

import pictures


def copies_of_a_photo(seed: int) -> Iterator[tuple[str, bytes]]:
    """The same photo as it comes through a messenger, a resizer, a crop or a filter."""
    scene, dice = pictures.a_scene(seed), random.Random(seed)
    width, height = scene.size
    yield "compressed hard", pictures.as_bytes(scene, quality=35)
    yield "half the size", pictures.as_bytes(scene.resize((width // 2, height // 2)), quality=80)
    yield "half as large again", pictures.as_bytes(scene.resize((width * 3 // 2, height * 3 // 2)), quality=80)
    cut = dice.uniform(0.02, 0.09)
    yield "cropped", pictures.as_bytes(scene.crop((int(width * cut), int(height * cut), int(width * (1 - cut)), int(height * (1 - cut)))))
    yield "brighter", pictures.as_bytes(ImageEnhance.Brightness(scene).enhance(1.25))
    yield "grey", pictures.as_bytes(scene.convert("L").convert("RGB"))
    yield "softer", pictures.as_bytes(scene.filter(ImageFilter.GaussianBlur(2)))
    yield "more contrast", pictures.as_bytes(ImageEnhance.Contrast(scene).enhance(1.3))
    yield "as PNG", pictures.as_bytes(scene, "PNG")
    dated = scene.copy()
    dated.paste((255, 255, 255), (width - 190, height - 45, width - 20, height - 20))
    yield "with a date in the corner", pictures.as_bytes(dated)


def copies_of_a_signature(writer: int, n: int) -> tuple[str, Image.Image]:
    """The `n`-th way of using a writer's first signature again."""
    dice = random.Random(f"copy {writer} {n}")
    signature = pictures.a_signature(writer)
    width, height = signature.size
    ways = {
        "as it is": lambda: signature,
        "scaled": lambda: signature.resize((int(width * (f := dice.uniform(0.5, 1.6))), int(height * f)), Image.Resampling.LANCZOS),
        "margins cut": lambda: signature.crop((dice.randrange(15), dice.randrange(10), width - dice.randrange(15), height - dice.randrange(10))),
        "left cut off": lambda: _cut(signature, dice.uniform(0.04, 0.28), 0),
        "right cut off": lambda: _cut(signature, dice.uniform(0.04, 0.28), 1),
        "top cut off": lambda: _cut(signature, dice.uniform(0.04, 0.22), 2),
        "bottom cut off": lambda: _cut(signature, dice.uniform(0.04, 0.22), 3),
        "turned": lambda: signature.rotate(dice.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True, fillcolor="white"),
        "blue": lambda: _in_blue(signature),
        "on another sheet": lambda: _pasted(signature, dice),
        "compressed hard": lambda: Image.open(_io(pictures.as_bytes(signature, quality=30))),
    }
    name = list(ways)[n % len(ways)]
    return name, ways[name]().convert("RGB")


def ink_box(signature: Image.Image) -> tuple[int, int, int, int]:
    return signature.convert("L").point(lambda v: 255 if v < 128 else 0).getbbox()


def _cut(signature: Image.Image, share: float, side: int) -> Image.Image:
    """The ink's own box without a part at one side, on a fresh sheet."""
    left, top, right, bottom = ink_box(signature)
    x, y = int((right - left) * share), int((bottom - top) * share)
    box = [(left + x, top, right, bottom), (left, top, right - x, bottom), (left, top + y, right, bottom), (left, top, right, bottom - y)][side]
    part = signature.crop(box)
    sheet = Image.new("RGB", (part.width + 60, part.height + 60), "white")
    sheet.paste(part, (30, 30))
    return sheet


def _in_blue(signature: Image.Image) -> Image.Image:
    ink = signature.convert("L")
    return Image.merge("RGB", (ink, ink, ink.point(lambda v: max(v, 150))))


def _pasted(signature: Image.Image, dice: random.Random) -> Image.Image:
    sheet = Image.new("RGB", (900, 500), (dice.randrange(225, 256),) * 3)
    sheet.paste(signature, (dice.randrange(250), dice.randrange(200)))
    return sheet.filter(ImageFilter.GaussianBlur(0.6))


def _io(data: bytes):
    from io import BytesIO

    return BytesIO(data)
