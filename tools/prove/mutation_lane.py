"""A plug-in of pytest: puts one small fault at a time into the running house, in a copy of the process, and says which test minds.

`python -m pytest -p tools.prove.mutation_lane TESTS` collects once, makes the database once (where a test needs it), and then
does jobs: a line of JSON in on LANE_IN, a line out on LANE_OUT. For each job the process is copied (fork); the copy changes the
code of the functions or the constants concerned, runs the tests named in the job one after another, and ends at the first that
fails. A job without a fault says whether its tests pass here as the house is: only such a test can be said to notice anything.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import time
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings
from tools.prove.measured_core import SOURCE
from tools.prove.mutation_putting import Places
from tools.prove.taken import Taken

SLICE, STILL = 1.0, 6.0  # seconds: how long is waited at a time, and after how many one was held still by others
settings.register_profile("lane", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # that it was slow is not the fault's doing
settings.load_profile("lane")
WARM = "tests/people/test_accounts.py"  # run once before the first copy is made, so that each copy finds the database made


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Instead of running all tests once: wait for jobs until there are no more."""
    items = {item.nodeid: item for item in session.items}
    folders = sorted({item.path.parent for item in session.items})
    far = {folder: next((item for item in session.items if item.path.parent != folder), None) for folder in folders}
    if warm := next((item for item in session.items if item.nodeid.startswith(WARM)), None):
        runtestprotocol(warm, nextitem=far[warm.path.parent], log=False)
    for file in Taken.files():  # one that no test has read yet would be read with the fault in it, by each copy anew
        importlib.import_module(".".join(file.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"))
    places = Places()
    gc.collect()
    gc.freeze()  # what is there now is shared by all copies and looked through by none
    with os.fdopen(int(os.environ["LANE_IN"])) as jobs, os.fdopen(int(os.environ["LANE_OUT"]), "w") as told:
        print(json.dumps({"ready": len(items)}), file=told, flush=True)
        for line in jobs:
            print(json.dumps(do(json.loads(line), items, far, places)), file=told, flush=True)
    return True


def do(job: dict, items: dict, far: dict, places: Places) -> dict:
    """One job in a copy of this process. Where the machine held this process still meanwhile, only tests that all passed count; the rest is done anew."""
    while True:
        answer, held = _in_a_copy(job, items, far, places)
        if not held or "survived" in answer or "unseen" in answer:
            return answer


def _in_a_copy(job: dict, items: dict, far: dict, places: Places) -> tuple[dict, bool]:
    """What a copy of this process says within the `seconds` of the job (it is killed after), and whether all was held still for a while."""
    from django.db import connections

    connections.close_all()
    mine, theirs = os.pipe()
    copied = os.fork()
    if not copied:
        os.setpgid(0, 0)
        os.close(mine)
        try:
            answer = _done(job, items, far, places)
        except BaseException as fault:  # what breaks while the fault is put in is not the tests' merit
            answer = {"broke": f"{type(fault).__name__}: {fault}"}
        os.write(theirs, json.dumps(answer).encode() + b"\n")
        os.kill(os.getpid(), signal.SIGKILL)  # no farewell: nothing of the copy is to be written anywhere
    os.close(theirs)
    told, over, held = _listen(mine, job["seconds"])
    os.close(mine)
    for end in (lambda: os.killpg(copied, signal.SIGKILL), lambda: os.kill(copied, signal.SIGKILL), lambda: os.waitpid(copied, 0)):
        try:
            end()
        except (ProcessLookupError, ChildProcessError):
            continue
    lines = told.decode().splitlines()
    last = json.loads(lines[-1]) if lines and told.endswith(b"\n") else {}
    return last or {"stopped": lines[-1] if lines else "", "over": over}, held


def _listen(mine: int, seconds: float) -> tuple[bytes, bool, bool]:
    """What comes within so many seconds, whether they were over first, and whether this process stood still meanwhile (which counts as no time)."""
    told, waited, held = b"", 0.0, False
    while not told.endswith(b"\n") and waited < seconds:
        began = time.monotonic()
        ready, _, _ = select.select([mine], [], [], min(SLICE, seconds - waited))
        went = time.monotonic() - began
        held |= went > STILL
        waited += min(went, SLICE)
        if ready:
            got = os.read(mine, 65536)
            told += got
            if not got:
                break
    return told, waited >= seconds, held


def _done(job: dict, items: dict, far: dict, places: Places) -> dict:
    devnull = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(devnull, stream)
    if job["text"] is not None and not places.put_in(Path(job["path"]), job["text"], read=job["read"]):
        return {"broke": "nothing took the fault"}
    tests = [name for name in job["tests"] if name in items]
    for n, name in enumerate(tests):
        item = items[name]
        after = items[tests[n + 1]] if n + 1 < len(tests) else far[item.path.parent]
        for report in runtestprotocol(item, nextitem=after, log=False):
            if report.failed:
                return {"killed": name, "why": str(report.longrepr)[-300:], "run": n + 1}
    return {"survived": len(tests)} if tests else {"unseen": "no test takes this line"}
