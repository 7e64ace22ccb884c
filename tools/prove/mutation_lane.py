"""A plug-in of pytest: puts one small fault at a time into the running house, in a copy of the process, and says which test minds.

`python -m pytest -p tools.prove.mutation_lane TESTS` collects once, makes the database once, and then does jobs: a line of JSON
in on LANE_IN, a line out on LANE_OUT. For each job the process is copied (fork); the copy changes the code of the functions
concerned, runs the tests named in the job one after another, and ends at the first that fails.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import time
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

WARM = "tests/people/test_accounts.py"  # run once before the first copy is made, so that each copy finds the database made


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Instead of running all tests once: wait for jobs until there are no more."""
    items = {item.nodeid: item for item in session.items}
    warm = next(item for item in session.items if item.nodeid.startswith(WARM))
    far = [next(item for item in session.items if item.nodeid.startswith(folder)) for folder in ("tests/kernel", "tests/people")]
    runtestprotocol(warm, nextitem=far[0], log=False)
    with os.fdopen(int(os.environ["LANE_IN"])) as jobs, os.fdopen(int(os.environ["LANE_OUT"]), "w") as told:
        print(json.dumps({"ready": len(items)}), file=told, flush=True)
        for line in jobs:
            print(json.dumps(do(json.loads(line), items, far)), file=told, flush=True)
    return True


def do(job: dict, items: dict, far: list) -> dict:
    """One job in a copy of this process; it has `seconds` on the clock and is killed after."""
    from django.db import connections

    connections.close_all()
    mine, theirs = os.pipe()
    copied = os.fork()
    if not copied:
        os.setpgid(0, 0)
        os.close(mine)
        try:
            answer = _done(job, items, far, theirs)
        except BaseException as fault:  # what breaks while the fault is put in is not the tests' merit
            answer = {"broke": f"{type(fault).__name__}: {fault}"}
        os.write(theirs, json.dumps(answer).encode() + b"\n")
        os.kill(os.getpid(), signal.SIGKILL)  # no farewell: nothing of the copy is to be written anywhere
    os.close(theirs)
    told, until = b"", time.monotonic() + job["seconds"]
    while not told.endswith(b"\n"):
        ready, _, _ = select.select([mine], [], [], max(0.0, until - time.monotonic()))
        got = os.read(mine, 65536) if ready else b""
        told += got
        if not got:
            break
    os.close(mine)
    for end in (lambda: os.killpg(copied, signal.SIGKILL), lambda: os.kill(copied, signal.SIGKILL), lambda: os.waitpid(copied, 0)):
        try:
            end()
        except (ProcessLookupError, ChildProcessError):
            continue
    lines = told.decode().splitlines()
    last = json.loads(lines[-1]) if lines and told.endswith(b"\n") else {}
    return last or {"stopped": lines[-1] if lines else "", "over": time.monotonic() >= until}


def _done(job: dict, items: dict, far: list, told: int) -> dict:
    devnull = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(devnull, stream)
    if job["text"] is not None and not put_in(Path(job["path"]), job["text"]):
        return {"broke": "no function took the fault"}
    for n, name in enumerate(job["tests"]):
        item = items[name]
        after = items[job["tests"][n + 1]] if n + 1 < len(job["tests"]) else far[item.nodeid.startswith("tests/kernel")]
        for report in runtestprotocol(item, nextitem=after, log=False):
            if report.failed:
                return {"killed": name, "why": str(report.longrepr)[-300:], "run": n + 1}
    return {"survived": len(job["tests"])}


def put_in(path: Path, text: str) -> int:
    """Give every function of the file the code that it has in this text; what was remembered of earlier calls is forgotten.

    How many functions have another code than before.
    """
    codes, changed = {}, 0
    _collect(compile(text, str(path), "exec", dont_inherit=True), codes)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == str(path):
            code = codes.get((each.__code__.co_qualname, each.__code__.co_firstlineno, each.__code__.co_freevars))
            if code is not None:
                changed += each.__code__ != code
                each.__code__ = code
        elif isinstance(each, _lru_cache_wrapper) and getattr(each, "__module__", "").startswith("tuopin"):
            each.cache_clear()
    return changed


def _collect(code: CodeType, codes: dict) -> None:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            codes[part.co_qualname, part.co_firstlineno, part.co_freevars] = part
            _collect(part, codes)
