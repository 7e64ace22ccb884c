"""Where and when a camera says that a picture was taken; read before the picture is made anew without any of it."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import datetime

from PIL import ExifTags, Image

LONGEST = 80  # characters of a word that a camera writes about itself
FALSE_PLACE = ("mock", "fake", "simulat")  # words by which apps that feign a place give themselves away


def facts_of(picture: Image.Image) -> dict[str, object]:
    """What the picture's EXIF says: `latitude`, `longitude` (degrees), `taken_at` (ISO), `device`, `software`, `feigned`.

    What is absent or cannot be read is left out: a camera's data are a hint, never a condition.
    """
    facts: dict[str, object] = {}
    try:
        exif = picture.getexif()
        shot, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # a parser of many vendors' formats; whatever it stumbles over, the picture itself is read elsewhere
        return facts
    with suppress(ValueError, TypeError, ZeroDivisionError, OverflowError, KeyError, IndexError):
        facts["latitude"], facts["longitude"] = _degrees(place, 2, 1, "S"), _degrees(place, 4, 3, "W")
    facts.pop("latitude", None) if "longitude" not in facts else None
    with suppress(ValueError, TypeError):
        facts["taken_at"] = _moment(shot.get(0x9003) or exif.get(0x0132), shot.get(0x9011))
    device = " ".join(filter(None, (_word(exif.get(0x010F)), _word(exif.get(0x0110)))))
    software, method = _word(exif.get(0x0131)), _word(place.get(27))
    facts |= {name: text for name, text in (("device", device), ("software", software)) if text}
    if any(word in f"{method} {software}".lower() for word in FALSE_PLACE):
        facts["feigned"] = True
    return facts


def _degrees(place: dict, number: int, reference: int, negative: str) -> float:
    """One coordinate: degrees, minutes and seconds as three fractions, with the letter of its half of the globe."""
    parts = [float(part) for part in place[number]]
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    if not math.isfinite(value) or len(parts) != 3:
        raise ValueError(number)
    return round(-value if str(place.get(reference, "")).upper().startswith(negative) else value, 7)


def _moment(text: object, offset: object) -> str:
    """`2018:12:01 10:20:30` as ISO, with the camera's offset from UTC where it wrote one."""
    taken = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    with suppress(ValueError):
        taken = datetime.fromisoformat(f"{taken.isoformat()}{str(offset or '').strip(chr(0) + ' ')}")
    return taken.isoformat()


def _word(raw: object) -> str:
    """A word that a camera wrote, of printable characters only."""
    text = raw.decode("latin-1") if isinstance(raw, bytes) else str(raw or "")
    return "".join(c for c in text if c.isprintable()).strip()[:LONGEST]
