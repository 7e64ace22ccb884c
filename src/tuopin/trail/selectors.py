"""Reading the trail."""

from __future__ import annotations

from django.db.models import QuerySet

from tuopin.trail.models import Entry


def entries_on(subject: str) -> QuerySet[Entry]:
    """What was done to one subject, newest first. The caller has already checked that the asker may see the subject."""
    return Entry.objects.filter(subject=subject).order_by("-id")
