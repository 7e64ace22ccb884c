"""The drill: back up, open the backup beside the system as after a loss, compare every row, and say how long it took."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from psycopg import sql

from tuopin.cli.backup.bring_back import choose, opened, verify
from tuopin.cli.backup.take import editions_in, rows_of, take_backup
from tuopin.config import server
from tuopin.kernel.home import home
from tuopin.snapshots.checking import check_edition
from tuopin.snapshots.settling import KEPT

PASSING = ("django_session", "desk_job")  # what changes while one looks on


@dataclass(frozen=True)
class Drilled:
    """What a drill found."""

    tables: int
    rows: int
    differing: tuple[str, ...]
    backup_seconds: float
    restore_seconds: float
    trail: str
    editions: int  # that came back, each file of them read and compared with its manifest


def drill(folder: Path, secret: X25519PrivateKey) -> Drilled:
    """Back up into `folder` and bring that back beside the system; nothing of the system is touched."""
    began = time.monotonic()
    before = digests_of(server.owner_url())
    take_backup(folder)
    backed_up = time.monotonic()
    under = Path(tempfile.mkdtemp(prefix="drill-", dir=home()))
    try:
        with opened(folder, choose(folder, None), secret, None, under / "copy") as copy:
            told = verify(copy)
            after = digests_of(copy.address)
            whole, broken = editions_of(copy.folder / "files" / KEPT)
            done = time.monotonic()
    finally:
        shutil.rmtree(under, ignore_errors=True)
    differing = tuple(sorted(t for t in {*before, *after} if before.get(t) != after.get(t) and t not in PASSING))
    return Drilled(len(after), told["rows"], (*differing, *broken), backed_up - began, done - backed_up, str(told["trail"]), whole)


def editions_of(restored: Path) -> tuple[int, tuple[str, ...]]:
    """How many editions of the system came back whole, and those that did not: left out, or another byte in them than their manifest says."""
    kept = [path.name for path in editions_in(home() / KEPT)]
    broken = [name for name in kept if not (restored / name).is_dir() or check_edition(restored / name)]
    return len(kept) - len(broken), tuple(f"{KEPT}/{name}" for name in broken)


def digests_of(address: str) -> dict[str, str]:
    """A digest of all rows of each table, whatever order they lie in."""
    found = {}
    with psycopg.connect(address, autocommit=True) as connection:
        for table in rows_of(connection):
            said = connection.execute(sql.SQL(
                "SELECT count(*) || ':' || coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0) FROM {} t"
            ).format(sql.Identifier(table))).fetchone()
            found[table] = said[0]
    return found
