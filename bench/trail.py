"""What the trail costs: events verified a second and a core, and ledgered writes against unledgered ones, in one run.

    TUOPIN_HOME=/an/empty/folder python bench/trail.py [--events 100000] [--writes 400]

Unledgered is the same act with everything but its trail: a correction of one fact of a household (lock, read, new version). Both
kinds take turns, a commit each. A second pair is the barest write there is: one row updated, with an event and without one.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

ON = date(2018, 12, 31)


def cpu() -> float:
    """Processor seconds of this process and of its database server process."""
    from django.db import connection

    used = resource.getrusage(resource.RUSAGE_SELF)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rsplit(")", 1)[1].split()
    return used.ru_utime + used.ru_stime + (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def verified(events: int) -> None:
    """Write many events into a county's chains, then walk them."""
    from django.db import connection, transaction

    from tuopin.trail.selectors.streams import event_lines, heads_kept
    from tuopin.trail.services import Event, record_many
    from tuopin.trail.states.verifying import walked

    before = cpu()
    detail = {"basis": "花名册 2018 某县.xlsx", "batch": 3, "year": 2018, "new": True, "persons": 4}
    for start in range(0, events, 2000):
        with transaction.atomic(), connection.cursor() as cursor:
            record_many(cursor, [
                Event(f"4311292{n % 60:02d}{200 + n % 5:03d}", "import_household", f"file:{n}", "operator", "", ON, detail, state="")
                for n in range(start, start + 2000)
            ])
    print(f"written: {(cpu() - before) / events * 1e6:.1f} µs of processor time an event")
    used, began = resource.getrusage(resource.RUSAGE_SELF), cpu()
    found = list(walked(event_lines(), heads_kept(), {}))
    took, own = cpu() - began, resource.getrusage(resource.RUSAGE_SELF)
    count = sum(one for one in found if isinstance(one, int))
    alone = own.ru_utime + own.ru_stime - used.ru_utime - used.ru_stime
    assert all(isinstance(one, int) for one in found), "the trail is not intact"
    print(f"verified: {count / took:,.0f} events a second and core, PostgreSQL included; {count / alone:,.0f} for the verifier alone")


def written(writes: int) -> None:
    """The two pairs of writes, taking turns."""
    from tuopin.people.selectors import operator
    from tuopin.registry.models import Household, HouseholdForm
    from tuopin.registry.services import correct_facts
    from tuopin.registry.services.correct_facts import Correction, correct_household_fact
    from tuopin.trail.services import record

    Household.objects.bulk_create(Household(number=f"B{n}", village_code="431129210213") for n in range(2))
    for household in Household.objects.filter(number__startswith="B"):
        HouseholdForm.objects.create(household=household, village_code=household.village_code, year=2018, source="bench", house_grade="A")
    leave = correct_facts.leave_trail

    def act(n: int, ledgered: bool) -> None:
        correct_facts.leave_trail = leave if ledgered else lambda *given, **more: None
        seen = HouseholdForm.objects.get(household__number=f"B{ledgered:d}", superseded_at=None)
        correct_household_fact(
            correction=Correction(f"B{ledgered:d}", 2018, seen.pk, "bench"), field="house_grade", value="AB"[n % 2 == 0], actor=operator(), on=ON)
        if n % 25 == 24:
            HouseholdForm.objects.filter(household__number=f"B{ledgered:d}").exclude(superseded_at=None).delete()

    def bare(n: int, ledgered: bool) -> None:
        from django.db import transaction

        with transaction.atomic():
            Household.objects.filter(number="B0").update(village_code=f"43112921021{n % 2}")
            if ledgered:
                record(area_code="431129210213", verb="correct", subject="file:b", actor="operator", on=ON, field="x")

    for name, doing in (("a correction", act), ("the barest write", bare)):
        took = {True: 0.0, False: 0.0}
        for n in range(writes):
            for ledgered in (True, False):
                began = time.monotonic()
                doing(n, ledgered)
                took[ledgered] += time.monotonic() - began
        print(f"{name}: ledgered {writes / took[True]:,.0f}/s, unledgered {writes / took[False]:,.0f}/s, ratio {took[False] / took[True]:.2f}")
    correct_facts.leave_trail = leave


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--writes", type=int, default=400)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.config.settings")
    from tuopin.cli.prepare import prepare

    with suppress(SystemExit):
        prepare(quiet=True)
    verified(options.events)
    written(options.writes)


if __name__ == "__main__":
    main()
