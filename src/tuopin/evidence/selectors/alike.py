"""Finding a picture that was used before among a million: the same bytes, a nearly equal picture, the same ink.

A fingerprint of 64 bits is cut into four bands of 16. Two prints that differ in at most 11 bits have a band in which they
differ in at most two, so it is enough to look up, in each band, the 137 values within two bits of one's own (multi-index
hashing); the few rows found are then compared in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from django.db import connection

from tuopin.evidence.models import EvidenceFile, EvidencePrint
from tuopin.kernel.home import keyring

REACH = 10  # bits of the first print in which two pictures may differ and still be held alike; at most 11, see above
SECOND = 14  # and of the second
INK_REACH, INK_SECOND = 6, 8  # signatures: there are few strokes to tell them apart by, so less is allowed
MOST = 20  # resemblances that are kept of one file
BANDS = 4
CONTENT, OWNER = "evidence-content", "evidence-subject"  # what the keyed indexes are of
FOUND = """
SELECT p.file_id, min(bit_count((p.phash # %(phash)s)::bit(64))) AS apart, p.owner
FROM evidence_evidenceprint p
WHERE p.phash IS NOT NULL AND p.signature = %(signature)s {which}
  AND (p.band0 = ANY(%(band0)s) OR p.band1 = ANY(%(band1)s) OR p.band2 = ANY(%(band2)s) OR p.band3 = ANY(%(band3)s))
  AND bit_count((p.phash # %(phash)s)::bit(64)) <= %(reach)s AND bit_count((p.dhash # %(dhash)s)::bit(64)) <= %(second)s
GROUP BY p.file_id, p.owner ORDER BY apart, p.file_id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Alike:
    """An earlier file that a new one is like: how, by how many bits apart, and whether it is of the same subject."""

    file_id: int
    kind: str  # identical | similar | signature
    distance: int
    same_subject: bool


def files_alike(*, original: bytes, prints: list[tuple[int, int]], signature: bool, subject: str) -> list[Alike]:
    """The earlier files that the new one is the same as, or nearly so, the nearest first.

    The whole picture is compared with all prints that are kept (wholes and parts), and its parts with the wholes.
    """
    owners, contents = keyring().all_indexes(OWNER, subject), keyring().all_indexes(CONTENT, original.hex())
    found = {
        row.file_id: Alike(row.file_id, "identical", 0, bytes(row.owner) in owners)
        for row in EvidencePrint.objects.filter(content__in=contents).order_by("file_id")[:MOST]
    }
    for variant, (phash, dhash) in enumerate(prints):
        for file_id, apart, of in _near(phash, dhash, signature=signature, wholes_only=variant > 0):
            known = found.get(file_id)
            if known is None or apart < known.distance:
                found[file_id] = Alike(file_id, "signature" if signature else "similar", apart, bytes(of) in owners)
    return sorted(found.values(), key=lambda one: (one.distance, one.file_id))[:MOST]


def print_rows(file: EvidenceFile, *, original: bytes, prints: list[tuple[int, int]]) -> Iterator[EvidencePrint]:
    """The rows that let later files be compared with this one; one at least, for a PDF file that has no picture."""
    owner, signature = keyring().find_by(OWNER, file.subject), file.kind == EvidenceFile.Kind.SIGNATURE
    for variant, pair in enumerate(prints or [None]):
        row = EvidencePrint(file=file, signature=signature, variant=variant, owner=owner)
        row.content = keyring().find_by(CONTENT, original.hex()) if variant == 0 else None
        if pair:
            row.phash, row.dhash = _signed(pair[0], 64), _signed(pair[1], 64)
            row.band0, row.band1, row.band2, row.band3 = (_signed(band, 16) for band in _bands(pair[0]))
        yield row


def _near(phash: int, dhash: int, *, signature: bool, wholes_only: bool) -> list[tuple[int, int, bytes]]:
    reach, second = (INK_REACH, INK_SECOND) if signature else (REACH, SECOND)
    asked = {
        "phash": _signed(phash, 64), "dhash": _signed(dhash, 64), "signature": signature, "reach": reach, "second": second, "most": MOST,
    }
    asked |= {f"band{n}": [_signed(value, 16) for value in _around(band, reach // BANDS)] for n, band in enumerate(_bands(phash))}
    with connection.cursor() as cursor:
        cursor.execute(FOUND.format(which="AND p.variant = 0" if wholes_only else ""), asked)
        return cursor.fetchall()


def _bands(phash: int) -> list[int]:
    return [phash >> 16 * n & 0xFFFF for n in range(BANDS)]


def _around(band: int, bits: int) -> Iterable[int]:
    """Every value of sixteen bits that differs from the band in at most so many bits."""
    return [band ^ mask for mask in _masks(bits)]


@cache
def _masks(bits: int) -> tuple[int, ...]:
    return tuple(sum(1 << n for n in places) for count in range(bits + 1) for places in combinations(range(16), count))


def _signed(value: int, bits: int) -> int:
    """The same bits as PostgreSQL keeps them, with a sign."""
    return value - (1 << bits) if value >> bits - 1 else value
