"""The fields that a roster may bring: for every sheet, the official headings, their usual variants, codes and English names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tuopin.kernel.own_words import in_own_words
from tuopin.kernel.pack import pack

KINDS = ("village", "household", "member", "helper", "pairing")


@dataclass(frozen=True, slots=True)
class Field:
    """One column that a sheet may have, and how its cells are read."""

    name: str  # as the register calls it
    kind: str  # how a cell is read: money, certificate, code …
    zh: str  # the official heading
    en: str
    also: tuple[str, ...] = ()
    code: str = ""  # the field code of the national system
    codes: tuple[str, ...] = ()  # further codes of the same field
    required: bool = False
    list: str = ""  # the code list of its answers
    single: bool = False  # one answer only, though the list allows several
    size: int = 0  # longest text
    income: bool = False  # a line of the year's income

    @property
    def heading(self) -> str:
        """The heading that a template and an export write: the official one, or the pack's own language."""
        return self.zh if pack().in_chinese else capital(in_own_words(self.en))


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One of the five sheets of a roster."""

    kind: str
    title: str
    titles: tuple[str, ...]
    key: str  # the field that names the row's block
    fields: dict[str, Field]

    @property
    def heading(self) -> str:
        """The sheet's name in the pack's own language."""
        return self.title if pack().in_chinese else self.kind.capitalize()

    @property
    def required(self) -> list[Field]:
        return [field for field in self.fields.values() if field.required]


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


@cache
def sheet_kind(kind: str) -> SheetKind:
    """The catalogue of one sheet: `village`, `household`, `member`, `helper` or `pairing`."""
    data = tomllib.loads(files("tuopin.intake").joinpath("fields", f"{kind}.toml").read_text(encoding="utf-8"))
    fields = [
        Field(**entry | {"also": tuple(entry.get("also", ())), "codes": tuple(entry.get("codes", ()))}) for entry in data["field"]
    ]
    return SheetKind(kind, data["title"], tuple(data["titles"]), data["key"], {field.name: field for field in fields})
