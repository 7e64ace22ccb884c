"""Throws away what is past its time, class by class."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection

from tuopin.desk.services.forget import forget_settled
from tuopin.kernel.areas import NATION
from tuopin.kernel.days import local_zone
from tuopin.kernel.folders import clear_working_folder
from tuopin.kernel.home import home
from tuopin.kernel.whole_files import whole_file
from tuopin.people.models import LoginFailure
from tuopin.people.selectors import Actor
from tuopin.privacy.states.retention import CLASSES
from tuopin.registry.models import ImportBatch
from tuopin.registry.services.settle_rows import abandon_batch
from tuopin.trail.services import record

DAY = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")  # how a fault in the file begins


def run_retention(*, actor: Actor, at: datetime) -> dict[str, int]:
    """Delete or empty what is past its time seen from `at` (files of killed processes: by the clock); how many of each class of `states.retention.CLASSES`."""
    gone = {"waiting": _abandon_old(actor, at)} | forget_settled(at=at)
    gone["reveals"] = _forget_reveals(_before("reveals", at))
    gone["login-failures"] = LoginFailure.objects.filter(last_at__lt=_before("login-failures", at)).delete()[0]
    gone["sessions"] = Session.objects.filter(expire_date__lt=_before("sessions", at)).delete()[0]
    gone["faults"] = _forget_faults(at)
    gone["working-files"] = clear_working_folder(hours=24 * CLASSES["working-files"].days)
    record(area_code=NATION, verb="retention", subject="system:retention", actor=actor, on=at.date(), **{k.replace("-", "_"): n for k, n in gone.items()})
    return gone


def _before(name: str, at: datetime) -> datetime:
    return at - timedelta(days=CLASSES[name].days)


def _forget_reveals(before: datetime) -> int:
    """By a function of the database: no work has the right to delete a line that says who looked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_forget_reveals(%s)", [before])
        return cursor.fetchone()[0]


def _abandon_old(actor: Actor, at: datetime) -> int:
    """Give up files of which households wait and which nobody has touched; their sealed content is emptied."""
    waiting = ImportBatch.objects.filter(
        received_at__lt=_before("waiting", at), state__in=(ImportBatch.State.STAGED, ImportBatch.State.MERGED),
        blocks__merged_at=None, blocks__isnull=False,
    ).distinct()
    batches = list(waiting)
    for batch in batches:
        abandon_batch(batch=batch, actor=actor, on=at.date())
    return len(batches)


def _forget_faults(at: datetime) -> int:
    """Take what was told before its time out of the file of faults, also where newer faults stand in it; how many."""
    path = home() / "faults.log"
    told = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    before = f"{_before('faults', at).astimezone(local_zone()):%Y-%m-%d %H:%M:%S}"
    faults = [fault for fault in told.split("\n\n") if fault.strip()]
    young = [fault for fault in faults if DAY.match(fault) and fault[:19] >= before]
    if len(young) < len(faults):
        if young:
            with whole_file(path) as beside:
                beside.write_text("".join(f"{fault}\n\n" for fault in young), encoding="utf-8")
                beside.chmod(0o600)
        else:
            path.unlink(missing_ok=True)
    return len(faults) - len(young)
