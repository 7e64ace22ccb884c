"""What a person does about a job: have it tried again now, or give it up."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from tuopin.desk import states
from tuopin.desk.models import Job
from tuopin.desk.selectors import job_for
from tuopin.desk.services.hand_in import CHANNEL
from tuopin.desk.services.sealed import throw_away
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


def retry_job(*, token: str, actor: Actor, on: date) -> Job:
    """Have a parked or resting job tried again now, with all its attempts before it; raises NotFound or Refusal."""
    with transaction.atomic(), connection.cursor() as cursor:
        job = _locked(token, actor)
        if not states.may_retry(job.state):
            raise _not_now()
        job.state, job.attempts, job.reason, job.run_after, job.ended_at = states.WAITING, 0, "", timezone.now(), None
        job.save(update_fields=["state", "attempts", "reason", "run_after", "ended_at"])
        _record(job, "retry_job", actor, on)
        cursor.execute(f"NOTIFY {CHANNEL}")
    return job


def give_up_job(*, token: str, actor: Actor, on: date) -> Job:
    """Give a waiting or parked job up and throw its file away; raises NotFound or Refusal."""
    with transaction.atomic():
        job = _locked(token, actor)
        if not states.may_give_up(job.state):
            raise _not_now()
        job.state, job.ended_at = states.GIVEN_UP, timezone.now()
        job.save(update_fields=["state", "ended_at"])
        _record(job, "give_up_job", actor, on)
        transaction.on_commit(lambda: throw_away(job.token))
    return job


def _locked(token: str, actor: Actor) -> Job:
    return Job.objects.select_for_update(of=("self",)).get(pk=job_for(actor, token).pk)


def _record(job: Job, verb: str, actor: Actor, on: date) -> None:
    record(area_code=job.area_code, verb=verb, subject=f"job:{job.pk}", actor=actor, on=on, kind=job.kind)


def _not_now() -> Refusal:
    return Refusal("job-not-open", phrase("这项办理正在进行,或已经结束。"), phrase("请刷新页面查看现在的状态。"))
