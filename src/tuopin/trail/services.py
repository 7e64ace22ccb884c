"""Writing the trail."""

from __future__ import annotations

from datetime import date

from tuopin.trail.models import Entry


def record(*, area_code: str, verb: str, subject: str, actor: str, on: date, basis: str = "", **detail: object) -> Entry:
    """Write that `actor` did `verb` to `subject` (e.g. ``household:10431129005``) in the area on the day `on`.

    Call it inside the transaction that makes the change, so that neither exists without the other. No personal value
    (an ID number, a phone, an account) belongs in `detail`.
    """
    return Entry.objects.create(
        area_code=area_code, verb=verb, subject=subject, actor=actor, happened_on=on, basis=basis, detail=detail
    )
