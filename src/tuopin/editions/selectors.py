"""Which editions were made that the asker may see, and where their files lie."""

from __future__ import annotations

from pathlib import Path

from django.db.models import QuerySet

from tuopin.editions.models import Edition
from tuopin.kernel.home import home
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.snapshots.manifest import Damaged, Manifest, read_manifest


def editions_for(actor: Actor, *, year: int | None = None, act: str = "export") -> QuerySet[Edition]:
    """The editions of places in which the asker may do the act, the latest year and the latest made first."""
    found = Edition.objects.filter(actor.scope("area_code", act=act)).order_by("-year", "-id")
    return found.filter(year=year) if year else found


def edition_made(actor: Actor, digest: str) -> Edition:
    """The edition of that digest (or the beginning of it, at least 12 digits); NotFound also for one outside the asker's areas."""
    found = editions_for(actor).filter(digest__startswith=digest.lower()).first() if len(digest) >= 12 else None
    if found is None:
        raise NotFound("no-such-edition", phrase("没有这份年度数据。"), phrase("请核对摘要;如属其他辖区,请联系上级。"))
    return found


def folder_of(edition: Edition) -> Path:
    """Where its files lie, or lay when they were made."""
    path = Path(edition.folder)
    return path if path.is_absolute() else home() / path


def manifest_of(edition: Edition) -> Manifest | None:
    """Its manifest; None when the files are no longer there, or are another edition's by now."""
    try:
        found = read_manifest(folder_of(edition))
    except Damaged:
        return None
    return found if found.digest == edition.digest else None
