"""How an attempt ends: done, refused, back in the queue, or parked; written only by the worker whose attempt it was."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from tuopin.desk import states
from tuopin.desk.models import Job
from tuopin.desk.services.sealed import seal_words, throw_away
from tuopin.kernel.refusals import Refusal


def finish_job(job: Job, outcome: dict) -> bool:
    """The job is done; its file is thrown away."""
    stood = _settle(job, state=states.DONE, reason="", outcome=seal_words(job.token, "outcome", outcome))
    throw_away(job.token)
    return stood


def refuse_job(job: Job, refusal: Refusal, *, keeps_file: bool) -> bool:
    """No repetition will change it: the reason is kept for whoever handed it in."""
    stood = _settle(job, state=states.REFUSED, reason=refusal.code[:60], outcome=seal_words(job.token, "outcome", told(refusal)))
    if not keeps_file:
        throw_away(job.token)
    return stood


def postpone_job(job: Job, reason: str, *, allowed: int, refusal: Refusal | None = None) -> bool:
    """The attempt failed: tried again after a rest that grows, or parked with its reason after the last."""
    state = states.after_failure(job.attempts, allowed)
    rest = timedelta(seconds=states.rest_after(job.attempts)) if state == states.WAITING else timedelta(0)
    words = {"outcome": seal_words(job.token, "outcome", told(refusal))} if refusal else {}
    return _settle(job, state=state, reason=reason[:60], run_after=timezone.now() + rest, **words)


def put_back(job: Job) -> bool:
    """The worker was asked to stop: the attempt does not count, another worker goes on."""
    return _settle(job, state=states.WAITING, reason="", attempts=F("attempts") - 1, run_after=timezone.now())


def told(refusal: Refusal) -> dict:
    """A refusal as it is kept."""
    return {"refusal": {"code": refusal.code, "message": refusal.message, "fix": refusal.fix, "params": refusal.params}}


def _settle(job: Job, **news: object) -> bool:
    """Write the end of this very attempt; False when it is no longer this worker's."""
    ended = timezone.now() if news["state"] not in states.OPEN else None
    mine = Job.objects.filter(pk=job.pk, state=states.RUNNING, attempts=job.attempts)
    return bool(mine.update(ended_at=ended, **news))
