"""Resting a case on a file of evidence."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from tuopin.evidence.models import EvidenceUse
from tuopin.evidence.selectors import file_shown
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


def cite_file(*, uid: UUID | str, case: str, actor: Actor, on: date) -> EvidenceUse:
    """Write down that a case (e.g. ``case:2018-000017``) rests on the file. Twice is the same as once.

    Raises NotFound for a file that is not the asker's to see, a Refusal for one that was erased.
    """
    file = file_shown(actor, uid).file
    actor.require("correct", file.area_code)
    if file.erased_at:
        raise Refusal("evidence-erased", phrase("这份证据已按规定销毁。"), phrase("请提交新的证据。"))
    with transaction.atomic():
        known = EvidenceUse.objects.filter(file=file, case=case).first()
        if known is not None:
            return known
        use = EvidenceUse.objects.create(file=file, case=case, actor=actor.name, happened_on=on)
        record(
            area_code=file.area_code, verb="cite-evidence", subject=file.subject, actor=actor, on=on, case=case,
            evidence_uid=str(file.uid), evidence=[file.digest],
        )
        return use
