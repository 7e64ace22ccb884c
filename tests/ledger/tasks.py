"""Builders for tests of the ledger: officials on seats, tasks for them, evidence that lies there."""

from __future__ import annotations

from datetime import date
from itertools import count

from register import COUNTY, VILLAGE, a_certificate
from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import cite_file
from tuopin.kernel.home import keyring
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.models import Account, Post
from tuopin.people.selectors import Actor, actor_for
from tuopin.procedure.services.clock import today  # noqa: F401  (for tests of this folder)

CITY, TOWN = "431100000000", "431129210000"
ON, DUE = date(2018, 6, 1), date(2018, 6, 30)
_numbers = count(1)


def somebody(name: str, area: str, role: str = "head", office: str = "", *, ends_on: date | None = None) -> Actor:
    """Somebody with an account, an identity, and one post since 2016."""
    n = next(_numbers)
    identity = keyring().find_by("certificate", f"{a_certificate(date(1971, 1, 1 + n % 28), n)}{name}")
    account = Account.objects.create(username=name, name=name, identity_index=identity)
    Post.objects.create(account=account, area_code=area, role=role, office=office, starts_on=date(2016, 1, 1), ends_on=ends_on)
    return actor_for(account, on=date(2018, 6, 1))


def a_task(by: Actor, *, area: str = VILLAGE, owner: Seat | None = None, on: date = ON, **more: object):
    """One task, for the village's secretary unless said otherwise."""
    more = {"title": "硬化通组路", "due_on": DUE} | more
    return issue_tasks([NewTask(area=area, owner=owner or Seat(area, "head", "secretary"), **more)], actor=by, on=on)[0]


def evidence_for(task, actor: Actor, *, kind: str = "photo", on: date = ON) -> EvidenceFile:
    """A file of evidence as `accept_file` leaves it, without the bytes, cited for the task."""
    n = next(_numbers)
    row = EvidenceFile.objects.create(
        area_code=task.area_code, subject=f"task:{task.pk}", kind=kind, media_type="image/png", original_digest=f"{n:064x}", digest=f"{n + 10**9:064x}",
        size_bytes=1, original_bytes=1, actor=actor.name, happened_on=on,
    )
    cite_file(uid=row.uid, case=f"task:{task.pk}", actor=actor, on=on)
    return row


__all__ = ["CITY", "COUNTY", "DUE", "ON", "TOWN", "VILLAGE", "a_task", "evidence_for", "somebody", "today"]
