"""The trail of a place for those who audit it: found by subject, actor, verb and day, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.trail.models import Checkpoint, Entry
from tuopin.trail.selectors.entries import with_values

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What an auditor looks for; empty = anything. `before` is the number of the last entry on the page before."""

    subject: str = ""
    actor: str = ""
    verb: str = ""
    day: date | None = None
    before: int | None = None


def entries_found(here: Q, wanted: Wanted) -> tuple[list[Entry], int | None]:
    """A page of the entries in the places of `here`, newest first, and after which number the next page begins (None = no more)."""
    entries = with_values(Entry.objects.filter(here)).order_by("-id")
    for name in ("subject", "actor", "verb"):
        if getattr(wanted, name):
            entries = entries.filter(**{name: getattr(wanted, name)})
    if wanted.day:
        start = timezone.make_aware(datetime.combine(wanted.day, time()))
        entries = entries.filter(recorded_at__gte=start, recorded_at__lt=start + timedelta(days=1))
    if wanted.before:
        entries = entries.filter(id__lt=wanted.before)
    rows = list(entries[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def entry_at(here: Q, chain: str, seq: int) -> Entry:
    """The event at that place of a chain; raises NotFound where there is none in the places of `here`."""
    entry = with_values(Entry.objects.filter(here)).filter(chain=chain, seq=seq).first()
    if entry is None:
        raise NotFound("no-such-event", phrase("没有这条痕迹。"), phrase("请核对链和序号。"))
    return entry


def checkpoints_in(here: Q, *, before: int | None = None) -> tuple[list[Checkpoint], int | None]:
    """A page of the checkpoints of the places of `here`, newest first, and after which number the next page begins."""
    found = Checkpoint.objects.filter(here).order_by("-id")
    rows = list((found.filter(id__lt=before) if before else found)[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def checkpoint_at(here: Q, number: int) -> Checkpoint:
    """One checkpoint; raises NotFound where it is not of the places of `here`."""
    found = Checkpoint.objects.filter(here, pk=number).first()
    if found is None:
        raise NotFound("no-such-checkpoint", phrase("没有这个存证点。"), phrase("请从存证点列表中选择。"))
    return found
