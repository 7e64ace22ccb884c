"""The worker: takes one job after the other, does it with the posts that its account holds today, and settles it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import partial

import psycopg
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from tuopin.desk.models import Job
from tuopin.desk.services import queue, settle
from tuopin.desk.services.hand_in import call_round
from tuopin.desk.services.kind import Kind, Task
from tuopin.desk.services.sealed import arguments_to_do, in_memory
from tuopin.desk.services.side import PostEnded, Progress, Side, Stopped
from tuopin.kernel.home import room_left
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.whole_files import is_out_of_room
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor, actor_for, operator, still_holds, working_as

LOOK_SECONDS = 5  # at the latest, even if no word came: jobs whose rest is over, workers that died
log = logging.getLogger(__name__)


class Worker:
    """Works off the queue until `stop` is set; a lost database is waited for, never a reason to end."""

    def __init__(self, kinds: Mapping[str, Kind], *, stop: threading.Event | None = None) -> None:
        self.kinds, self.stop, self.side = kinds, stop or threading.Event(), Side()
        self.looked: dict[str, str] = {}  # by kind the last slot for which it was asked whether there is something to do

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stop.is_set():
            try:
                self.side.listen()
                self._round()
                self.side.wait(LOOK_SECONDS, self.stop)
            except (DatabaseError, InterfaceError, psycopg.Error):
                log.warning("the database does not answer; looking again in a second")
                self.side.close()
                with suppress(DatabaseError, InterfaceError):
                    connection.close()
                self.stop.wait(1)
        self.side.close()

    def _round(self) -> None:
        queue.recover({name: kind.attempts for name, kind in self.kinds.items()})
        self.call_rounds(timezone.localtime())
        while not self.stop.is_set() and self.work_one():
            pass

    def call_rounds(self, now: datetime) -> None:
        """Put what comes round by itself and is due at the time `now`, a local one, into the queue."""
        for kind in self.kinds.values():
            if kind.daily_at is not None and now.time() >= kind.daily_at:
                call_round(kind=kind.name, slot=now.date().isoformat())
            slot = f"{now:%Y-%m-%dT%H:}{now.minute // kind.minutes * kind.minutes:02d}" if kind.minutes else ""
            if kind.due is not None and self.looked.get(kind.name) != slot:
                self.looked[kind.name] = slot
                if kind.due():
                    call_round(kind=kind.name, slot=slot)

    def work_one(self) -> bool:
        """Do the next job that is due, to its end; False when there is none."""
        if not room_left():
            log.warning("no room on the disk; jobs wait")
            return False
        try:
            job = queue.claim(list(self.kinds))
        except queue.StillHeld:
            return False
        if job is None:
            return False
        self._attempt(job, self.kinds[job.kind], timezone.localdate())
        with suppress(DatabaseError, InterfaceError):
            queue.let_go(job)
        return True

    def work_off(self) -> int:
        """Do all that is due and return: how many. For tests and for `tuopin work --once`."""
        queue.recover({name: kind.attempts for name, kind in self.kinds.items()})
        done = 0
        while self.work_one():
            done += 1
        return done

    def _attempt(self, job: Job, kind: Kind, on: date) -> None:
        try:
            task = self._task(job, kind, on)
            with working_as(task.actor):
                outcome = kind.run(task)
        except Stopped:
            settle.put_back(job)
        except PostEnded:
            settle.refuse_job(job, _not_theirs(), keeps_file=False)
        except Refusal as refusal:
            if refusal.code in kind.later:
                settle.postpone_job(job, refusal.code, allowed=kind.attempts, refusal=refusal)
            else:
                settle.refuse_job(job, refusal, keeps_file=refusal.code in kind.keeps_file_for)
        except Exception as fault:
            log.exception("job %s (%s) failed", job.pk, job.kind)
            _fresh_connection()
            settle.postpone_job(job, _reason(fault), allowed=kind.attempts)
        else:
            settle.finish_job(job, outcome)

    def _task(self, job: Job, kind: Kind, on: date) -> Task:
        actor = _actor_of(job, on)
        if not actor.areas_for(kind.asks):
            raise _not_theirs()
        report = Progress(self.side, job, self.stop, lambda: job.account_id is None or still_holds(job.account_id, actor, on=timezone.localdate()))
        return Task(job.token, arguments_to_do(job), actor, on, report, partial(in_memory, job.token))


def _actor_of(job: Job, on: date) -> Actor:
    """Whoever handed the job in, with the posts of the day; the system itself for what comes round by itself."""
    return operator() if job.account is None else actor_for(job.account, on=on)


def _not_theirs() -> Forbidden:
    return Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))


def _reason(fault: Exception) -> str:
    """Why an attempt failed, as a code without any text of the data."""
    return "disk-full" if is_out_of_room(fault) else type(fault).__name__


def _fresh_connection() -> None:
    """A connection that broke inside a job is of no more use: the lock is gone with it, and the next one begins anew."""
    if not connection.in_atomic_block and not connection.is_usable():
        connection.close()
