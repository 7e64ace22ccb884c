"""Verifying that every file of evidence is there, unaltered and the one that the trail tells of, and that no stranger lies among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services.read_file import bytes_of
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.stores import evidence_store
from tuopin.people.selectors import Actor
from tuopin.trail.models import Entry

AUDIT = "audit"


@dataclass(frozen=True)
class Fault:
    """Something wrong with one file: its number and subject (empty for bytes that no file rests on), and what.

    `code`: evidence-lost, evidence-altered, evidence-store-down (as a reader would be told), evidence-not-in-trail (the row is
    not what was taken in), evidence-row-missing (the trail tells of a file that has no row), evidence-not-erased, evidence-stray.
    """

    uid: str
    subject: str
    digest: str
    code: str


def verify_files(*, actor: Actor, area: str) -> Iterator[Fault | EvidenceFile]:
    """Go through the files at and below a place: yields each file that is whole, and a Fault for each that is not.

    For the whole nation, bytes that no file rests on are found too. Raises NotFound or Forbidden for a place that is not the asker's.
    """
    actor.require(AUDIT, area)
    here = actor.scope("area_code", AUDIT) & Actor("", ((area, frozenset({AUDIT})),)).scope("area_code", AUDIT)
    told = _told(here)
    standing, erased = set(), set()
    for file in EvidenceFile.objects.filter(here).order_by("pk").iterator(chunk_size=500):
        (erased if file.erased_at else standing).update(filter(None, (file.digest, file.thumbnail_digest)))
        if not told[_key(file)]:
            yield Fault(str(file.uid), file.subject, file.digest, "evidence-not-in-trail")
            continue
        told[_key(file)] -= 1
        if not file.erased_at:
            yield from _verified(file)
    yield from (Fault("", subject, digests.partition(",")[0], "evidence-row-missing") for (_, subject, digests), n in told.items() for _ in range(n))
    if area == NATION:
        yield from _strangers(standing, erased)


def _told(here: Q) -> Counter[tuple[str, str, str]]:
    """How often the trail tells that a file was taken in: place, subject and its digests."""
    return Counter(Entry.objects.filter(here, verb="accept-evidence").values_list("area_code", "subject", "evidence").iterator(chunk_size=2000))


def _key(file: EvidenceFile) -> tuple[str, str, str]:
    return file.area_code, file.subject, ",".join(sorted({file.digest, file.original_digest}))


def _verified(file: EvidenceFile) -> Iterator[Fault | EvidenceFile]:
    for digest in filter(None, (file.digest, file.thumbnail_digest)):
        try:
            bytes_of(file, digest)
        except Refusal as refusal:
            yield Fault(str(file.uid), file.subject, digest, refusal.code)
            return
    yield file


def _strangers(standing: set[str], erased: set[str]) -> Iterator[Fault]:
    """What lies in the store without a file that stands."""
    for name in evidence_store().names():
        if name not in standing:
            yield Fault("", "", name, "evidence-not-erased" if name in erased else "evidence-stray")
