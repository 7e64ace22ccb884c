"""Getting the bytes of a file of evidence back, checked against its digest; and what its camera said, for an auditor."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from uuid import UUID

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.selectors import file_shown
from tuopin.evidence.states.sealing import open_facts, open_file
from tuopin.kernel.crypto import TamperedField
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.stores import Absent, StoreFault, evidence_store
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


def read_file(*, uid: UUID | str, actor: Actor) -> tuple[EvidenceFile, bytes]:
    """The file and its bytes as they were kept. Raises NotFound, or a Refusal when they are erased, gone or altered."""
    file = file_shown(actor, uid).file
    return file, bytes_of(file, file.digest)


def read_thumbnail(*, uid: UUID | str, actor: Actor) -> tuple[EvidenceFile, bytes]:
    """The file and its small picture; a PDF file has none."""
    file = file_shown(actor, uid).file
    if not file.thumbnail_digest:
        raise Refusal("evidence-no-picture", phrase("这份文件没有缩略图。"), phrase("请打开文件查看。"))
    return file, bytes_of(file, file.thumbnail_digest)


def reveal_facts(*, uid: UUID | str, actor: Actor, on: date) -> dict:
    """Where, when and with what the picture was taken, as its camera said; for an auditor, and written into the trail."""
    file = file_shown(actor, uid).file
    actor.require("audit", file.area_code)
    record(
        area_code=file.area_code, verb="reveal-evidence-facts", subject=f"evidence:{file.uid}", actor=actor, on=on,
        evidence=[file.digest],
    )
    return open_facts(file.facts_sealed, file.uid)


def bytes_of(file: EvidenceFile, digest: str) -> bytes:
    """The bytes under one of the file's digests, proved to be those that were taken in."""
    if file.erased_at:
        raise Refusal("evidence-erased", phrase("这份证据已按规定销毁。"), phrase("请查看销毁依据。"))
    try:
        data = open_file(evidence_store().get(digest), digest)
    except Absent as fault:
        raise Refusal("evidence-lost", phrase("证据文件不在存放处。"), phrase("请立即报告系统管理员,从备份恢复。")) from fault
    except TamperedField as fault:
        raise _altered() from fault
    except StoreFault as fault:
        raise Refusal("evidence-store-down", phrase("存放证据的地方暂时不可用。"), phrase("请稍后重试;若再次出现,请告诉系统管理员。")) from fault
    if sha256(data).hexdigest() != digest:
        raise _altered()
    return data


def _altered() -> Refusal:
    return Refusal("evidence-altered", phrase("证据文件被改动过,与收下时的摘要不符。"), phrase("请立即报告上级,不要使用这份证据。"))
