"""The one place where events are written: at the ends of their chains, which are held meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from django.conf import settings

from tuopin.kernel.home import keyring
from tuopin.scope.services import loading
from tuopin.trail.models import opening_place
from tuopin.trail.states.events import Opened, hash_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ENTRY = "chain, seq, alg, recorded_at, happened_on, area_code, verb, subject, actor, post, state, evidence, payload, prev, hash"


@dataclass(slots=True)
class End:
    """Where a chain ends while it is held: the last number, the hash there (hexadecimal), and the time that holds now."""

    seq: int
    hash: bytes
    at: datetime
    micros: str


@dataclass(slots=True)
class Act:
    """One event about to be written, its values already committed to."""

    chain: str
    area_code: str
    verb: str
    subject: str
    actor: str
    post: str
    on: str
    evidence: str
    payload: str
    opened: Opened


def algorithm() -> int:
    """The algorithm by which new events are hashed, as the system is set up."""
    return settings.TRAIL_ALGORITHM


def hold(cursor, chains: Iterable[str]) -> dict[str, End]:
    """Hold the ends of the chains until the transaction ends, in the order of their codes so that no two writers wait for each other."""
    cursor.execute("SELECT chain, seq, hash, at FROM trail_begin(%s)", [sorted(set(chains))])
    return {row[0]: end_of(*row[1:]) for row in cursor.fetchall()}


def end_of(seq: int, found: str, at: datetime) -> End:
    """The end of a chain as the database told it."""
    return End(seq, found.encode(), at, str((at - EPOCH) // timedelta(microseconds=1)))


def continued(end: End, act: Act, state: str, alg: int) -> tuple[str, ...]:
    """The columns of the act as the next event of its chain, hashes in hexadecimal; the end moves there."""
    place = (act.chain, str(end.seq + 1))
    told = (act.on, act.area_code, act.verb, act.subject, act.actor, act.post, state, act.evidence, act.payload)
    prev = end.hash
    end.hash = hash_of(alg, "\t".join((str(alg), *place, end.micros, *told)).encode(), prev)
    end.seq += 1
    return (*place, str(alg), end.at.isoformat(), *told, prev.decode(), end.hash.decode())


def sealed(chain: str, seq: int, opened: Opened) -> bytes:
    """What opens an event's commitments, sealed for that event."""
    return sealer(1)(chain, seq, opened)


def sealer(many: int) -> Callable[[str, int, Opened], bytes]:
    """The same for the openings of many events, one after another."""
    seal = keyring().sealer(many)
    return lambda chain, seq, opened: seal(orjson.dumps(opened).decode(), opening_place(chain, seq))


def copy_lines(cursor, table: str, columns: str, lines: Sequence[str]) -> None:
    """Append ready lines to one of the trail's tables."""
    with loading(cursor), cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        copy.write("\n".join(lines) + "\n")
