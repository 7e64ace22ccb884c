"""Measures a page of the household list filtered to a village, at a million households, under twenty users, over HTTP.

Run: ``.venv/bin/python bench/household_list.py [--households 1000000] [--users 20] [--workers 2] [--seconds 10] [--rate 0] [--keep]``.
It makes a database of its own beside the system's and drops it at the end (`--keep` leaves it for the next run), fills
it with standings by generate_series, starts the web server as `tuopin serve` does and logs twenty officials of different
counties in. Each asks for page after page of random villages in every order, on a connection that stays open. Without
`--rate` a user asks as soon as the page before is there (closed loop: the waiting is the queue's); with `--rate N` the users
together ask N times a second whether or not the answers are there, and a page's time runs from when it was due (open
loop). Printed are p50, p95 and p99 of a page, pages a second, and what a page costs the server's processes in processor
time: on a machine that does other work too, the last is the figure to judge by.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
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
    water_safe, school_out, uninsured, doubts)
SELECT n, 2018, (10000000000 + n::bigint * 7919 %% 9999999967)::text, {VILLAGE}, '一组', '赵' || n %% 997, 'z', 3 + n %% 3, 'poor',
       'ordinary', 'ill', '李', 9000 + n %% 7000, 3000 + n %% 2000, n %% 3 = 0, n %% 8, 0, false, 'A', true, 0, 0, n %% 2
FROM (SELECT n, n / {PER_VILLAGE} AS v FROM generate_series(0, %s - 1) n) rows
"""
COUNTS = """
INSERT INTO policy_figure (year, area_code, level, name, numerator)
SELECT 2018, rpad(left(village_code, digits), 12, '0'), level, 'households', count(*)
FROM policy_standing, (VALUES (6, 3), (9, 4), (12, 5)) AS levels (digits, level) GROUP BY 2, 3
"""
FRESH = """
INSERT INTO policy_freshness (year, county_code, judged_on, judged_at, trail_mark, rulebook_version)
SELECT year, area_code, '2018-12-31', now(), 0, '1' FROM policy_figure WHERE level = 3
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
    parser.add_argument("--rate", type=float, default=0, help="pages a second in all; 0 = each user as fast as answers come")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run")
    asked = parser.parse_args()
    admin = _scratch_database()
    try:
        _fill(asked.households)
        counties = max(asked.households // PER_VILLAGE // VILLAGES_OF_A_COUNTY, 1)
        cookies = [_logged_in(n, 430100 + n % counties) for n in range(asked.users)]
        with _served(asked.port, asked.workers) as server:
            run = Run(asked.port, asked.seconds, asked.rate / asked.users)
            run.users([(cookie, n % counties) for n, cookie in enumerate(cookies)], 2)  # warm
            took, spent = run.measured([(cookie, n % counties) for n, cookie in enumerate(cookies)], server.pid)
    finally:
        if not asked.keep:
            _drop(admin)
    cuts = quantiles(took, n=100)
    print(
        f"{asked.households:,} households, {asked.users} users, {f'{asked.rate:g} pages/s asked' if asked.rate else 'closed loop'}: "
        f"{len(took):,} pages, {len(took) / asked.seconds:.0f}/s; p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms; "
        f"{1000 * spent / len(took):.1f} ms of processor time a page; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


@dataclass
class Run:
    """How the users ask: where, how long, and how often each a second (0 = as fast as answers come)."""

    port: int
    seconds: float
    rate: float

    def measured(self, users: list[tuple[str, int]], pid: int) -> tuple[list[float], float]:
        """The milliseconds of every page, and the seconds of processor time that the server's processes spent."""
        before = _processor_time(pid)
        return self.users(users, self.seconds), _processor_time(pid) - before

    def users(self, users: list[tuple[str, int]], seconds: float) -> list[float]:
        """Let every user (cookie, county) ask in a thread of their own."""
        took, failed, until = [], [], time.perf_counter() + seconds

        def user(cookie: str, county: int, seed: int) -> None:
            try:
                self._ask(cookie, county, random.Random(seed), until, took)
            except Exception as fault:  # told by the main thread
                failed.append(fault)

        threads = [threading.Thread(target=user, args=(cookie, county, n)) for n, (cookie, county) in enumerate(users)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        if failed:
            raise failed[0]
        return took

    def _ask(self, cookie: str, county: int, draw: random.Random, until: float, took: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        due = time.perf_counter() + (draw.random() / self.rate if self.rate else 0)
        while due < until:
            time.sleep(max(0.0, due - time.perf_counter()))
            village = _village(county * VILLAGES_OF_A_COUNTY + draw.randrange(VILLAGES_OF_A_COUNTY))
            sort = draw.choice(["", "-"]) + draw.choice(["place", "number", "head", "persons", "income", "doubts"])
            path = f"/households/?area={village}&sort={sort}{draw.choice(QUERIES)}"
            connection.request("GET", _quoted(path), headers={"Cookie": cookie})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or b'id="list"' not in body:
                raise RuntimeError(f"{path}: {answer.status}")
            took.append((time.perf_counter() - due) * 1000)
            due = due + draw.expovariate(self.rate) if self.rate else time.perf_counter()
        connection.close()


class _served:
    """The web server, as `tuopin serve` starts it, for as long as the block lasts."""

    def __init__(self, port: int, workers: int) -> None:
        self.command = [str(Path(sys.executable).with_name("tuopin")), "serve", "--port", str(port), "--workers", str(workers)]
        self.port = port

    def __enter__(self) -> subprocess.Popen:
        self.process = subprocess.Popen(self.command, env=os.environ, stderr=subprocess.DEVNULL)
        for _ in range(200):
            time.sleep(0.1)
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/login/")
                if connection.getresponse().status == 200:
                    return self.process
            except OSError:
                continue
        raise RuntimeError("the server does not answer")

    def __exit__(self, *fault: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


def _processor_time(pid: int) -> float:
    """Seconds of processor time of a process and all below it."""
    total, ticks = 0.0, os.sysconf("SC_CLK_TCK")
    parents = {int(p.name): p.joinpath("stat").read_text().rpartition(")")[2].split() for p in Path("/proc").glob("[0-9]*") if _alive(p)}
    family = {pid}
    while more := {each for each, stat in parents.items() if int(stat[1]) in family} - family:
        family |= more
    for each in family & parents.keys():
        total += (int(parents[each][11]) + int(parents[each][12])) / ticks
    return total


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

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tuopin.people.models import Account, Post

    account, fresh = Account.objects.get_or_create(username=f"user{n}", defaults={"name": f"用户{n}", "password": "!"})
    if fresh:
        Post.objects.create(account=account, area_code=f"{county}000000", role="head", starts_on=date(2016, 1, 1))
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def _scratch_database() -> str:
    """Make the database (when it is not there) and point the settings at it; returns the address of the system's own."""
    import psycopg

    from tuopin.config import server

    own = server.url()
    with psycopg.connect(own, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} ENCODING 'UTF8' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
    head, _, query = own.partition("?")
    os.environ["DATABASE_URL"] = f"{head.rsplit('/', 1)[0]}/{NAME}" + (f"?{query}" if query else "")
    server.url.cache_clear()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    return own


def _fill(households: int) -> None:
    from django.db import connection

    from tuopin.policy.models import Standing

    if Standing.objects.count() == households:
        return
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE policy_standing, policy_figure, policy_freshness, divisions_division CASCADE")
        cursor.execute(ROWS, [households])
        for rest in (COUNTS, FRESH, PLACES):
            cursor.execute(rest)
        cursor.execute("ANALYZE policy_standing")
        cursor.execute("ANALYZE policy_figure")
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
