"""Brings a backup back: opened beside the present system, carried forward to the time asked for, verified, and only then put in its place."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tuopin.cli.backup.log import SPOOL, unpack
from tuopin.cli.backup.place import PART, STAMP, Told, bases, digest_of, now, unsealed
from tuopin.cli.backup.take import editions_in, pack_in, rows_of
from tuopin.config import cluster, server
from tuopin.kernel.crypto import TamperedField
from tuopin.kernel.home import home
from tuopin.kernel.pack import KEPT as CHOSEN
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.stores import evidence_store
from tuopin.kernel.words import phrase
from tuopin.snapshots.settling import KEPT

GROW_ONLY = ("trail_entry", "registry_statusevent")  # a table that nobody may take a row from
VERIFY = """
import sys
from pathlib import Path
import django
django.setup()
from tuopin.trail.services import Asked, verify_trail
from tuopin.people.selectors import operator, working_as
with working_as(operator()):
    found = verify_trail(Asked(anchors=Path(sys.argv[1]), replay=True))
print(f"{found.chains} chains, {found.events} events, {found.subjects} subjects", *found.findings[:3], sep="; ")
sys.exit(1 if found.findings else 0)
"""
RECOVERY = ("restore_command", "recovery_target_time", "recovery_target_action", "recovery_target_timeline")


@dataclass(frozen=True)
class Opened:
    """A copy that stands beside the present system: its folder, its address while it runs, what is known of it."""

    folder: Path
    told: Told
    address: str

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"


def choose(folder: Path, to: datetime | None) -> Told:
    """The last whole copy that ended before `to`; raises Refusal when there is none that this system's keys know."""
    copies = [told for told in bases(folder) if to is None or datetime.fromisoformat(told.ended_at) <= to]
    if not copies:
        raise Refusal(
            "no-backup", phrase("目录 {folder} 中没有可用的备份。"),
            phrase("请核对目录和时间;若换了机器,先把原系统的 keys.json 放入数据目录。"), folder=str(folder),
        )
    told = copies[-1]
    for name, digest in told.digests.items():
        if digest_of(folder / "bases" / told.name / name) != digest:
            raise Refusal("backup-damaged", phrase("备份文件 {name} 已损坏或被改动。"), phrase("请用另一份备份。"), name=name)
    return told


@contextmanager
def opened(folder: Path, told: Told, secret: X25519PrivateKey, to: datetime | None, under: Path) -> Iterator[Opened]:
    """The copy opened under `under`, its server running and carried forward to `to` (None: as far as the log goes)."""
    place = folder / "bases" / told.name
    under.mkdir(parents=True)
    extract(opened_for_file(place / "files.sealed", secret, f"backup|{told.name}|files"), under / "files")
    extract(opened_for_file(place / "database.sealed", secret, f"backup|{told.name}|database"), under / "postgres")
    if not (home() / CHOSEN).exists():  # a new place: the copy is verified by its own country's rules
        bring_pack(under / "files")
    cluster.give_to_owner(under / "postgres")
    _compare_with_manifest(under / "postgres")
    _prepare(folder, told, secret, to, under)
    with tempfile.TemporaryDirectory(prefix="tp-") as sockets:
        Path(sockets).chmod(0o777)
        started = False
        try:
            cluster.start(under / "postgres", Path(sockets))
            started = True
            address = f"postgresql://postgres@/{server.NAME}?host={sockets}"
            _wait_until_carried_forward(address)
            yield Opened(under, told, address)
        except Refusal as refusal:
            raise _in_words(refusal, under / "postgres" / "log") from refusal
        finally:
            if started:
                cluster.stop(under / "postgres")


def opened_for_file(path: Path, secret: X25519PrivateKey, place: str) -> Iterator[bytes]:
    """A sealed file of a backup, part by part."""
    try:
        with path.open("rb") as source:
            yield from unsealed(source, secret, place)
    except (TamperedField, zlib.error) as fault:
        raise Refusal(
            "backup-does-not-open", phrase("这份备份用给出的私钥打不开,或已被改动。"), phrase("请核对私钥文件是否属于这份备份。")
        ) from fault


def verify(copy: Opened) -> dict[str, object]:
    """Whether the copy is whole: nothing is missing that may only grow, and the trail holds; raises Refusal."""
    with psycopg.connect(copy.address, autocommit=True) as connection:
        rows = rows_of(connection)
    short = [table for table in GROW_ONLY if rows.get(table, 0) < copy.told.rows.get(table, 0)]
    gone = sorted(set(copy.told.rows) - set(rows))
    if short or gone:
        raise Refusal("backup-incomplete", phrase("恢复出的数据不完整:{tables}。"), phrase("请用另一份备份。"), tables=[*short, *gone])
    return {"rows": sum(rows.values()), "tables": len(rows), "trail": _trail(copy)}


def put_in_place(copy_folder: Path) -> Path:
    """Put the verified copy in the place of the present database, which is kept aside; where it is kept."""
    aside = home() / f"postgres.before-{now().strftime(STAMP)}"
    server.stop()
    if server.folder().exists():
        server.folder().rename(aside)
    (copy_folder / "postgres").rename(server.folder())
    bring_files(copy_folder / "files")
    (home() / "schema").unlink(missing_ok=True)  # the next command brings an older copy up to date
    server.forget()
    shutil.rmtree(copy_folder, ignore_errors=True)
    return aside


def bring_files(files: Path) -> None:
    """Put the files of a copy where they belong; what is there already is left as it is."""
    store = evidence_store()
    for path in sorted((files / "evidence").glob("*")):
        store.put(path.name, path.read_bytes())
    uploads = home() / "uploads"
    uploads.mkdir(mode=0o700, exist_ok=True)
    for path in sorted((files / "uploads").glob("*")):
        if not (uploads / path.name).exists():
            shutil.move(path, uploads / path.name)
    bring_pack(files)
    for path in editions_in(files / KEPT):
        if not (home() / KEPT / path.name).exists():
            (home() / KEPT).mkdir(mode=0o700, exist_ok=True)
            shutil.move(path, home() / KEPT / path.name)


def bring_pack(files: Path) -> None:
    """Let the system go by the pack of the copy: what it holds was judged by those rules and no others."""
    for path in pack_in(files):
        there = home() / path.relative_to(files)
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, there)


def _compare_with_manifest(data: Path) -> None:
    """Compare each file of a copy with what the server said of it while it copied (the wheel's own pg_verifybackup crashes)."""
    text = (data / "backup_manifest").read_bytes()
    manifest = json.loads(text)
    signed = text[: text.rindex(b'"Manifest-Checksum"')]
    amiss = [] if hashlib.sha256(signed).hexdigest() == manifest["Manifest-Checksum"] else ["backup_manifest"]
    for file in manifest["Files"]:
        path = data / (file["Path"] if "Path" in file else bytes.fromhex(file["Encoded-Path"]).decode())
        if not path.is_file() or path.stat().st_size != file["Size"] or digest_of(path) != file["Checksum"]:
            amiss.append(str(path.relative_to(data)))
    if amiss:
        raise Refusal("backup-damaged", phrase("备份文件 {name} 已损坏或被改动。"), phrase("请用另一份备份。"), name=amiss[0])


def _prepare(folder: Path, told: Told, secret: X25519PrivateKey, to: datetime | None, under: Path) -> None:
    """Tell the server how far to go and where the log lies."""
    log, data = under / "wal", under / "postgres"
    log.mkdir(exist_ok=True)
    if (folder / "wal").is_dir():
        unpack(folder, told.first_log, secret, log)
    shutil.rmtree(data / SPOOL, ignore_errors=True)
    lines = [f"restore_command = 'cp {log}/%f %p'", "recovery_target_action = 'promote'", "archive_command = '/bin/true'"]
    if to is not None:
        lines.append(f"recovery_target_time = '{to.isoformat()}'")
    settings = data / "postgresql.auto.conf"
    (data / "recovery.signal").touch()
    kept = [line for line in settings.read_text().splitlines() if line.split(" ")[0] not in ("archive_command", *RECOVERY)]
    settings.write_text("\n".join([*kept, *lines]) + "\n")
    for path in (log, *log.iterdir()):
        if cluster.owner():
            shutil.chown(path, cluster.owner(), cluster.owner())
    cluster.give_to_owner(data)


def settle(data: Path) -> None:
    """Take out of a stopped copy what it was told for the way back."""
    settings = data / "postgresql.auto.conf"
    kept = [line for line in settings.read_text().splitlines() if line.split(" ")[0] not in ("archive_command", "archive_timeout", *RECOVERY)]
    settings.write_text("\n".join(kept) + "\n")


def _wait_until_carried_forward(address: str) -> None:
    while True:
        try:
            with psycopg.connect(address.replace(f"/{server.NAME}?", "/postgres?"), autocommit=True) as connection:
                if not connection.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
                    return
        except psycopg.OperationalError as fault:
            if "starting up" not in str(fault) and "recovery" not in str(fault):
                raise Refusal("database-program-failed", phrase("{name} 没有成功:{said}"), "", name="postgres", said=str(fault)[:300]) from fault
        time.sleep(0.1)


def _in_words(refusal: Refusal, log: Path) -> Refusal:
    text = log.read_text(errors="replace")[-4000:] if log.exists() else ""
    if "recovery ended before configured recovery target was reached" in text:
        return Refusal(
            "backup-does-not-reach", phrase("备份的日志没有到达所要求的时间。"), phrase("请给出更早的时间,或不加 --to 恢复到最后。"))
    return refusal


def extract(parts: Iterator[bytes], into: Path) -> None:
    """Unpack an archive that comes in parts into a new folder."""
    into.mkdir(mode=0o700)
    with tarfile.open(fileobj=_Read(parts), mode="r|", bufsize=PART) as archive:
        archive.extractall(into, filter="tar")


class _Read(io.RawIOBase):
    """Parts as a file that is read once from the front."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts, self.kept = parts, b""

    def readable(self) -> bool:
        return True

    def readinto(self, target) -> int:
        while not self.kept:
            part = next(self.parts, None)
            if part is None:
                return 0
            self.kept = part
        count = min(len(target), len(self.kept))
        target[:count], self.kept = self.kept[:count], self.kept[count:]
        return count


def _trail(copy: Opened) -> str:
    """What verifying the copy's trail comes to, tables and values compared too; raises Refusal when anything is amiss.

    The checkpoints kept outside are left aside here: an older copy is older than they are, and they are to say so afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="tp-") as nothing:
        done = subprocess.run(
            [sys.executable, "-c", VERIFY, nothing], capture_output=True, text=True, check=False,
            env=os.environ | {"DATABASE_URL": copy.address, "DJANGO_SETTINGS_MODULE": "tuopin.config.settings"},
        )
    if done.returncode:
        raise Refusal(
            "backup-trail-broken", phrase("恢复出的痕迹没有通过核验:{said}"), phrase("请用另一份备份,并报告上级。"),
            said=(done.stdout + done.stderr).strip()[-300:],
        )
    return done.stdout.strip()
