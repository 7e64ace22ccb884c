"""How values are written for the database's bulk loading, and read back: one spelling each, the one it prints itself.

The text format of PostgreSQL's COPY. A row that is written here and a row that `COPY … TO` prints later are the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

NULL = "\\N"
_BOOLEANS = {None: NULL, "": NULL, True: "t", False: "f"}
_READ_BOOLEANS = {NULL: None, "t": True, "f": False}
_SPECIAL = re.compile(r"[\\\t\n\r\b\f\v\x00]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\x00": ""}
_WORD = re.compile(r'[^\s"\\{},]+')
_ESCAPED = re.compile(r"\\(.)")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}


def is_plain(value: str) -> bool:
    """Whether a text is written as it is."""
    return _SPECIAL.search(value) is None


def text(value: str | None) -> str:
    """A text; nothing known is the empty text."""
    if not value:
        return ""
    return _SPECIAL.sub(lambda m: _ESCAPES[m[0]], value) if _SPECIAL.search(value) else value


def plain(value: object) -> str:
    """A whole number or a day; nothing known is NULL."""
    return NULL if value is None or value == "" else str(value)


def yes_no(value: bool | None) -> str:
    """A truth value; nothing known is NULL."""
    return _BOOLEANS[value]


def decimal(value: Decimal | str | None, places: int) -> str:
    """A number with so many decimals, rounded as the database rounds; nothing known is NULL."""
    if value is None or value == "":
        return NULL
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return str(rounded if rounded else abs(rounded))


def binary(value: bytes | None) -> str:
    """Bytes; nothing known is NULL."""
    return NULL if value is None else "\\\\x" + bytes(value).hex()


def yuan(fen: int | None) -> str:
    """Whole fen as yuan with two decimals."""
    if fen is None:
        return NULL
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def array(items: Iterable[str]) -> str:
    """An array of numbers or of words, as they are written alone; NULL is spelled otherwise within one. Raises ValueError on other texts."""
    return f"{{{','.join(_item(item) for item in items)}}}"


def _item(item: str) -> str:
    if item == NULL:
        return "NULL"
    if not _WORD.fullmatch(item) or item.upper() == "NULL":  # the database would print it in quotes
        raise ValueError(f"not a word: {item!r}")
    return item


def fen(written: str) -> int | None:
    """The whole fen that `yuan` wrote."""
    return None if written == NULL else int(written.replace(".", ""))


def writer(kind: str) -> Callable[[object], str]:
    """How values of a kind are written: `text`, `yes_no`, `whole`, `day` or `decimal:PLACES`."""
    if kind.startswith("decimal:"):
        places = int(kind.partition(":")[2])
        return lambda value: decimal(value, places)
    return {"text": text, "yes_no": yes_no, "whole": plain, "day": plain}[kind]


def reader(kind: str) -> Callable[[str], object]:
    """How values of a kind are read back: what a roster's reader would have given for them."""
    if kind.startswith("decimal:"):
        return lambda written: None if written == NULL else format(Decimal(written).normalize() if Decimal(written) else Decimal(0), "f")
    return {"text": _text_read, "yes_no": _READ_BOOLEANS.__getitem__, "whole": _whole_read, "day": _day_read}[kind]


def _text_read(written: str) -> str:
    return _ESCAPED.sub(lambda m: _PLAIN[m[1]], written) if "\\" in written else written


def _whole_read(written: str) -> int | None:
    return None if written == NULL else int(written)


def _day_read(written: str) -> str | None:
    return None if written == NULL else written
