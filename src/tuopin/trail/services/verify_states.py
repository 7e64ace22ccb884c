"""Replays the trail against the tables: every row of state must be what the last event about its subject says, no more and no less."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tuopin.trail.selectors.states import digests
from tuopin.trail.states.findings import Finding
from tuopin.trail.states.projections import Projection, declared_for, projections

PART = 2000
LAST = """
SELECT DISTINCT ON (subject) subject, chain, seq, state FROM trail_entry
WHERE subject = ANY(%s) AND state <> '' ORDER BY subject, recorded_at DESC, chain DESC, seq DESC
"""
TOLD = "SELECT DISTINCT substr(subject, %s) FROM trail_entry WHERE subject >= %s AND subject < %s AND state <> '' ORDER BY 1"


def replayed() -> Iterator[Finding | int]:
    """What is wrong with the tables, and after each part of the subjects how many were compared."""
    for projection in projections().values():
        keys = sorted(present(projection) | told(projection))
        for start in range(0, len(keys), PART):
            part = keys[start : start + PART]
            yield from _compared(projection, part)
            yield len(part)


def present(projection: Projection) -> set[str]:
    """The subjects that have rows which only an event can have made."""
    if not projection.present:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(projection.present)
        return {key for (key,) in cursor.fetchall()}


def told(projection: Projection) -> set[str]:
    """The subjects of whose state the trail tells."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [len(projection.kind) + 2, f"{projection.kind}:", f"{projection.kind};"])
        return {key for (key,) in cursor.fetchall()}


def _compared(projection: Projection, keys: list[str]) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(LAST, [[f"{projection.kind}:{key}" for key in keys]])
        last = {subject: (chain, seq, state) for subject, chain, seq, state in cursor.fetchall()}
        now = _states_now(cursor, projection, {key: last.get(f"{projection.kind}:{key}", ("", 0, ""))[2] for key in keys})
        pointers = _pointers(cursor, projection, keys)
    for key in keys:
        subject = f"{projection.kind}:{key}"
        if subject not in last:
            yield Finding("", 0, "no-event", subject)
            continue
        chain, seq, state = last[subject]
        if state != now[key]:
            yield Finding(chain, seq, "state", subject)
        elif key in pointers and pointers[key] != (chain, seq):
            yield Finding(chain, seq, "pointer", subject)


def _states_now(cursor, projection: Projection, said: dict[str, str]) -> dict[str, str]:
    """The digest of the present state of each key, taken as the event that tells its state took it."""
    by_declaration: dict[int, tuple[Projection, list[str]]] = {}
    for key, state in said.items():
        declared = declared_for(projection.kind, state)
        by_declaration.setdefault(declared.version, (declared, []))[1].append(key)
    return {key: now for declared, keys in by_declaration.values() for key, now in digests(cursor, declared, keys).items()}


def _pointers(cursor, projection: Projection, keys: list[str]) -> dict[str, tuple[str, int]]:
    root = projection.root
    if root is None or not root.knows:
        return {}
    cursor.execute(f"SELECT {root.key}, r.trail_chain, r.trail_seq FROM {root.table} r WHERE {root.key} = ANY(%s)", [keys])
    return {key: (chain, seq) for key, chain, seq in cursor.fetchall()}
