"""A data folder of PostgreSQL as such: its programs, its owner, started and stopped beside the one in use."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tuopin.config import server
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

FORMER_BELOW = 170000  # servers before 17 do not know every setting that the programs of 18 make
START_SECONDS = 3600  # a long log to replay takes its time


def program(name: str) -> str:
    """The path of one of the server's own programs: pg_basebackup, pg_ctl, pg_verifybackup …"""
    return str(server.programs() / name)


def program_for(name: str, version: int) -> str:
    """The program of a version that the server of `version` (e.g. 160004) understands: what a later one writes, an earlier server refuses."""
    former = server.programs().parents[1] / "pginstall" / "bin" / name
    return str(former) if version < FORMER_BELOW and former.exists() else program(name)


def owner() -> str | None:
    """The system user that the server runs as where we are root; None where it is ourselves."""
    return "pgserver" if os.geteuid() == 0 else None


def give_to_owner(folder: Path) -> None:
    """Make the folder the server's own, with the rights that it insists on, and let it be reached."""
    folder.chmod(0o700)
    if owner() is None:
        return
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, owner(), owner())
    for above in folder.parents:
        if above.stat().st_uid == os.geteuid() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)


def run(name: str, *arguments: str, **options: object) -> str:
    """Run one of the server's programs as its owner; raises Refusal with what it said."""
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run([program(name), *arguments], stdout=said, stderr=subprocess.STDOUT, user=owner(), check=False, **options)
        said.seek(0)
        text = said.read()
    if done.returncode:
        raise Refusal(
            "database-program-failed", phrase("{name} 没有成功:{said}"), phrase("请查看磁盘空间和目录权限后重试。"),
            name=name, said=text.strip()[-400:],
        )
    return text


def start(folder: Path, sockets: Path) -> None:
    """Start the server of a data folder with its socket in `sockets`, until it answers."""
    run("pg_ctl", "-w", "-t", str(START_SECONDS), "-D", str(folder), "-l", str(folder / "log"),
        "-o", f'-h "" -k {sockets} -c listen_addresses=""', "start")


def stop(folder: Path) -> None:
    """Stop the server of a data folder, with a checkpoint; one that ended by itself in the meantime is stopped too."""
    try:
        run("pg_ctl", "-w", "-t", "600", "-m", "fast", "-D", str(folder), "stop")
    except Refusal:
        if (folder / "postmaster.pid").exists():
            raise
