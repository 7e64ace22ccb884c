"""What makes the state of each kind of subject: declared by the room that keeps it, read by the one function that digests it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Part:
    """Some rows of a state: a table's, with the columns that count and the times told apart; of a column `+name` counts whether it holds anything.

    `subject` says whose row it is and `source` where the rows of the subjects `asked` (one column, `id`) are found, over `r`, the table.
    Numbers that the database alone gives to rows are left out where nothing names them.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    times: tuple[str, ...] = ()
    subject: str = ""
    source: str = ""


def part(name: str, table: str, by: str, columns: str, times: str = "") -> Part:
    """A part whose rows name their subject in the column `by`."""
    return Part(name, table, tuple(columns.split()), tuple(times.split()), f"r.{by}", f"{table} r JOIN asked ON asked.id = r.{by}")


@dataclass(frozen=True)
class Root:
    """The table with one row for each subject of a kind: how the row is called in the trail, and that it knows its last event."""

    table: str
    key: str  # expression over `r`: what stands after the colon in the subject
    knows: bool = True  # whether its rows have the columns of `trail.models.Projected`


@dataclass(frozen=True)
class Projection:
    """The state of one kind of subject. `root` is None where no table has one row a subject: then the parts tell the key itself."""

    kind: str
    version: int
    parts: tuple[Part, ...]
    root: Root | None = None
    present: str = ""  # the query for the keys of all subjects whose rows only an event can have made
    without: tuple[str, ...] = ()  # columns of its tables that are no state, `table.column`; the reason stands beside them

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How many times the rows of each part have."""
        return tuple(len(one.times) for one in self.parts)


_DECLARED: dict[str, Projection] = {}
_FORMER: dict[tuple[str, int], Projection] = {}


def declare(projection: Projection) -> Projection:
    """Make the declaration known; every kind has one."""
    if projection.kind in _DECLARED and _DECLARED[projection.kind] != projection:
        raise ValueError(f"declared twice: {projection.kind}")
    _DECLARED[projection.kind] = projection
    return projection


def declare_former(projection: Projection) -> Projection:
    """Make known how states were taken before the declaration of the kind had its present version: events of then still say them so."""
    if projection.version >= _DECLARED[projection.kind].version:
        raise ValueError(f"not former: {projection.kind} {projection.version}")
    _FORMER[projection.kind, projection.version] = projection
    return projection


def declared_for(kind: str, state: str) -> Projection:
    """The declaration by which an event took the state it tells (`version:digest`); the present one where it cannot be told."""
    version = state.partition(":")[0]
    return _FORMER.get((kind, int(version)), _DECLARED[kind]) if version.isdecimal() else _DECLARED[kind]


def projections() -> dict[str, Projection]:
    """All declarations, by the kind of subject."""
    return dict(_DECLARED)


def projection_of(subject: str) -> Projection | None:
    """The declaration for a subject `kind:number`, where its kind has one."""
    return _DECLARED.get(subject.partition(":")[0])
