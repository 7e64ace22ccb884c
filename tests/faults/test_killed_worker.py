"""kill -9 of the worker at random points of reading and merging: every file ends in the register, whole and once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from faults.counts import chance, how_many
from rosters import a_roster_household, write_roster
from tuopin.desk.models import Job
from tuopin.desk.services import hand_in
from tuopin.desk.services.sealed import outcome_of
from tuopin.desk.services.steer import retry_job
from tuopin.people.selectors import actor_for
from tuopin.registry.models import Household, HouseholdForm, HouseholdIncome, ImportBatch, Pairing, Person, StagedBlock
from tuopin.trail.models import Entry
from web import kit

KILLS, HOUSEHOLDS, PER_CHUNK, PATIENCE = how_many("KILLS", 20), 30, 3, 120
# One process loads everything once and makes a worker by forking whenever a line comes in.
NURSERY = """
import os, sys
import django
django.setup()
from django.db import connection
from tuopin.desk.services.worker import Worker
from tuopin.registry.services import receive_roster
from tuopin.web.jobs import KINDS
receive_roster.BUNDLE = int(sys.argv[1])
print("ready", flush=True)
for _ in sys.stdin:
    pid = os.fork()
    if pid == 0:
        os.close(0)
        Worker(KINDS).run()
        os._exit(0)
    print(pid, flush=True)
    os.waitpid(pid, 0)
"""


@pytest.fixture
def nursery():
    at = connection.settings_dict
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY, str(PER_CHUNK)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL,
        env=os.environ | {"DATABASE_URL": f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"},
    )
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()


def a_worker(nursery) -> int:
    nursery.stdin.write("\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


def test_whatever_is_killed_every_file_is_in_the_register_whole_and_once(transactional_db, tmp_path, nursery):
    kit.lay_out_places()
    actor, dice = actor_for(kit.an_official(kit.COUNTY), on=kit.date(2020, 6, 1)), chance("killed worker")
    kills, brought, longest = 0, 0, 0.0
    while kills < KILLS:
        first = brought * HOUSEHOLDS + 1
        path = write_roster(tmp_path / "r.xlsx", [a_roster_household(n, village=kit.VILLAGE) for n in range(first, first + HOUSEHOLDS)])
        job = hand_in(kind="read", actor=actor, arguments={"file_name": "r.xlsx", "year": 2018, "mapping": {}}, chunks=[path.read_bytes()])
        killed, took = _killed_until_done(nursery, job, actor, dice, KILLS - kills)
        merge = hand_in(kind="merge", actor=actor, arguments={"batch": outcome_of(job)["batch"], "file_name": "r.xlsx"})
        more, longer = _killed_until_done(nursery, merge, actor, dice, KILLS - kills - killed)
        kills, brought, longest = kills + killed + more, brought + 1, max(longest, took, longer)
        _is_whole(brought * HOUSEHOLDS)
    print(f"{kills} kills in {brought} imports: 0 lost, 0 half, 0 double; longest way to the end {longest:.1f} s")


def _killed_until_done(nursery, job, actor, dice, most: int) -> tuple[int, float]:
    kills, began = 0, time.monotonic()
    while time.monotonic() - began < PATIENCE + kills:
        pid = a_worker(nursery)
        if kills < most and dice.random() < 0.85:
            until = time.monotonic() + dice.random() * 1.2
            while time.monotonic() < until and _state(job) != "done":
                time.sleep(0.01)
            os.kill(pid, signal.SIGKILL)
            kills += 1
        else:
            while _state(job) in ("waiting", "running"):
                time.sleep(0.02)
            os.kill(pid, signal.SIGKILL)
        if _state(job) == "parked":  # cut short as often as it may: somebody says try again
            assert job.reason == "cut-short"
            retry_job(token=job.token, actor=actor, on=kit.date(2020, 6, 1))
        if _state(job) == "done":
            return kills, time.monotonic() - began
        assert job.state != "refused", outcome_of(job)
    raise AssertionError(f"job {job.pk} is {job.state} {job.reason}")


def _state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def _is_whole(households: int) -> None:
    for model, each in ((Household, 1), (HouseholdForm, 1), (Pairing, 1), (Person, 2), (HouseholdIncome, 1)):
        assert model.objects.count() == households * each, model.__name__
    assert Entry.objects.filter(verb="import_household").count() == households
    assert not StagedBlock.objects.filter(kind="household", merged_at=None).exists()
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"merged"}
    assert ImportBatch.objects.count() == households // HOUSEHOLDS
