"""A picture is decoded and made anew: what is kept is what was seen, without a trace of the file that came in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice

from PIL import Image, ImageOps, UnidentifiedImageError

from tuopin.intake.media.exif import facts_of
from tuopin.intake.media.prints import prints_of
from tuopin.intake.media.refusals import refuse
from tuopin.intake.media.signatures import ink_of, prints_of_ink

MOST_PIXELS, LONGEST_SIDE, SHORTEST_SIDE = 64_000_000, 30_000, 48
MOST_PARTS = 20_000  # a PNG of 20 MB in pieces of 4 KB has 5,000
JPEG_PARTS = re.compile(rb"\xff[\xe0-\xef\xfe]")  # what is told beside the picture; the picture's own data never holds these
KEPT_SIDE = {"photo": 4096, "scan": 5000, "signature": 1600}  # pixels of the longer side of what is kept
THUMBNAIL = 480
Image.MAX_IMAGE_PIXELS = None  # `_opened` holds the limit, and tells the size of what is over it


@dataclass
class Made:
    """What became of a file: the bytes to keep, a small picture of them, and what was found out on the way."""

    media_type: str
    kept: bytes
    thumbnail: bytes = b""
    width: int = 0
    height: int = 0
    pages: int = 0
    facts: dict[str, object] = field(default_factory=dict)
    prints: list[tuple[int, int]] = field(default_factory=list)


def make_anew(data: bytes, *, kind: str, found: str) -> Made:
    """Decode the picture (`found` is jpeg, png or webp) and encode it again for its kind. Raises a Refusal."""
    picture = _opened(data, found)
    facts = facts_of(picture)
    try:
        picture.draft("RGB", (KEPT_SIDE[kind], KEPT_SIDE[kind]))
        seen = _flat(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError, TypeError, ZeroDivisionError, IndexError) as fault:
        raise refuse("evidence-damaged") from fault
    seen.thumbnail((KEPT_SIDE[kind], KEPT_SIDE[kind]))
    small = seen.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    made = Made(f"image/{'png' if kind == 'signature' else 'jpeg'}", b"", _jpeg(small, 80), *seen.size, facts=facts)
    if kind == "signature":
        ink = ink_of(seen)
        if ink is None:
            raise refuse("evidence-no-ink")
        made.kept, made.prints = _png(seen.convert("L")), prints_of_ink(ink)
    else:
        made.kept, made.prints = _jpeg(seen, 92 if kind == "scan" else 88), prints_of(seen)
    return made


def _opened(data: bytes, found: str) -> Image.Image:
    """The picture with its head read and its size within bounds; nothing is decoded yet."""
    if _has_more_parts(data, found):
        raise refuse("evidence-damaged")
    try:
        picture = Image.open(BytesIO(data), formats=(found.upper(),))
        width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, IndexError) as fault:
        raise refuse("evidence-damaged") from fault
    if width * height > MOST_PIXELS:
        raise refuse("evidence-too-many-pixels", width=width, height=height, limit=MOST_PIXELS // 10_000)
    if max(width, height) > LONGEST_SIDE:
        raise refuse("evidence-too-long-a-side", width=width, height=height, limit=LONGEST_SIDE)
    if min(width, height) < SHORTEST_SIDE:
        raise refuse("evidence-too-small", width=width, height=height)
    if found in ("png", "webp") and getattr(picture, "n_frames", 1) > 1:
        raise refuse("evidence-moving")
    return picture


def _has_more_parts(data: bytes, found: str) -> bool:
    """Whether a file is cut into more parts than any camera or program cuts one into: millions of empty ones keep a reader busy for minutes."""
    if found == "jpeg":
        return sum(1 for _part in islice(JPEG_PARTS.finditer(data), MOST_PARTS + 1)) > MOST_PARTS
    at, parts = 8, 0
    while found == "png" and at + 8 <= len(data) and parts <= MOST_PARTS:
        at, parts = at + 12 + int.from_bytes(data[at : at + 4]), parts + 1
    return parts > MOST_PARTS


def _flat(picture: Image.Image) -> Image.Image:
    """Plain red, green and blue; what is transparent becomes white paper."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        sheet = Image.new("RGBA", layer.size, "white")
        picture = Image.alpha_composite(sheet, layer)
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits a grey: scale, else all is white
        picture = picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(out, "JPEG", quality=quality)
    return out.getvalue()


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    Image.frombytes("L", picture.size, picture.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()
