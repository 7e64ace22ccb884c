"""Erasing a file of evidence when the law asks for it: its bytes and what it told go, its digest and the act stay."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from tuopin.evidence.models import EvidenceFile, EvidencePrint
from tuopin.evidence.selectors import file_shown
from tuopin.evidence.services.accept_file import hold_digest
from tuopin.evidence.states.sealing import open_file, seal_file
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.stores import evidence_store
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


def erase_file(*, uid: UUID | str, basis: str, actor: Actor, on: date) -> EvidenceFile:
    """Erase a file for good, on a stated basis. The row, its digests and the trail stay: they tell that it was there.

    Raises NotFound or Forbidden where it is not the asker's to erase, a Refusal without a basis or when it is gone already.
    """
    file = file_shown(actor, uid).file
    actor.require("confirm", file.area_code)
    if not basis.strip():
        raise Refusal("evidence-no-basis", phrase("销毁证据要写明依据。"), phrase("写明文号或决定,例如“某某县个人信息删除申请第 3 号”。"))
    if file.erased_at:
        raise Refusal("evidence-erased", phrase("这份证据已按规定销毁。"), phrase("无需再办。"))
    with transaction.atomic():
        EvidenceFile.objects.filter(pk=file.pk, erased_at=None).update(
            erased_at=Now(), erased_by=actor.name, erased_basis=basis.strip(), facts_sealed=None, note_sealed=None
        )
        EvidencePrint.objects.filter(file=file).delete()
        record(
            area_code=file.area_code, verb="erase-evidence", subject=file.subject, actor=actor, on=on, basis=basis.strip(),
            evidence_uid=str(file.uid), evidence=[file.digest],
        )
        transaction.on_commit(lambda: [remove_unless_needed(digest) for digest in (file.digest, file.thumbnail_digest) if digest])
    file.refresh_from_db()
    return file


def remove_unless_needed(digest: str) -> bool:
    """Remove the bytes of a digest from the store when no file that stands rests on them; whether they were removed."""
    with transaction.atomic():
        hold_digest(digest)
        if _needed(digest):
            return False
        evidence_store().remove(digest)
        return True


def _needed(digest: str) -> bool:
    """Whether a file anywhere rests on the bytes; asked of the database's own function, which sees all places."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT evidence_digest_needed(%s)", [digest])
        return cursor.fetchone()[0]


def sweep_store(*, actor: Actor) -> int:
    """Remove what no file rests on: left by a hand-in that was cut off, or by an erasure that was. Returns how many.

    For whoever holds the home folder: it looks at all areas.
    """
    actor.require("confirm", NATION)
    return sum(remove_unless_needed(name) for name in list(evidence_store().names()))


def reseal_store(*, actor: Actor) -> int:
    """Seal everything in the store anew with today's key, after the keys were changed; what is not ours is left. Returns how many."""
    actor.require("confirm", NATION)
    store, done = evidence_store(), 0
    for name in list(store.names()):
        if _needed(name):
            with transaction.atomic():
                hold_digest(name)
                store.put(name, seal_file(open_file(store.get(name), name), name))
            done += 1
    return done
