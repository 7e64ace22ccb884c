"""A PostgreSQL server of one's own, set up as the documents say, by logins that are no superusers: backup, loss, restore, and a moment by the server's own means."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from systems import MAKE, OFFICIAL, System
from tuopin.cli.serve import free_port
from tuopin.config import cluster, server
from tuopin.config.line import sealed_line

HOW = Path(__file__).parents[2] / "docs" / "how-to" / "postgresql.md"
COUNT = """
import django
django.setup()
from tuopin.people.selectors import operator, working_as
from tuopin.registry.models import Household, Person
from tuopin.kernel.home import keyring
from tuopin.trail.models import Entry
with working_as(operator()):
    one = Person.objects.order_by("number").first()
    print(Household.objects.count(), keyring().open(one.certificate_sealed, f"registry.person|certificate|{one.number}")[:6], Entry.objects.count())
"""
MORE = """
import django
django.setup()
from rosters import a_roster_household, bring_in, write_roster
from tuopin.people.selectors import operator, working_as
from tuopin.kernel.home import home
with working_as(operator()):
    bring_in(write_roster(home().parent / "more.xlsx", [a_roster_household(n) for n in (5, 6, 7)]), operator())
"""


class Server:
    """A server apart from ours: its own data folder, a port, passwords, the roles of the document and nothing more."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs, self.port = folder, programs, free_port("127.0.0.1", 18900)
        self.data, self.archive = folder / "data", folder / "archive"
        (folder / "password").write_text("superuser")
        self.archive.mkdir()
        for path in (folder, folder / "password", self.archive):
            self.own(path)
        self.run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}", "-E", "UTF8", "--no-locale", "-N")
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(f"archive_mode = on\narchive_command = 'cp %p {self.archive}/%f'\nfsync = off\n")
        self.start(self.data)
        with psycopg.connect(self.address("postgres", "superuser", "postgres"), autocommit=True) as connection:
            for statement in re.search(r"```sql\n(.*?)```", HOW.read_text(encoding="utf-8"), re.S)[1].split(";\n"):
                if statement.strip():
                    connection.execute(statement.replace("'...'", "'PASSWORD'"))

    def own(self, path: Path) -> None:
        if cluster.owner():
            shutil.chown(path, cluster.owner(), cluster.owner())

    def run(self, name: str, *words: str, **more) -> None:
        """Output goes to a file: a server that stays would hold a pipe open."""
        with (self.folder / "said").open("w") as said:
            done = subprocess.run([self.programs / name, *words], user=cluster.owner(), cwd="/", check=False, stdout=said, stderr=said, **more)
        assert done.returncode == 0, (self.folder / "said").read_text()

    def start(self, data: Path) -> None:
        self.run("pg_ctl", "-w", "-D", str(data), "-l", str(self.folder / "data.log"), "-o", f"-p {self.port} -c listen_addresses=127.0.0.1 -k ''", "start")

    def stop(self, data: Path) -> None:
        self.run("pg_ctl", "-w", "-D", str(data), "-m", "fast", "stop")

    def address(self, user: str, password: str = "PASSWORD", name: str = "tuopin") -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{name}"

    def asked(self, statement: str) -> list:
        with psycopg.connect(self.address("postgres", "superuser"), autocommit=True) as connection:
            return connection.execute(statement).fetchall()


@pytest.fixture(scope="module", params=os.environ.get("SERVERS", "16").split(","))
def place(request):
    """A server of a version that came along (SERVERS=16,18 for both), and a system that works on it."""
    programs = server.programs().parents[1] / {"16": "pginstall", "18": "pginstall18"}[request.param] / "bin"
    folder = Path(tempfile.mkdtemp(prefix="tuopin-server-"))
    folder.chmod(0o755)
    (folder / "server").mkdir()
    system, running = System(folder), Server(folder / "server", programs)
    system.environ |= {"DATABASE_URL": running.address("tuopin_web"), "DATABASE_OWNER_URL": running.address("tuopin")}
    system.python(MAKE)
    system.python(OFFICIAL)
    assert system.tuopin("backup", "key", str(system.key)).returncode == 0
    assert told(system.tuopin("backup", "--out", str(system.backups), "--json"))
    yield system, running
    running.stop(running.data)
    shutil.rmtree(folder, ignore_errors=True)


def told(done) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_server_that_cannot_prove_who_it_is_is_not_spoken_to_in_the_clear_instead(place):
    """This one speaks no TLS: over an address that asks for proof not even the name of the login is said to it."""
    system, running = place
    asked = {name: running.address(user) + "?sslmode=verify-full&sslrootcert=system" for name, user in (("DATABASE_URL", "tuopin_web"), ("DATABASE_OWNER_URL", "tuopin"))}
    with pytest.raises(psycopg.OperationalError, match="server does not support SSL"):
        psycopg.connect(sealed_line(asked["DATABASE_URL"]))
    done = subprocess.run(
        [sys.executable, "-m", "tuopin.cli.main", "divisions", "江华"], capture_output=True, text=True, check=False, env=system.environ | asked)
    assert done.returncode and "江华" not in done.stdout and "PASSWORD" not in done.stderr


def test_a_system_on_a_server_of_its_own_is_saved_lost_and_restored_to_the_last_row(place):
    system, running = place
    before, counted = system.digests(), system.python(COUNT).split()
    running.asked("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'tuopin' AND pid <> pg_backend_pid()")
    with psycopg.connect(running.address("tuopin"), autocommit=True) as owner:
        owner.execute("DROP TABLE registry_statusevent")
    back = told(system.tuopin("restore", str(system.backups), "--key", str(system.key), "--json"))
    after = system.digests()
    assert {table for table in before if before[table] != after.get(table)} <= {"trail_entry", "trail_opening", "trail_head", "trail_chain"}
    again = system.python(COUNT).split()
    assert again[:2] == counted[:2] == ["2", "431129"] and int(again[2]) == int(counted[2]) + 1 and back["rows"] > 100
    assert running.asked(f"SELECT count(*) FROM pg_database WHERE datname = '{back['aside']}'") == [(1,)], "the broken one is kept aside"
    assert system.tuopin("trail", "verify", "--replay", "--json").returncode in (0, 2)
    with psycopg.connect(running.address("tuopin_web")) as web:
        assert web.execute("SELECT count(*) FROM registry_household").fetchall() == [(0,)], "the rows are guarded as before"


def test_to_a_moment_the_servers_own_means_bring_it_and_tuopin_says_so(place):
    system, running = place
    refused = system.tuopin("restore", str(system.backups), "--key", str(system.key), "--to", datetime.now(UTC).isoformat())
    assert refused.returncode == 2 and "备份时的样子" in refused.stderr
    copy = running.folder / "copy"
    environ = os.environ | {"PGPASSWORD": "superuser"}
    running.run("pg_basebackup", "-h", "127.0.0.1", "-p", str(running.port), "-U", "postgres", "-D", str(copy), "-c", "fast", env=environ)
    system.python(MORE)
    wanted, moment = system.digests(), datetime.now(UTC).isoformat()
    time.sleep(1.1)
    system.python("import django\ndjango.setup()\nfrom tuopin.people.selectors import operator, working_as\nfrom tuopin.people.services import open_account\n"
                  "from datetime import date\nwith working_as(operator()):\n    open_account(username='late', name='迟到', actor=operator(), on=date(2020, 6, 1))")
    assert system.digests() != wanted
    running.asked("SELECT pg_switch_wal()")
    running.stop(running.data)
    (copy / "recovery.signal").touch()
    running.own(copy / "recovery.signal")
    with (copy / "postgresql.conf").open("a") as conf:
        conf.write(f"restore_command = 'cp {running.archive}/%f %p'\nrecovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n")
    running.start(copy)
    running.data = copy
    while running.asked("SELECT pg_is_in_recovery()") != [(False,)]:
        time.sleep(0.1)
    assert system.digests() == wanted and system.python(COUNT).split()[0] == "5"
    assert system.tuopin("backup", "set-back", "--to", moment, "--from", "copy").returncode == 0
    with psycopg.connect(running.address("postgres", "superuser")) as connection:
        last = connection.execute("SELECT verb, subject FROM trail_entry ORDER BY id DESC LIMIT 1").fetchone()
    assert last == ("restore_backup", "system:1"), "that it was set back stands in the trail"
    assert system.tuopin("backup", "set-back", "--to", "gestern").returncode == 2
    assert system.tuopin("trail", "verify", "--replay", "--json").returncode in (0, 2)
