"""The addresses of the ledger and of responsibility: what lies in the village of the scope matrix, and how each is asked for."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from django.urls import reverse

from tuopin.ledger.models import Task
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.models import Pledge, Problem
from tuopin.responsibility.services import NewPledge, NewProblem, draft_pledges, record_problems
from web import kit

NOBODYS_OF_DUTY = {"calendar-feed": "open to whoever shows the calendar's password", "my-calendar": "one's own", "plan-template": "empty headings"}
NAMED = {"calendar-feed": {"token": "nobody"}}  # what an address that shows no row is asked with
FIVE = ("merged-villages", "responsibility", "duties", "leaders-meetings", "visits", "problems")
RECORDED = ("record-duty", "record-meeting", "record-visit", "record-problem", "draft-pledges")
PLACED_DUTIES = {"tasks", "export-tasks", "schedule", "wall-of", "pledges", "approve-plan", *FIVE, *RECORDED}
LISTED_DUTIES = {"tasks", "export-tasks", "schedule", "my-day", "wall", "issue-task", "issue-plan", "pledges", *FIVE, *RECORDED}


def lay_out_duties(secret: str) -> None:
    """A task, a problem and a pledge of the village, which tell a secret."""
    with working_as(operator()):
        issue_tasks([
            NewTask(title=f"走访{secret}", area=kit.VILLAGE, owner=Seat(kit.VILLAGE), due_on=date(2099, 1, 1), source="plan:1", code="1", days=3)
        ], actor=operator(), on=date(2019, 1, 1))
        record_problems([NewProblem(kit.VILLAGE, "hotline:1", f"难题{secret}", date(2018, 1, 1))], actor=operator(), on=date(2019, 1, 1))
        draft_pledges([NewPledge(kit.VILLAGE, kit.TOWN, 2018, date(2099, 1, 1), {"persons": (Decimal(9), "人")}, text=secret)], actor=operator(), on=date(2019, 1, 1))


def of_duties(number: str, code: str) -> dict[str, list[tuple[str, str, dict]]]:
    """For each address what is asked of it."""
    get, post, area, task = "GET", "POST", f"?area={code}", {"pk": Task.objects.get(source="plan:1").pk}
    problem, pledge = {"pk": Problem.objects.get().pk}, {"pk": Pledge.objects.get().pk}
    return {
        **{name: [(get, reverse(name) + tail, {}) for tail in (area, f"{area}&source=plan:1")] for name in ("tasks", "export-tasks", "schedule")},
        "my-day": [(get, reverse("my-day"), {})],
        "issue-task": [(get, reverse("issue-task") + area, {}), (post, reverse("issue-task"), {
            "title": "修路", "area": code, "seat": "/", "system": "work", "due_on": "2099-01-01", "evidence_least": "1"})],
        "issue-plan": [(get, reverse("issue-plan"), {}), (post, reverse("issue-plan"), {
            "source": "plan:2", "file": io.BytesIO(f"编号,任务,区划代码,完成期限\n1,修路,{code},2099-01-01\n".encode())})],
        "task": [(get, reverse("task", kwargs=task), {})],
        "task-act": [(post, reverse("task-act", kwargs=task | {"kind": kind}), {"note": "理由", "area": kit.VILLAGE, "seat": "/"})
                     for kind in ("submit", "hand_down", "return", "x")],
        "task-evidence": [(post, reverse("task-evidence", kwargs=task), {"kind": "photo", "file": io.BytesIO(b"x")})],
        "cascade-task": [(post, reverse("cascade-task", kwargs=task), {})],
        **{name: [(get, reverse(name) + area, {})] for name in (*FIVE, "pledges")},
        **{name: [(post, reverse(name) + area, {"area": code})] for name in RECORDED},
        "solve-problem": [(post, reverse("solve-problem", kwargs=problem), {"result": "已解决"})],
        "pledge": [(get, reverse("pledge", kwargs=pledge), {})],
        "sign-pledge": [(post, reverse("sign-pledge", kwargs=pledge), {"side": "below", "file": io.BytesIO(b"x")})],
        "report-pledge": [(post, reverse("report-pledge", kwargs=pledge), {"measure": "persons", "done": "1"})],
        "approve-plan": [(post, reverse("approve-plan", kwargs={"code": code}), {})],
        "responsible": [(get, reverse("responsible", kwargs={"number": number}), {})],
        "merged-village": [(get, reverse("merged-village", kwargs={"pk": int(kit.VILLAGE)}), {})],
        "hand-over": [(post, reverse("hand-over", kwargs={"kind": "duty", "pk": 1}) + f"?area={kit.VILLAGE}", {})],
        "wall": [(get, reverse("wall"), {})],
        "wall-of": [(get, reverse("wall-of", kwargs={"code": code}) + tail, {}) for tail in ("", "?paper=a1", "?paper=a1&as=svg")],
    }
