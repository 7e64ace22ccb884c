"""Measures a page of the household list filtered to a village, at a million households, under twenty users, over HTTP.

Run: ``.venv/bin/python bench/household_list.py [--households 1000000] [--users 20] [--workers 2] [--seconds 10] [--keep]``.
It makes a database of its own beside the system's and drops it at the end (`--keep` leaves it for the next run), fills
it with standings by generate_series, starts the web server as `tuopin serve` does and logs twenty officials of different
counties in. Each asks for page after page of random villages in every order, on a connection that stays open. Measured
twice: users who never pause (closed loop: all that is waited is the queue's; the hard one, and the one the aim is judged
by), and users who look at a page for a second before the next (`--think`). With `--rate N` instead, the users together ask
N times a second whether or not the answers are there, and a page's time runs from when it was due (open loop).

Printed are p50, p95 and p99 of a page, pages a second, and what a page costs in processor time: the server's processes,
PostgreSQL's, and those of this program, which asks from one thread over plain sockets so as to take little of the same two
cores. On a machine that does other work too, the processor time is the figure to judge by.
"""

from __future__ import annotations

import argparse
import heapq
import http.client
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

NAME, PORT = "tuopin_bench_list", 8917
PER_VILLAGE, VILLAGES_OF_A_TOWNSHIP, TOWNSHIPS = 80, 16, 16
VILLAGES_OF_A_COUNTY = VILLAGES_OF_A_TOWNSHIP * TOWNSHIPS
VILLAGE = """
    (430100 + v / 256)::text || (100 + v / 16 %% 16)::text || (200 + v %% 16)::text
"""
ROWS = f"""
INSERT INTO policy_standing (household_id, year, number, village_code, group_name, head_name, head_initials, persons, status,
    attribute, main_cause, helper_name, net_income_yuan, per_head_yuan, may_exit, failed, unknown, near_line, house_grade,
    water_safe, school_out, uninsured, doubts, school_age, short_yuan)
SELECT n, 2018, (10000000000 + n::bigint * 7919 %% 9999999967)::text, {VILLAGE}, '一组', '赵' || n %% 997, 'z', 3 + n %% 3, 'poor',
       'ordinary', 'ill', '李', 9000 + n %% 7000, 3000 + n %% 2000, n %% 3 = 0, n %% 8, 0, false, 'A', true, 0, 0, n %% 2, 1, 0
FROM (SELECT n, n / {PER_VILLAGE} AS v FROM generate_series(0, %s - 1) n) rows
"""
COUNTS = """
INSERT INTO policy_figure (year, area_code, level, name, numerator)
SELECT 2018, rpad(left(village_code, digits), 12, '0'), level, 'households', count(*)
FROM policy_standing, (VALUES (6, 3), (9, 4), (12, 5)) AS levels (digits, level) GROUP BY 2, 3
"""
FRESH = """
INSERT INTO policy_freshness (year, county_code, judged_on, judged_at, trail_mark, rulebook_version)
SELECT year, area_code, '2018-12-31', now(), 0, %s FROM policy_figure WHERE level = 3
"""
PLACES = """
INSERT INTO divisions_division (code, name, initials, level, starts_on)
SELECT area_code, '地名' || right(area_code, 9), 'dm', level, date '2014-01-01' FROM policy_figure
UNION ALL SELECT '430000000000', '湖南省', 'hns', 1, date '2014-01-01' UNION ALL SELECT '430100000000', '长沙市', 'css', 2, date '2014-01-01'
ON CONFLICT DO NOTHING
"""
QUERIES = ("", "", "&verdict=may_exit", "&search=赵1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--think", type=float, default=1, help="seconds that a user of the second run looks at a page")
    parser.add_argument("--rate", type=float, default=0, help="pages a second in all, instead of the two runs")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run")
    asked = parser.parse_args()
    admin = _scratch_database()
    from tuopin.cli.prepare import owners_connection

    try:
        counties = max(asked.households // PER_VILLAGE // VILLAGES_OF_A_COUNTY, 1)
        with owners_connection():
            _fill(asked.households)
            users = [User(_logged_in(n, 430100 + n % counties), n % counties, random.Random(n)) for n in range(asked.users)]
        with _served(asked.port, asked.workers) as server:
            Run(asked.port, 3, 0, 0).by(users)  # warm
            print(f"{asked.households:,} households, {asked.users} users, {asked.workers} workers on {os.cpu_count()} cores", flush=True)
            if asked.rate:
                _measure(f"open loop, {asked.rate:g} pages/s asked", Run(asked.port, asked.seconds, 0, asked.rate / asked.users), users, server.pid)
            else:
                _measure("closed loop, no pause", Run(asked.port, asked.seconds, 0, 0), users, server.pid)
                _measure(f"each looks {asked.think:g} s at a page", Run(asked.port, max(asked.seconds, 20 * asked.think), asked.think, 0),
                         users, server.pid)
    finally:
        if not asked.keep:
            _drop(admin)


def _measure(named: str, run: Run, users: list[User], server: int) -> None:
    families = [server, _postmaster()]
    before, own = [_processor_time(pid) for pid in families], time.process_time()
    took = run.by(users)
    own = time.process_time() - own
    pages, base = (1000 * (_processor_time(pid) - spent) / len(took) for pid, spent in zip(families, before, strict=True))
    cuts = quantiles(took, n=100)
    print(
        f"{named}: {len(took):,} pages, {len(took) / run.seconds:.0f}/s; p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms; "
        f"processor time a page: {pages:.2f} ms server + {base:.2f} ms PostgreSQL + {1000 * own / len(took):.2f} ms asking; "
        f"load {os.getloadavg()[0]:.1f}"
    )


@dataclass
class User:
    """Someone who asks: their cookie, their county, their own dice, and what they wait for."""

    cookie: str
    county: int
    dice: random.Random
    due: float = 0.0  # when the page under way was (or the next is) to be asked for
    answer: bytearray = field(default_factory=bytearray)
    length: int = -1  # of the whole answer; -1 = its head is not there yet
    let_go: bool = False  # the server ended the connection with this answer, as a browser would be told

    def request(self) -> bytes:
        village = _village(self.county * VILLAGES_OF_A_COUNTY + self.dice.randrange(VILLAGES_OF_A_COUNTY))
        sort = self.dice.choice(["", "-"]) + self.dice.choice(["place", "number", "head", "persons", "income", "doubts"])
        path = _quoted(f"/households/?area={village}&sort={sort}{self.dice.choice(QUERIES)}")
        self.answer.clear()
        self.length = -1
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n\r\n".encode()

    def took_all(self, more: bytes) -> bool:
        """Take what came; True when the page is whole. Raises when it is not the page asked for."""
        self.answer += more
        if self.length < 0 and (end := self.answer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.answer[:end]).lower()
            if not head.startswith(b"http/1.1 200"):
                raise RuntimeError(head.decode())
            self.let_go = b"\r\nconnection: close" in head
            self.length = end + 4 + int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        if self.length < 0 or len(self.answer) < self.length:
            return False
        if b'id="list"' not in self.answer:
            raise RuntimeError("an answer without the list")
        return True


@dataclass
class Run:
    """How the users ask: where, how long, how long each looks at a page, or how often each asks a second (0 = neither)."""

    port: int
    seconds: float
    think: float
    rate: float

    def by(self, users: list[User]) -> list[float]:
        """Let every user ask on a connection of their own, until the time is over; the milliseconds of every page."""
        took: list[float] = []
        now = time.perf_counter()
        until, waiting = now + self.seconds, []
        with selectors.DefaultSelector() as ready:
            for n, user in enumerate(users):
                user.due = now + user.dice.random() * (self.think or (1 / self.rate if self.rate else 0))
                heapq.heappush(waiting, (user.due, n, user, self._connected()))
            under_way = 0
            while waiting or under_way:
                while waiting and waiting[0][0] <= time.perf_counter():
                    due, n, user, connection = heapq.heappop(waiting)
                    if due >= until:
                        connection.close()
                        continue
                    connection.sendall(user.request())
                    ready.register(connection, selectors.EVENT_READ, (n, user))
                    under_way += 1
                pause = max(0.0, waiting[0][0] - time.perf_counter()) if waiting else 20
                for key, _ in ready.select(min(pause, 20)):
                    n, user = key.data
                    if not user.took_all(key.fileobj.recv(1 << 18)):
                        continue
                    now = time.perf_counter()
                    took.append((now - user.due) * 1000)
                    ready.unregister(key.fileobj)
                    under_way -= 1
                    user.due = user.due + user.dice.expovariate(self.rate) if self.rate else now + self.think
                    connection = key.fileobj
                    if user.let_go:
                        connection.close()
                        connection = self._connected()
                    heapq.heappush(waiting, (user.due, n, user, connection))
        return took

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


class _served:
    """The web server, as `tuopin serve` starts it, for as long as the block lasts."""

    def __init__(self, port: int, workers: int) -> None:
        self.command = [str(Path(sys.executable).with_name("tuopin")), "serve", "--port", str(port), "--workers", str(workers)]
        self.port = port

    def __enter__(self) -> subprocess.Popen:
        self.process = subprocess.Popen(self.command, env=os.environ, stderr=subprocess.DEVNULL)
        for _ in range(1200):
            time.sleep(0.1)
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/login/")
                if connection.getresponse().status == 200:
                    return self.process
            except OSError:
                continue
        self.__exit__()
        raise RuntimeError("the server does not answer")

    def __exit__(self, *fault: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


def _processor_time(pid: int) -> float:
    """Seconds of processor time of a process and all below it, those that have ended too."""
    total, ticks = 0.0, os.sysconf("SC_CLK_TCK")
    parents = {int(p.name): p.joinpath("stat").read_text().rpartition(")")[2].split() for p in Path("/proc").glob("[0-9]*") if _alive(p)}
    family = {pid}
    while more := {each for each, stat in parents.items() if int(stat[1]) in family} - family:
        family |= more
    for each in family & parents.keys():
        total += sum(map(int, parents[each][11:15])) / ticks
    return total


def _postmaster() -> int:
    """The process of the embedded PostgreSQL; 0 when the database is a server somewhere else."""
    from tuopin.kernel.home import home

    file = home() / "postgres" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else 0


def _alive(process: Path) -> bool:
    try:
        return bool(process.joinpath("stat").read_text())
    except OSError:
        return False


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?=&-")


def _logged_in(n: int, county: int) -> str:
    """The cookie of an official of the county."""
    from datetime import date

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tuopin.people.models import Account, Post
    from tuopin.web.sessions import SessionStore

    account, fresh = Account.objects.get_or_create(username=f"user{n}", defaults={"name": f"用户{n}", "password": "!"})
    if fresh:
        Post.objects.create(account=account, area_code=f"{county}000000", role="head", starts_on=date(2016, 1, 1))
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _scratch_database() -> str:
    """Make the database (when it is not there) and point the settings at it; returns the address of the owner of all."""
    import psycopg

    from tuopin.config import server

    owner, work = server.owner_url(), server.url()
    with psycopg.connect(owner, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} ENCODING 'UTF8' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = _of_the_bench(work), _of_the_bench(owner)
    server.url.cache_clear()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from tuopin.cli.prepare import owners_connection
    from tuopin.kernel.home import keyring

    keyring()  # the server does not start without keys
    with owners_connection():
        call_command("migrate", verbosity=0, skip_checks=True)
    return owner


def _of_the_bench(address: str) -> str:
    head, _, query = address.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{NAME}" + (f"?{query}" if query else "")


def _fill(households: int) -> None:
    from django.db import connection

    from tuopin.policy.models import Standing
    from tuopin.policy.rulebook import version

    if Standing.objects.count() == households:
        return
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE policy_standing, policy_figure, policy_freshness, divisions_division CASCADE")
        cursor.execute(ROWS, [households])
        for rest, given in ((COUNTS, None), (FRESH, [version()]), (PLACES, None)):
            cursor.execute(rest, given)
        for table in ("policy_standing", "policy_figure", "divisions_division"):
            cursor.execute(f"VACUUM ANALYZE {table}")  # now, so that the database does not do it by itself while pages are measured
        cursor.execute("CHECKPOINT")
    print(f"filled in {time.perf_counter() - began:.1f} s")


def _village(v: int) -> str:
    return f"{430100 + v // 256}{100 + v // 16 % 16}{200 + v % 16}"


def _drop(admin: str) -> None:
    import psycopg
    from django.db import connections

    connections.close_all()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


if __name__ == "__main__":
    main()
