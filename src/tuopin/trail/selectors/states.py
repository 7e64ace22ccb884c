"""The state of subjects as it stands in the tables, digested as the trail tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from tuopin.kernel.areas import NATION
from tuopin.scope.services import door
from tuopin.trail.states.digests import state_digest, times_of
from tuopin.trail.states.projections import Part, Projection, projection_of

Rows = list[tuple[bytes, bytes]]  # row, times


def states_of(cursor, subjects: Iterable[str]) -> dict[str, str]:
    """The digest of the present state of each subject whose kind has one, as the transaction sees it; a subject without rows has one too."""
    kinds: dict[str, list[str]] = {}
    for subject in dict.fromkeys(subjects):
        if projection_of(subject) is not None:
            kind, _, key = subject.partition(":")
            kinds.setdefault(kind, []).append(key)
    return {
        f"{kind}:{key}": state for kind, keys in kinds.items() for key, state in digests(cursor, projection_of(f"{kind}:"), keys).items()
    }


def digests(cursor, projection: Projection, keys: list[str]) -> dict[str, str]:
    """The digest of the state of each of these subjects of one kind, by key."""
    with door("trail", read=[NATION]):
        ids = _ids(cursor, projection, keys)
        parts: list[dict[bytes, Rows]] = [_rows(cursor, part, projection, list(ids)) for part in projection.parts]
    nothing = [[] for _ in parts]
    found = {key: _digest(projection, [rows.get(subject, []) for rows in parts]) for subject, key in _told(ids)}
    return {key: found[key] if key in found else _digest(projection, nothing) for key in keys}


def _ids(cursor, projection: Projection, keys: list[str]) -> dict[object, str]:
    """What the parts call the subjects: the number of the row of each, or the key itself where there is no such row."""
    if projection.root is None:
        return {key: key for key in keys}
    cursor.execute(f"SELECT r.id, {projection.root.key} FROM {projection.root.table} r WHERE {projection.root.key} = ANY(%s)", [keys])
    return dict(cursor.fetchall())


def _told(ids: dict[object, str]) -> Iterator[tuple[bytes, str]]:
    for subject, key in ids.items():
        yield str(subject).encode(), key


def _rows(cursor, part: Part, projection: Projection, ids: list) -> dict[bytes, Rows]:
    """The rows of a part by subject, each as COPY prints it, with its times."""
    found: dict[bytes, Rows] = {}
    width = len(part.times)
    with cursor.cursor.copy(statement(part, projection), [ids]) as copy:
        for data in copy:
            for line in bytes(data).splitlines():
                subject, *times, row = line.split(b"\t", width + 1)
                found.setdefault(subject, []).append((row, b"\t".join(times)))
    return found


def statement(part: Part, projection: Projection) -> str:
    """The query whose text is digested: whose row it is, its times, its columns."""
    times = [f"CASE WHEN NOT isfinite(r.{name}) THEN -1 ELSE (extract(epoch FROM r.{name}) * 1000000)::bigint END" for name in part.times]
    told = (f"(r.{name[1:]} IS NOT NULL)" if name.startswith("+") else f"r.{name}" for name in part.columns)
    columns = ", ".join((part.subject, *times, *told))
    kind = "text" if projection.root is None else "bigint"
    return f"COPY (WITH asked AS (SELECT unnest(%s::{kind}[]) AS id) SELECT {columns} FROM {part.source}) TO STDOUT"


def _digest(projection: Projection, parts: list[Rows]) -> str:
    facts, times = sha256(), []
    for part, rows in zip(projection.parts, parts, strict=True):
        rows.sort()
        facts.update(f"{part.name}\t{len(rows)}\n".encode())
        for row, at in rows:
            facts.update(row + b"\n")
            times.append(at)
    return state_digest(projection.version, facts.digest(), times_of(times))
