"""How a room declares which of its columns may tell of a person, so that erasing a person forgets none of them."""

from __future__ import annotations

from dataclasses import dataclass

ERASED = "已删除"  # what stands where a text was
STRUCK = "某"  # what stands where a name was, in a text that tells of others too


@dataclass(frozen=True)
class PersonalColumns:
    """Columns of one table (`t`) that may tell of a person, and how the rows that do are found.

    `rows` is a condition over `t` and what `joined` brings in, with the parameters `households` and `numbers` (theirs), `person`, `indexes`
    (of their certificate) and `subjects` (what the trail calls all that belongs to the households). A text of such a row that speaks the name
    is replaced; every text, where nobody else of the household is left. `struck` columns, and every text of a `shared` row, only lose the name.
    `place` says where the other rows lie: at the household's places their texts lose the name as well, where nobody else there bears it.
    """

    table: str
    columns: str  # texts, by name with blanks between
    rows: str = "false"
    event: str = ""  # SQL for the subject whose state the row is part of
    joined: str = ""
    own: str = ""  # condition for rows that are the person themself: all their texts are replaced
    emptied: str = ""  # columns of such rows that are left without a value
    struck: str = ""
    shared: bool = False
    place: str = ""  # SQL for the code of the place
    sealed: bool = False  # the columns are sealed: opened to be read, and sealed again without the name

    @property
    def texts(self) -> list[str]:
        return [*self.columns.split(), *self.struck.split()]

    @property
    def names(self) -> list[str]:
        """Every column that an erasure may write to, with its table."""
        return [f"{self.table}.{column}" for column in (*self.texts, *self.emptied.split())]
