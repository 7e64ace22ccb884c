"""Resting a case on a file of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from tuopin.evidence.models import EvidenceFile, EvidenceUse
from tuopin.evidence.selectors import file_shown
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.scope.services import door
from tuopin.trail.services import Event, doer_at, record_many


def cite_file(*, uid: UUID | str, case: str, actor: Actor, on: date) -> EvidenceUse:
    """Write down that a case (e.g. ``case:2018-000017``) rests on the file. Twice is the same as once.

    Raises NotFound for a file that is not the asker's to see, a Refusal for one that was erased.
    """
    file = file_shown(actor, uid).file
    cite_files([(file, case, on)], actor=actor)
    return EvidenceUse.objects.get(file=file, case=case)


@transaction.atomic
def cite_files(uses: Sequence[tuple[EvidenceFile, str, date]], *, actor: Actor) -> None:
    """Write down that cases rest on files that the asker was shown: (file, case, day), however many. Raises as `cite_file` does."""
    if any(file.erased_at for file, *_ in uses):
        raise Refusal("evidence-erased", phrase("这份证据已按规定销毁。"), phrase("请提交新的证据。"))
    for area in {file.area_code for file, *_ in uses}:
        actor.require("read", area)
    known = set(EvidenceUse.objects.filter(file__in={file.pk for file, *_ in uses}).values_list("file_id", "case"))
    new = {(file.pk, case): (file, case, on) for file, case, on in uses if (file.pk, case) not in known}
    if not new:
        return
    with door("cite", write={file.area_code for file, *_ in new.values()}):
        EvidenceUse.objects.bulk_create([
            EvidenceUse(file=file, case=case, actor=actor.name, happened_on=on) for file, case, on in new.values()
        ], batch_size=500)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(file.area_code, "cite-evidence", file.subject, *doer_at(actor, file.area_code), on,
                  {"case": case, "evidence_uid": str(file.uid)}, (file.digest,))
            for file, case, on in new.values()
        ])
