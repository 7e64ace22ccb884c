"""Tasks as a calendar that any telephone can subscribe to (iCalendar, RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
WIDEST = 75  # bytes of a line, RFC 5545 §3.1


@dataclass(frozen=True)
class Due:
    """One task in a calendar: a lasting identifier, its day, what it is."""

    uid: str
    on: date
    title: str
    text: str
    url: str
    place: str = ""


def calendar_text(dues: Iterable[Due], *, name: str, at: datetime) -> str:
    """The calendar as text with CRLF ends; each task an event of its whole due day."""
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tuopin//ledger//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(name)}"]
    for due in dues:
        lines += [
            "BEGIN:VEVENT", f"UID:{_escaped(due.uid)}", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{due.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{due.on + timedelta(days=1):%Y%m%d}", f"SUMMARY:{_escaped(due.title)}", f"DESCRIPTION:{_escaped(due.text)}",
            *([f"LOCATION:{_escaped(due.place)}"] if due.place else []), f"URL:{due.url}", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _escaped(text: str) -> str:
    """The text as one value: its line ends told as such, other control characters (which some programs take for line ends too) a blank."""
    for plain, told in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, told)
    return CONTROL.sub(" ", text)


def _folded(line: str) -> Iterable[str]:
    """The line in parts of at most 75 bytes, no character cut; further parts begin with a blank."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > WIDEST:
            yield part
            part, size = " ", 1
        part += character
        size += width
    yield part
