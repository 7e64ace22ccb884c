"""A whole restore, from the folder of backups to the system in its place, with the act on record."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from psycopg import sql

from tuopin.cli.backup.bring_back import (
    Opened,
    bring_files,
    choose,
    extract,
    opened,
    opened_for_file,
    put_in_place,
    settle,
    verify,
)
from tuopin.cli.backup.place import STAMP, Told, now
from tuopin.config import cluster, server
from tuopin.kernel.home import home
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

RECORD = """
import sys
import django
django.setup()
from django.core.management import call_command
from tuopin.cli.prepare import owners_connection
with owners_connection():
    call_command("migrate", verbosity=0, interactive=False)
from datetime import datetime
from tuopin.kernel.areas import NATION
from tuopin.kernel.days import local_zone
from tuopin.trail.services import record
from tuopin.people.selectors import operator, working_as
with working_as(operator()):
    record(area_code=NATION, verb="restore_backup", subject="system:1", actor=operator(), on=datetime.now(local_zone()).date(), backup=sys.argv[1], to=sys.argv[2])
"""


def restore_backup(folder: Path, secret: X25519PrivateKey, to: datetime | None) -> dict:
    """Restore the system to `to` (None: as far as the backup goes); what was done. Raises Refusal and changes nothing then."""
    told = choose(folder, to)
    done = _restore_base(folder, told, secret, to) if told.method == "base" else _restore_dump(folder, told, secret, to)
    leave_trail(told.name, to)
    return {"from": told.name, "to": to.isoformat() if to else None} | done


def _restore_base(folder: Path, told: Told, secret: X25519PrivateKey, to: datetime | None) -> dict:
    if not server.is_embedded():
        raise Refusal("backup-of-another-kind", phrase("这是内置数据库的备份。"), phrase("请去掉 DATABASE_URL 后再恢复。"))
    under = home() / f"restored-{now().strftime(STAMP)}"
    try:
        with opened(folder, told, secret, to, under) as copy:
            found = verify(copy)
        settle(under / "postgres")
        aside = put_in_place(under)
    finally:
        shutil.rmtree(under, ignore_errors=True)
    server.url()
    return {"rows": found["rows"], "trail": found["trail"], "aside": str(aside) if aside.exists() else None}


def _restore_dump(folder: Path, told: Told, secret: X25519PrivateKey, to: datetime | None) -> dict:
    """Into a new database of the same server, which takes the name of the old one when it is verified."""
    if to is not None:
        raise Refusal(
            "dump-knows-one-time", phrase("这种备份只能恢复到备份时的样子。"), phrase("恢复到某一时刻请用数据库服务器自己的备份,见 docs/how-to/backup.md。"))
    parts = urlsplit(server.owner_url())
    name, stamp = parts.path.lstrip("/"), now().strftime("%Y%m%d%H%M%S")
    fresh, aside = f"{name}_restored_{stamp}", f"{name}_before_{stamp}"
    admin = urlunsplit(parts._replace(path="/postgres"))
    _make_beside(admin, fresh)
    address = urlunsplit(parts._replace(path=f"/{fresh}"))
    _load(opened_for_file(folder / "bases" / told.name / "database.sealed", secret, f"backup|{told.name}|database"), address)
    found = verify(Opened(folder, told, address))
    with tempfile.TemporaryDirectory(prefix="restored-", dir=home()) as under:
        extract(opened_for_file(folder / "bases" / told.name / "files.sealed", secret, f"backup|{told.name}|files"), Path(under) / "files")
        bring_files(Path(under) / "files")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s) AND pid <> pg_backend_pid()", [[name, fresh]])
        for old, new in ((name, aside), (fresh, name)):
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
    return {"rows": found["rows"], "trail": found["trail"], "aside": aside}


def _make_beside(admin: str, name: str) -> None:
    """Make an empty database of the name, and the roles of work where the server lacks them; raises Refusal where the owner may not."""
    with psycopg.connect(admin, autocommit=True) as connection:
        there = {role for (role,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        try:
            for role, more in server.ROLES.items():
                if role not in there:
                    connection.execute(f"CREATE ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE {more}")
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as fault:
            raise Refusal(
                "owner-makes-no-database", phrase("数据表所有者无权新建数据库,不能恢复。"),
                phrase("请数据库管理员执行:ALTER ROLE {owner} CREATEDB; GRANT pg_signal_backend TO {owner};"), owner=connection.info.user,
            ) from fault


def _load(parts, address: str) -> None:
    with psycopg.connect(address) as connection:
        version = connection.info.server_version
    with subprocess.Popen(
        [cluster.program_for("pg_restore", version), "-d", address, "--no-owner", "--exit-on-error"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            for part in parts:
                process.stdin.write(part)
            process.stdin.close()
        except BrokenPipeError:
            pass
        said = process.stderr.read().decode(errors="replace")
        if process.wait():
            raise Refusal("database-program-failed", phrase("{name} 没有成功:{said}"), phrase("请查看磁盘空间和目录权限后重试。"),
                          name="pg_restore", said=said.strip()[-400:])


def leave_trail(name: str, to: datetime | None) -> None:
    """Say in the trail of the nation that the system was set back: in a process of its own, which brings older tables up to date first."""
    done = subprocess.run(
        [sys.executable, "-c", RECORD, name, to.isoformat() if to else ""],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tuopin.config.settings"}, capture_output=True, text=True, check=False,
    )
    if done.returncode:
        raise Refusal("restore-not-recorded", phrase("数据已恢复,但没有写入痕迹:{said}"), phrase("请运行 tuopin trail verify 并报告上级。"), said=done.stderr[-300:])
