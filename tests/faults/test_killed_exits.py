"""kill -9 of whoever takes a step of a household's exit, and of the database below them: every step counts once or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError, connection

from faults.counts import chance, how_many
from procedure.cases import DAY, EXIT, a_clock, evidence, officials
from register import a_household
from tuopin.procedure.models import Act, Case, Citation, Sealing
from tuopin.procedure.services import open_case
from tuopin.registry.models import StatusEvent
from tuopin.trail.models import Entry
from tuopin.trail.services import Asked, verify_trail

KILLS, DATABASE_KILLS, EXITS, PATIENCE = how_many("EXIT_KILLS", 20), how_many("EXIT_DATABASE_KILLS", 4), 3, 60
BEFORE, AFTER = [("step", "appraise", "clerk"), ("step", "verify", "head"), ("publish", "publish", "town_clerk")], [
    ("close", "publish", "town_clerk"), ("step", "review", "town_head"), ("complete", "approve", "county_head")]
# One process loads everything once and makes one that takes a step whenever a line comes in.
NURSERY = """
import json, os, sys
import django
django.setup()
from django.db import connection
from uuid import UUID
from tuopin.people.models import Account
from tuopin.people.selectors import actor_for, working_as
from tuopin.procedure.services import Said, close_notice, complete, publish_notice, take_step
from tuopin.procedure.services.clock import today

def take(told):
    with connection.cursor() as cursor:
        cursor.execute("SET application_name = 'exits'")
    actor = actor_for(Account.objects.get(pk=told["account"]), on=today())
    said = Said(evidence=tuple((name, UUID(uid)) for name, uid in told["evidence"]), key=UUID(told["key"]), **told["votes"])
    with working_as(actor):
        if told["kind"] == "step":
            take_step(case=told["case"], step=told["step"], actor=actor, said=said)
        else:
            {"publish": publish_notice, "close": close_notice, "complete": complete}[told["kind"]](case=told["case"], actor=actor, said=said)

print("ready", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        os.close(0)
        print(os.getpid(), flush=True)
        take(json.loads(line))
        print("taken", flush=True)
        os._exit(0)
    os.waitpid(pid, 0)
    print("over", flush=True)
"""


@pytest.fixture
def nursery(transactional_db):
    at = connection.settings_dict
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL,
        env=os.environ | {"DATABASE_URL": f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"},
    )
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()


def backend() -> int | None:
    """The process of the database that serves whoever takes the step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'exits' AND datname = current_database()")
        return (cursor.fetchone() or [None])[0]


def until_the_database_answers() -> None:
    """Wait until the database has noticed that one of its processes was killed, and is there again."""
    began = time.monotonic()
    while _still_holds():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.01)
    while True:
        connection.close()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                return
        except (OperationalError, InterfaceError):
            assert time.monotonic() - began < PATIENCE
            time.sleep(0.05)


def _still_holds() -> bool:
    """Whether this process's own connection, which the crash of another ends too, has not been ended yet."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return True
    except (OperationalError, InterfaceError):
        return False


def killed(pid: int) -> bool:
    """Kill a process; whether it was still there to be killed."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class Killer:
    """Kills the step, or the database's process that serves it (which takes the whole database down), at random moments."""

    def __init__(self, nursery, dice) -> None:
        self.nursery, self.dice, self.kills, self.database_kills = nursery, dice, 0, 0

    def take(self, told: dict) -> None:
        """Send the step until it is acknowledged, every time with the same key."""
        while not self._sent(told):
            pass

    def _sent(self, told: dict) -> bool:
        self.nursery.stdin.write(json.dumps(told) + "\n")
        self.nursery.stdin.flush()
        pid = int(self.nursery.stdout.readline())
        time.sleep(self.dice.random() * 0.12)
        if self.database_kills < DATABASE_KILLS and self.dice.random() < 0.4:
            if (victim := backend()) is not None and killed(victim):
                self.database_kills += 1
                until_the_database_answers()
        elif self.kills < KILLS and self.dice.random() < 0.7:
            self.kills += killed(pid)
        said = []
        while (line := self.nursery.stdout.readline().strip()) != "over":
            said.append(line)
        return "taken" in said


def a_step(case: Case, who: dict, kind: str, step: str, name: str) -> dict:
    declared = EXIT.step(step)
    files = evidence(declared.closing if kind == "close" else declared.evidence, case.subject)
    return {
        "kind": kind, "step": step, "case": case.pk, "account": who[name].account_id, "evidence": [(name, str(uid)) for name, uid in files],
        "votes": {"entitled": 60, "present": 45, "in_favour": 40} if declared.present else {}, "key": str(uuid4()),
    }


def test_whatever_is_killed_every_step_of_an_exit_counts_once(nursery):
    killer, exits = Killer(nursery, chance("killed exits")), 0
    with a_clock() as clock:
        who = officials()
        while exits == 0 or killer.kills < KILLS or killer.database_kills < DATABASE_KILLS:
            cases = [open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"]) for _ in range(EXITS)]
            for way in (BEFORE, AFTER):
                for case in cases:
                    for step in way:
                        killer.take(a_step(case, who, *step))
                clock(7 * DAY)
            exits += EXITS
            for case in cases:
                is_whole(case)
    print(f"{killer.kills} kills and {killer.database_kills} of the database in {exits} exits: 0 lost, 0 half, 0 double")


def is_whole(case: Case) -> None:
    case.refresh_from_db()
    assert case.state == "completed" and case.version == 6
    assert list(Act.objects.filter(case=case).order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Citation.objects.filter(act__case=case).count() == 10 and Sealing.objects.filter(act__case=case).count() == 2
    assert StatusEvent.objects.filter(case=case, kind="exited").count() == 1
    assert Entry.objects.filter(subject=f"case:{case.pk}").count() == 7, "one event for each act and one for the opening"
    assert not [one for one in verify_trail(Asked(replay=True)).findings if one.subject in (case.subject, f"case:{case.pk}")]
