"""Ships the database's log to the folder of backups as it is written, so that at most five minutes can be lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tuopin.cli.backup.place import PART, bases, now, public_key, seal_to, unsealed, write_whole
from tuopin.config import server
from tuopin.kernel.copies import copies_settings
from tuopin.kernel.copies import kept_up_in as kept_up_in

SPOOL = "spool"  # inside the server's own folder, where its log lies in clear anyway
TURN_SECONDS = 240  # a log file that nobody fills is closed after this: with shipping at once, under five minutes
KEEP = f"mkdir -p {SPOOL} && test ! -f {SPOOL}/%f && cp %p {SPOOL}/%f.part && sync {SPOOL}/%f.part && mv {SPOOL}/%f.part {SPOOL}/%f"
EVERY = timedelta(days=1)  # between whole copies


def keep_up(folder: Path) -> None:
    """From now on every file of the log goes to `folder`, and once a day a whole copy."""
    public_key()
    (folder / "wal").mkdir(parents=True, exist_ok=True)
    with psycopg.connect(server.owner_url(), autocommit=True) as connection:
        for name, value in (("archive_command", KEEP), ("archive_timeout", str(TURN_SECONDS)), ("archive_mode", "on")):
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
    write_whole(copies_settings(), lambda file: file.write(json.dumps({"out": str(folder.resolve())}).encode()))


def ship(folder: Path) -> int:
    """Seal the log files that the server has closed into `folder`, then let them go here; how many."""
    shipped = 0
    (folder / "wal").mkdir(parents=True, exist_ok=True)
    for path in sorted((server.folder() / SPOOL).glob("[0-9A-F]*")):
        if path.suffix == ".part":
            continue
        seal_to(folder / "wal" / f"{path.name}.sealed", _read(path), f"wal|{path.name}")
        path.unlink()
        shipped += 1
    return shipped


def ship_all(folder: Path) -> None:
    """Have the server close the file it is writing, wait until it has handed it over, and ship it."""
    with psycopg.connect(server.owner_url(), autocommit=True) as connection:
        last = connection.execute("SELECT pg_walfile_name(pg_switch_wal() - 1)").fetchone()[0]
        for _ in range(600):
            done = connection.execute("SELECT last_archived_wal >= %s FROM pg_stat_archiver", [last]).fetchone()[0]
            ship(folder)
            if done:
                break
            connection.execute("SELECT pg_sleep(0.1)")
    ship(folder)


def unpack(folder: Path, first: str, secret: X25519PrivateKey, into: Path) -> list[str]:
    """Open the shipped log from the file `first` on into a folder; the names. Long runs of zeros take no room."""
    names = []
    for path in sorted((folder / "wal").glob("*.sealed")):
        name = path.name.removesuffix(".sealed")
        if len(name) == len(first) and name[8:] < first[8:]:
            continue
        with path.open("rb") as source, (into / name).open("wb") as target:
            for part in unsealed(source, secret, f"wal|{name}"):
                if part.strip(b"\0"):
                    target.write(part)
                else:
                    target.seek(len(part), 1)
            target.truncate()
        names.append(name)
    return names


def copy_is_due(folder: Path, at: datetime | None = None) -> bool:
    """Whether the last whole copy is older than a day."""
    copies = bases(folder)
    return not copies or (at or now()) - datetime.fromisoformat(copies[-1].began_at) > EVERY


def last_shipped(folder: Path) -> datetime | None:
    """When the last file of the log came in."""
    times = [path.stat().st_mtime for path in (folder / "wal").glob("*.sealed")]
    return datetime.fromtimestamp(max(times), now().tzinfo) if times else None


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part
