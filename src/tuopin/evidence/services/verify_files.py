"""Verifying that every file of evidence is there, unaltered, and that nobody lies among them who was never taken in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services.read_file import bytes_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.stores import evidence_store
from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class Fault:
    """Something wrong with one file: its number and subject (empty for bytes that no file rests on), and what."""

    uid: str
    subject: str
    digest: str
    code: str  # evidence-lost | evidence-altered | evidence-store-down | evidence-not-erased | evidence-stray


def verify_files(*, actor: Actor, area: str) -> Iterator[Fault | EvidenceFile]:
    """Go through the files at and below a place: yields each file that is whole, and a Fault for each that is not.

    For the whole nation, bytes that no file rests on are found too. Raises NotFound or Forbidden for a place that is not the asker's.
    """
    actor.require("audit", area)
    rows = EvidenceFile.objects.filter(actor.scope("area_code", "audit"), Actor("", ((area, frozenset({"audit"})),)).scope("area_code", "audit"))
    standing, erased = set(), set()
    for file in rows.order_by("pk").iterator(chunk_size=500):
        (erased if file.erased_at else standing).update(filter(None, (file.digest, file.thumbnail_digest)))
        if not file.erased_at:
            yield from _verified(file)
    if area == "000000000000":
        for name in evidence_store().names():
            if name not in standing:
                yield Fault("", "", name, "evidence-not-erased" if name in erased else "evidence-stray")


def _verified(file: EvidenceFile) -> Iterator[Fault | EvidenceFile]:
    for digest in filter(None, (file.digest, file.thumbnail_digest)):
        try:
            bytes_of(file, digest)
        except Refusal as refusal:
            yield Fault(str(file.uid), file.subject, digest, refusal.code)
            return
    yield file
