"""What the desk forgets: jobs that were settled long ago, forms whose repetition nobody waits for, files without a job."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuopin.desk import states
from tuopin.desk.models import Job, Submission
from tuopin.desk.services.sealed import sweep, throw_away

JOB_DAYS, FORM_DAYS, FILE_DAYS = 90, 30, 2


def forget_settled(*, at: datetime) -> dict[str, int]:
    """Delete what was settled before the spans above, seen from `at`; how many jobs, forms and files."""
    refused = Job.objects.filter(state=states.REFUSED, ended_at__lt=at - timedelta(days=FILE_DAYS))
    for token in refused.values_list("token", flat=True):
        throw_away(token)  # a refused file is kept a while for the mapping of its columns
    jobs, _ = Job.objects.filter(state__in=states.SETTLED, ended_at__lt=at - timedelta(days=JOB_DAYS)).delete()
    forms, _ = Submission.objects.filter(taken_at__lt=at - timedelta(days=FORM_DAYS)).delete()
    files = sweep(set(Job.objects.exclude(state__in=(states.DONE, states.GIVEN_UP)).values_list("token", flat=True)), now=at.timestamp())
    return {"jobs": jobs, "forms": forms, "files": files}
