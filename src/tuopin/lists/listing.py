"""What a list is: its title, its columns, where its rows lie, in what it can be searched and by what narrowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter


def _nothing(row: object) -> str:
    return ""


@dataclass(frozen=True)
class Column:
    """One column: its name in the address, its heading, what a row shows, where it leads.

    `kind` is num or code; `order` names the table's column by which the database sorts, so that not all rows are read for it;
    `badge` gives yes, no, unknown or accent for a word that stands in a box.
    """

    name: str
    head: str
    shown: Callable
    link: Callable = _nothing
    kind: str = ""
    order: str = ""
    badge: Callable = _nothing


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list: its name in the address, its label, and the (word, text) pairs to choose from. The rows handed in are narrowed already."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Listing:
    """One list. Its rows say by `place` where they lie (None: nowhere); the database looks for words in the columns `looked_in`, else what is shown is searched.

    `dressed` turns the rows of a page, all of them together, into what the columns show; `at_end` is a template written behind each row, `empty`
    what is said where nothing is recorded.
    """

    title: str
    columns: tuple[Column, ...]
    place: Callable | None = attrgetter("area_code")
    looked_in: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    dressed: Callable[[list], list] = list
    at_end: str = ""
    empty: tuple[str, str] = ("", "")
    veiled: bool = False  # persons are looked for by name: the words are sent in the form's body and stand veiled in the address

    @property
    def placed(self) -> bool:
        """Whether each row says where it lies. A template asks this: what can be called it would call, and `place` needs a row."""
        return self.place is not None
