"""How a room declares which of its columns are sealed, so that a change of keys forgets none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class SealedColumn:
    """One sealed column: where its rows are and how each row's place is put together; with its blind index, where it has one."""

    table: str
    column: str
    place: str  # SQL for the place of the row `t` (and of what `joined` brings in)
    joined: str = ""  # SQL joins from `t`
    key: str = "id"  # the column that names a row
    at_once: int = 5000  # values of one transaction; fewer where each is large
    index: str = ""  # the column with the blind index
    index_kind: str = ""  # under which kind `find_by` indexes it
    indexed: Callable[[str], str] = str  # what of the value is indexed

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True)
class DerivedIndex:
    """A keyed digest of something that the database holds in clear: made anew from that."""

    table: str
    column: str
    kind: str  # under which kind `find_by` indexes it
    value: str  # SQL for what of the row `t` (and of what `joined` brings in) is indexed
    joined: str = ""
    key: str = "id"

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True)
class IndexColumn:
    """A blind index whose value is kept nowhere: it cannot be made anew, so the key it was made with is kept for look-ups."""

    table: str
    column: str
    why: str

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"
