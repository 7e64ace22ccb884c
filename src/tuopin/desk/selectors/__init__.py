"""Which jobs there are: one's own, those of one's areas, and how one of them stands."""

from __future__ import annotations

import re

from django.db.models import Count, Q, QuerySet

from tuopin.desk import states
from tuopin.desk.models import Job
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}")
STEERS = "confirm"  # the act with which the jobs of one's areas are seen and steered


def own_jobs(actor: Actor) -> QuerySet[Job]:
    """The jobs that the actor's account handed in, newest first."""
    return Job.objects.filter(account_id=actor.account_id, account__isnull=False).order_by("-id")


def jobs_in(actor: Actor) -> QuerySet[Job]:
    """The jobs handed in within the areas that the actor answers for, newest first; the system's own are the nation's."""
    return Job.objects.filter(actor.scope("area_code", act=STEERS)).select_related("account").order_by("-id")


def job_for(actor: Actor, token: str) -> Job:
    """One's own job, or one of one's areas; raises NotFound."""
    if TOKEN.fullmatch(token):
        mine = Q(account_id=actor.account_id, account__isnull=False)
        found = Job.objects.filter(mine | actor.scope("area_code", act=STEERS), token=token).select_related("account").first()
        if found is not None:
            return found
    raise NotFound("no-such-job", phrase("没有这项办理,或已过期。"), phrase("请到“我的办理”查看。"))


def own_job(actor: Actor, token: str) -> Job:
    """A job that the actor's own account handed in; raises NotFound."""
    found = own_jobs(actor).filter(token=token).first() if TOKEN.fullmatch(token) else None
    if found is None:
        raise NotFound("no-such-job", phrase("没有这项办理,或已过期。"), phrase("请到“我的办理”查看。"))
    return found


def ahead_of(job: Job) -> int:
    """How many jobs are waiting or running before this one."""
    if job.state != states.WAITING:
        return 0
    return Job.objects.filter(Q(state=states.RUNNING) | Q(state=states.WAITING, run_after__lt=job.run_after)).count()


def state_names() -> list[tuple[str, str]]:
    """Every state of a job with its word."""
    return [(state.value, str(state.label)) for state in Job.State]


def counts_by_state(jobs: QuerySet[Job]) -> dict[str, int]:
    """How many of the jobs are in each state."""
    return dict(jobs.order_by().values_list("state").annotate(Count("id")))
