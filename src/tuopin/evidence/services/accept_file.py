"""Taking a file as evidence: read in a process of its own, made anew, compared with all before it, sealed, stored, recorded."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from tuopin.divisions.selectors import metres_outside
from tuopin.evidence.models import EvidenceFile, EvidenceFlag, EvidencePrint, EvidenceResemblance
from tuopin.evidence.selectors import files_alike, places_of, print_rows
from tuopin.evidence.states import limits
from tuopin.evidence.states.places import Place
from tuopin.evidence.states.plausibility import Surroundings, doubts_of_making, doubts_of_place, doubts_of_time
from tuopin.evidence.states.sealing import seal_facts, seal_file, seal_note
from tuopin.intake.media.parent import KINDS, Read, read_media
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.stores import StoreFault, StoreFull, evidence_store
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.scope.services import door
from tuopin.trail.services import record

OUTLINES_ARE_TRUE_TO = 3000.0  # metres


def accept_file(
    *, kind: str, subject: str, area_code: str, file: bytes, actor: Actor, on: date, note: str = "",
) -> EvidenceFile:
    """Take the bytes of a photo, scan, signature or PDF document as evidence about a subject at a place.

    What is kept is a picture made anew without the camera's data (or the PDF as it is), found under the SHA-256 of its
    bytes. The same file of the same kind for the same subject is not kept twice: the first one is the answer. What is
    doubtful about it is flagged, never refused: who hands in must not learn by trying what passes. Raises NotFound or
    Forbidden outside the asker's areas, and a Refusal for a file that cannot be evidence.
    """
    actor.require("correct", area_code)
    return _accepted(kind=kind, subject=subject, area_code=area_code, file=file, actor=actor, on=on, note=note)


def accept_report(
    *, kind: str, subject: str, area_code: str, file: bytes, actor: Actor, on: date, note: str = "",
) -> EvidenceFile:
    """Take an outside evaluator's own report, in the same way; whoever calls has seen to it that the evaluator's step is due.

    Raises as `accept_file` does, Forbidden for whoever does not audit at the place.
    """
    actor.require("audit", area_code)
    with door("evaluate", write=[area_code]):
        return _accepted(kind=kind, subject=subject, area_code=area_code, file=file, actor=actor, on=on, note=note)


def _accepted(*, kind: str, subject: str, area_code: str, file: bytes, actor: Actor, on: date, note: str) -> EvidenceFile:
    if kind not in KINDS or len(note) > limits.NOTE:
        raise Refusal("evidence-bad-form", phrase("证据种类或说明不合要求。"), phrase("种类从列表中选;说明不超过 200 字。"))
    original = sha256(file)
    with transaction.atomic():
        _one_at_a_time(actor.name, subject)
        before = EvidenceFile.objects.filter(subject=subject, kind=kind, original_digest=original.hexdigest(), erased_at=None).first()
        if before is not None:
            return before
        _keep_within_the_day(actor, len(file))
        read = read_media(file, kind=kind)
        row = _row(read, kind=kind, original=original.hexdigest(), note=note)
        row.subject, row.area_code, row.actor, row.happened_on, row.original_bytes = subject, area_code, actor.name, on, len(file)
        _store(row, read)
        flags = _flags(row, read.facts)
        row.save(force_insert=True)
        row.refresh_from_db()
        EvidenceFlag.objects.bulk_create(EvidenceFlag(file=row, code=code) for code in flags)
        alike = _compare(row, read, original.digest())
        record(
            area_code=area_code, verb="accept-evidence", subject=subject, actor=actor, on=on, evidence_uid=str(row.uid), kind=kind,
            flags=flags, alike=alike, evidence=[row.digest, row.original_digest],
        )
        return row


def _one_at_a_time(*words: str) -> None:
    """One hand-in of a person, and of a subject, at a time, till the end of the transaction."""
    with connection.cursor() as cursor:
        for word in sorted(words):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 12))", [word])


def _keep_within_the_day(actor: Actor, size: int) -> None:
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    handed = EvidenceFile.objects.filter(actor=actor.name, recorded_at__gte=since).aggregate(n=Count("pk"), size=Sum("original_bytes"))
    if handed["n"] >= limits.FILES_A_DAY or (handed["size"] or 0) + size > limits.BYTES_A_DAY:
        raise Refusal(
            "evidence-enough-today", phrase("今天提交的证据已达上限({files} 份或 {gigabytes} GB)。"), phrase("请明天再提交,或由同事提交。"),
            files=limits.FILES_A_DAY, gigabytes=limits.BYTES_A_DAY // 1_000_000_000,
        )


def _row(read: Read, *, kind: str, original: str, note: str) -> EvidenceFile:
    uid = uuid.uuid4()
    return EvidenceFile(
        uid=uid, kind=kind, media_type=read.media_type, original_digest=original, digest=sha256(read.kept).hexdigest(),
        thumbnail_digest=sha256(read.thumbnail).hexdigest() if read.thumbnail else "", size_bytes=len(read.kept),
        width=read.width, height=read.height, pages=read.pages, note_sealed=seal_note(note, uid), facts_sealed=seal_facts(read.facts, uid),
    )


def _store(row: EvidenceFile, read: Read) -> None:
    """Put the sealed bytes where files lie, before any row speaks of them; what is left over by a fault is swept later."""
    store = evidence_store()
    try:
        for digest, data in ((row.digest, read.kept), (row.thumbnail_digest, read.thumbnail)):
            if digest:
                hold_digest(digest)
                store.put(digest, seal_file(data, digest))
    except StoreFull as fault:
        raise Refusal(
            "evidence-store-full", phrase("存放证据文件的磁盘(或存储桶)已满,文件没有收下;已收下的证据都在。"),
            phrase("重试没有用。请告诉系统管理员:存放证据的位置(TUOPIN_EVIDENCE,未设置时为主目录下的 evidence)需要腾出空间或扩容;扩容后再上传。"),
        ) from fault
    except StoreFault as fault:
        raise Refusal("evidence-store-down", phrase("存放证据的地方暂时不可用,文件没有收下。"), phrase("请稍后重试;若再次出现,请告诉系统管理员。")) from fault


def hold_digest(digest: str) -> None:
    """Nobody removes the bytes of a digest while another transaction is about to rest on them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 13))", [digest])


def _flags(row: EvidenceFile, facts: dict) -> list[str]:
    if row.kind != EvidenceFile.Kind.PHOTO:
        return []
    around = Surroundings(
        in_county=lambda place: _in_county(row.area_code, place),
        of_subject=places_of(EvidenceFile.objects.filter(subject=row.subject)),
        of_village=places_of(EvidenceFile.objects.filter(area_code=row.area_code)),
    )
    return [*doubts_of_place(facts, around), *doubts_of_time(facts, received_at=_now()), *doubts_of_making(facts)]


def _in_county(area_code: str, place: Place) -> bool | None:
    outside = metres_outside(area_code, place.latitude, place.longitude)
    return None if outside is None else outside <= OUTLINES_ARE_TRUE_TO


def _now() -> datetime:
    """The database server's clock, which every row is stamped with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def _compare(row: EvidenceFile, read: Read, original: bytes) -> int:
    """Write down which earlier files this one is like, and its own prints for later ones; returns how many."""
    alike = files_alike(original=original, prints=read.prints, signature=row.kind == EvidenceFile.Kind.SIGNATURE, subject=row.subject)
    EvidenceResemblance.objects.bulk_create(
        EvidenceResemblance(file=row, other_id=one.file_id, kind=one.kind, distance=one.distance, same_subject=one.same_subject)
        for one in alike
    )
    EvidencePrint.objects.bulk_create(print_rows(row, original=original, prints=read.prints))
    return len(alike)
