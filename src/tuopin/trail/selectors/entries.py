"""What the trail tells of one subject or one place."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery

from tuopin.kernel.crypto import TamperedField
from tuopin.trail.models import Entry, Opening


def with_values(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The entries with what opens their values, read in the same query."""
    opening = Opening.objects.filter(chain=OuterRef("chain"), seq=OuterRef("seq")).values("sealed")[:1]
    return entries.annotate(sealed=Subquery(opening))


def values_kept(entry: Entry) -> dict[str, object]:
    """What the act's commitments stand for as far as it is kept; nothing where it was altered, which verification tells by itself."""
    try:
        return entry.values
    except TamperedField:
        return {}


def place_of_evidence(digest: str, subject: str) -> tuple[str, int]:
    """Chain and number of the first event that names the file for the subject, else that names it at all; nothing where none does."""
    naming = Entry.objects.filter(evidence__contains=digest).order_by("id")
    entry = (naming.filter(subject=subject).first() or naming.first()) if digest else None
    return (entry.chain, entry.seq) if entry else ("", 0)


def said_of(subjects: Collection[str], verb: str) -> dict[str, dict[str, object]]:
    """What the last act of the verb said of each of the subjects, as far as it is kept. The caller has already checked that the asker may see them."""
    entries = with_values(Entry.objects.filter(subject__in=subjects, verb=verb).order_by("id")) if subjects else ()
    return {entry.subject: values_kept(entry) for entry in entries}


def entries_on(*subjects: str) -> QuerySet[Entry]:
    """What was done to a subject, or to any of several, newest first. The caller has already checked that the asker may see them."""
    return with_values(Entry.objects.filter(subject__in=subjects).order_by("-id"))
