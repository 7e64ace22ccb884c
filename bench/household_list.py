"""Measures a page of the household list filtered to a village, at a million households, under twenty users.

Run: ``.venv/bin/python bench/household_list.py [--households 1000000] [--users 20] [--workers 2] [--seconds 10] [--keep]``.
It makes a database of its own beside the system's and drops it at the end (`--keep` leaves it for the next run) and fills
it with standings by generate_series. The users are threads of a few worker processes, as they are behind the web server;
each asks for page after page without a pause, of random villages in every order, through the selector that the page uses.
Printed are the milliseconds at p50 and p95 of a page: rows, tokens and total, without its HTML.
"""

from __future__ import annotations

import argparse
import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import quantiles

NAME = "tuopin_bench_list"
PER_VILLAGE, VILLAGES_OF_A_TOWNSHIP, TOWNSHIPS = 80, 16, 16
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
SELECT 2018, village_code, 5, 'households', count(*) FROM policy_standing GROUP BY village_code
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run")
    asked = parser.parse_args()
    admin = _scratch_database()
    try:
        _fill(asked.households)
        each = (asked.households // PER_VILLAGE, asked.seconds, asked.users // asked.workers)
        with ProcessPoolExecutor(asked.workers, get_context("spawn")) as workers:
            took = [t for part in workers.map(_measure, *zip(*[(*each, n) for n in range(asked.workers)], strict=True)) for t in part]
    finally:
        if not asked.keep:
            _drop(admin)
    cuts = quantiles(took, n=100)
    print(
        f"{asked.households:,} households, {asked.users} users: {len(took):,} pages in {asked.seconds:g} s; "
        f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"
    )


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

    call_command("migrate", "policy", verbosity=0, skip_checks=True)
    return own


def _fill(households: int) -> None:
    from django.db import connection

    from tuopin.policy.models import Standing

    if Standing.objects.count() == households:
        return
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE policy_standing, policy_figure")
        cursor.execute(ROWS, [households])
        cursor.execute(COUNTS)
        cursor.execute("ANALYZE policy_standing")
        cursor.execute("ANALYZE policy_figure")
    print(f"filled in {time.perf_counter() - began:.1f} s")


def _measure(villages: int, seconds: float, users: int, worker: int) -> list[float]:
    """Let some users ask, in one worker process; the milliseconds of every page."""
    import django

    django.setup()
    until, took, failed = time.perf_counter() + seconds, [], []

    def user(seed: int) -> None:
        try:
            for milliseconds in _pages(random.Random(seed), villages, until):
                took.append(milliseconds)
        except Exception as fault:  # told by the main thread
            failed.append(fault)

    threads = [threading.Thread(target=user, args=(worker * 1000 + n,)) for n in range(users)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failed:
        raise failed[0]
    return took


def _pages(draw: random.Random, villages: int, until: float) -> Iterator[float]:
    from tuopin.people.selectors import operator
    from tuopin.policy.selectors.households import SORTS, households_for

    while time.perf_counter() < until:
        area, sort = _village(draw.randrange(villages)), draw.choice(["", "-"]) + draw.choice(list(SORTS))
        filters = draw.choice([{}, {}, {"verdict": ["may_exit"]}, {"search": "赵1"}])
        token = ""
        for _ in range(2):
            began = time.perf_counter()
            page = households_for(operator(), area=area, year=2018, filters=filters, sort=sort, after=token, size=20)
            yield (time.perf_counter() - began) * 1000
            token = page.after
            if not token:
                break


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
