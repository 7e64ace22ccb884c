"""The trail read from end to end, as the database prints it: for verification and export."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tuopin.trail.models import Head
from tuopin.trail.states.chains import below
from tuopin.trail.states.events import body_of

NONE = "repeat('-', 64)"  # stands for what is no hash, so that each event keeps its place in its line whatever the table's owner wrote there
FIELDS = (
    "CASE WHEN alg BETWEEN 0 AND 9 THEN alg ELSE 0 END, chain, COALESCE(seq, -1), CASE WHEN isfinite(recorded_at) THEN (extract(epoch FROM recorded_at) * 1000000)::bigint ELSE -1 END,"
    " happened_on, area_code, verb, subject, actor, post, state, evidence, payload"
)
EVENTS = (
    f"COPY (SELECT CASE length(hash) WHEN 32 THEN encode(hash, 'hex') ELSE {NONE} END, CASE length(prev) WHEN 32 THEN encode(prev, 'hex') ELSE {NONE} END,"
    f" {FIELDS} FROM trail_entry {{where}} ORDER BY chain, seq) TO STDOUT"
)


def event_lines(*, chain: str = "", area: str = "", after: int = 0, to: int | None = None) -> Iterator[bytes]:
    """Every event of one chain (after one number, up to another), of the chains at and below an area, or of all.

    A line is hash TAB hash before TAB the event's fields.
    """
    where, values = _where(chain, area)
    if chain:
        where, values = f"{where} AND seq > %s", [*values, after]
    if chain and to is not None:
        where, values = f"{where} AND seq <= %s", [*values, to]
    with connection.cursor() as cursor, cursor.cursor.copy(EVENTS.format(where=where), values) as copy:
        for line in copy:
            yield bytes(line)[:-1]


def body_told(line: bytes) -> str:
    """What stands for an event that is not shown: its algorithm and the digest of its fields, from a line of the stream."""
    fields = line[130:]
    alg = int(fields[:1])
    return f"{alg}:{body_of(alg, fields)}"


def events_by_chain(*, area: str = "") -> dict[str, int]:
    """How many events each chain has."""
    where, values = _where("", area)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(chain, '\\N'), count(*) FROM trail_entry {where} GROUP BY 1", values)
        return dict(cursor.fetchall())


def _where(chain: str, area: str) -> tuple[str, list]:
    if chain:
        return "WHERE chain = %s", [chain]
    if area and below(area):
        return "WHERE chain >= %s AND chain < %s", [below(area), below(area) + ":"]
    return "", []


def heads_kept(*, chain: str = "", area: str = "") -> dict[str, tuple[int, bytes]]:
    """The head of every chain as it is kept: number of its last event and the hash there, in hexadecimal."""
    heads = Head.objects.order_by("chain").values_list("chain", "seq", "hash")
    if chain:
        heads = heads.filter(chain=chain)
    elif area:
        heads = heads.filter(chain__startswith=below(area))
    return {code: (seq or 0, bytes(found or b"").hex().encode()) for code, seq, found in heads}
