"""What is being done in the background: one's own jobs, those of one's areas, why one stopped, trying again, giving up."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.desk import states
from tuopin.desk.selectors import STEERS, counts_by_state, jobs_in, own_jobs, state_names
from tuopin.desk.services.sealed import arguments_of
from tuopin.desk.services.steer import give_up_job, retry_job
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.web.jobs import KINDS
from tuopin.web.jobs.words import phase_of, reason_of

PAGE = 40
COLOURS = {states.DONE: "yes", states.REFUSED: "no", states.PARKED: "no", states.RUNNING: "accent"}


@asks("import", takes=("state", "after"))
def my_jobs(request: HttpRequest) -> HttpResponse:
    """What one's own account has handed in."""
    return _list(request, own_jobs(request.actor), "mine")


@asks(STEERS, takes=("state", "after"))
def jobs(request: HttpRequest) -> HttpResponse:
    """What is under way within one's areas, whoever handed it in."""
    return _list(request, jobs_in(request.actor), "all")


@asks("import", takes=("back",))
@require_POST
def retry(request: HttpRequest, token: str) -> HttpResponse:
    """Have a parked job tried again now."""
    retry_job(token=token, actor=request.actor, on=request.on)
    messages.success(request, _("已重新排队。"))
    return redirect(_back(request))


@asks("import", takes=("back",))
@require_POST
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Give a waiting or parked job up."""
    give_up_job(token=token, actor=request.actor, on=request.on)
    messages.success(request, _("已作废;已经入库的部分不变。"))
    return redirect(_back(request))


def _list(request: HttpRequest, found: QuerySet, which: str) -> HttpResponse:
    counts = counts_by_state(found)
    state = request.GET.get("state", "")
    page = Paginator(found.filter(state=state) if state in dict(state_names()) else found, PAGE).get_page(request.GET.get("after"))
    names = names_of({job.area_code for job in page}, on=request.on)
    return render(request, "web/jobs/jobs.html", {
        "rows": [_row(request, job, names) for job in page], "page": page, "which": which, "state": state,
        "states": [(name, word, counts.get(name, 0)) for name, word in state_names()], "all_count": sum(counts.values()),
        "sees_all": bool(request.actor.areas_for(STEERS)),
    })


def _row(request: HttpRequest, job, names: dict) -> dict:
    kind, asked = KINDS.get(job.kind), arguments_of(job)
    own = job.account_id is not None and job.account_id == request.actor.account_id
    return {
        "job": job, "title": _(kind.title) if kind else job.kind, "about": asked.get("file_name", "") or job.slot,
        "link": reverse("import-job", args=[job.token]) if own and job.kind in ("read", "merge") else "",
        "area": names.get(job.area_code, job.area_code), "phase": phase_of(job), "colour": COLOURS.get(job.state, ""),
        "reason": reason_of(job) if job.state in (states.PARKED, states.WAITING, states.REFUSED) else "",
        "may_retry": job.state == states.PARKED or (job.state == states.WAITING and job.attempts > 0),
        "may_give_up": states.may_give_up(job.state),
    }


def _back(request: HttpRequest) -> str:
    return reverse("jobs") if request.POST.get("back") == "all" and request.actor.areas_for(STEERS) else reverse("my-jobs")
