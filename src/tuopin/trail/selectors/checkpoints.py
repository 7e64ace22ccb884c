"""The checkpoints that this system signed, and those of others that it was shown."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from tuopin.trail.models import Checkpoint, Witnessed
from tuopin.trail.models.checkpoint import Signed
from tuopin.trail.states.chains import below
from tuopin.trail.states.checkpoints import Head

SEQ = re.compile(r"[0-9]{1,18}")


def checkpoints_below(area_code: str) -> QuerySet[Checkpoint]:
    """The checkpoints of the area and of all areas below it, in the order in which they were made."""
    return Checkpoint.objects.filter(area_code__startswith=below(area_code)).order_by("area_code", "id")


def last_checkpoint(area_code: str) -> Checkpoint | None:
    """The last checkpoint of exactly this area."""
    return Checkpoint.objects.filter(area_code=area_code).order_by("-id").first()


def checkpoint_before(checkpoint: Checkpoint) -> Checkpoint | None:
    """The checkpoint of the same area made before this one."""
    return Checkpoint.objects.filter(area_code=checkpoint.area_code, id__lt=checkpoint.pk).order_by("-id").first()


def last_witnessed(origin: str, area_code: str) -> Witnessed | None:
    """The last checkpoint of the system and area that was accepted here."""
    return Witnessed.objects.filter(origin=origin, area_code=area_code, refused_for="").order_by("-id").first()


def heads_of(checkpoint: Signed) -> list[Head]:
    """The chain heads under a checkpoint's root; what is no line of them is a head that no check accepts."""
    return [_head(line) for line in (checkpoint.heads or "").splitlines()]


def _head(line: str) -> Head:
    chain, seq, found = (line.split("\t") + ["", "", ""])[:3]
    return (chain, int(seq), found) if SEQ.fullmatch(seq) and line.count("\t") == 2 else ("", 0, "")
