"""撤销: takes back a finding of the comparison or a record made by hand that turned out wrong."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models.functions import Now

from tuopin.divisions.models import Succession
from tuopin.divisions.services.spans import give_back, record_places, require_right
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import record


@transaction.atomic
def withdraw_succession(*, succession: int, basis: str, actor, on: date) -> Succession:
    """Take back one succession; it stays in the table with the time of its withdrawal.

    The places of a merge or a split recorded by hand get back the days they had; names of a rename stay. Raises NotFound.
    """
    link = Succession.objects.select_for_update().filter(pk=succession, withdrawn_at=None).first()
    if link is None:
        raise NotFound("no-such-succession", phrase("没有这条沿革,或已撤销。"), phrase("用 tuopin divisions 代码 --history 查看沿革。"))
    require_right(actor, [link.predecessor_code, link.successor_code], basis)
    link.withdrawn_at = Now()
    link.save(update_fields=["withdrawn_at"])
    link.refresh_from_db()
    if link.decided_by:
        _undo(link)
    record(area_code=link.successor_code, verb="withdraw", subject=f"division:{link.predecessor_code}", actor=actor, on=on,
           basis=basis, succession=link.pk, kind=link.kind)
    if link.successor_code != link.predecessor_code:
        record_places("withdraw", [link.successor_code], actor=actor, on=on, basis=basis)
    return link


def _undo(link: Succession) -> None:
    """Give back the days of the place that ended, and of the one that began once nothing of the record is left."""
    merged = link.kind == Succession.Kind.MERGED
    origin, result = link.predecessor_code, link.successor_code
    entries = entries_on(f"division:{result if merged else origin}").filter(verb__in=("merge", "split"))
    entry = next((e for e in entries if link.pk in e.detail.get("successions", ())), None)
    if entry is None:
        return
    left = Succession.objects.filter(pk__in=entry.detail["successions"], withdrawn_at=None)
    for code in (origin, result):
        if not left.filter(predecessor_code=code).exists() and not left.filter(successor_code=code).exists():
            give_back(entry.detail["before"], code)
