"""Destroys values behind an event's commitments; the chain stays whole, and the erasure is an event itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.trail.models import Entry, Opening, opened
from tuopin.trail.services.append import sealed
from tuopin.trail.services.events import Doer
from tuopin.trail.services.record import record

ERASE = "erase_values"


def erased_subject(chain: str, seq: int) -> str:
    """What an erasure is about: the event whose values it destroyed."""
    return f"event:{chain}/{seq}"


@transaction.atomic
def erase_values(*, chain: str, seq: int, keys: Collection[str] = (), basis: str, actor: Doer, on: date) -> None:
    """Destroy the values of an event with their salts, all of them or those named; what is gone can never be shown or guessed again.

    Of an erasure the keys that it destroyed stay told: they alone say why those are gone, and nothing of whom they were about.
    Raises NotFound for no such event, Refusal without a basis.
    """
    entry = Entry.objects.filter(chain=chain, seq=seq).first()
    if entry is None:
        raise NotFound("no-such-event", phrase("没有这条痕迹。"), phrase("请核对链和序号。"))
    if not basis.strip():
        raise Refusal("no-basis", phrase("没有写明依据。"), phrase("请写明批准文件的名称和文号。"))
    opening = Opening.objects.select_for_update().filter(chain=chain, seq=seq).first()
    if opening is not None:
        values = opened(chain, seq, opening.sealed)
        kept = {"keys"} if entry.verb == ERASE else set()
        left = {key: value for key, value in values.items() if key in kept or (keys and key not in keys)}
        if left:
            opening.sealed = sealed(chain, seq, left)
            opening.save(update_fields=["sealed"])
        else:
            opening.delete()
    record(
        area_code=entry.area_code, verb=ERASE, subject=erased_subject(chain, seq), actor=actor, on=on, basis=basis.strip()[:300],
        keys=sorted(keys),
    )
