"""A photo or a signature that was used before is found again, however it was treated; what is honestly another is not."""

from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from PIL import Image

import pictures
from evidence.frauds import copies_of_a_photo, copies_of_a_signature
from register import NEIGHBOUR, VILLAGE, an_actor
from tuopin.evidence.models import EvidenceFile, EvidencePrint, EvidenceResemblance
from tuopin.evidence.selectors import evidence_of, files_alike, print_rows
from tuopin.evidence.selectors.alike import FOUND, _around, _signed
from tuopin.evidence.services import accept_file, cite_file
from tuopin.intake.media.prints import distance, prints_of
from tuopin.intake.media.signatures import ink_of, prints_of_ink

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 1)
DIGEST = b"\0" * 32


def kept(prints, *, kind="photo", subject="household:OLD", n=0):
    """A file with these prints as if it had been taken in before."""
    digest = f"{n:064x}"
    row = EvidenceFile.objects.create(
        area_code=VILLAGE, subject=subject, kind=kind, media_type="image/jpeg", original_digest=digest, digest=digest, size_bytes=1,
        original_bytes=1, actor="x", happened_on=ON,
    )
    EvidencePrint.objects.bulk_create(print_rows(row, original=bytes.fromhex(digest), prints=prints))
    return row


def of_photo(data):
    return prints_of(Image.open(BytesIO(data)))


def of_signature(picture):
    return prints_of_ink(ink_of(picture))


def alike(prints, *, signature=False, subject="household:NEW"):
    return files_alike(original=DIGEST, prints=prints, signature=signature, subject=subject)


def test_ten_ways_of_using_a_photo_again_are_found():
    missed, tried = Counter(), 0
    for seed in range(6):
        row = kept(of_photo(pictures.a_photo(seed)), n=seed + 1)
        for way, data in copies_of_a_photo(seed):
            tried += 1
            if row.pk not in {one.file_id for one in alike(of_photo(data))}:
                missed[way] += 1
    assert sum(missed.values()) <= tried * 0.05, missed


def test_other_photos_are_not_taken_for_copies():
    for seed in range(30):
        kept(of_photo(pictures.a_photo(seed)), n=seed + 1)
    found = [(seed, one) for seed in range(100, 130) for one in alike(of_photo(pictures.a_photo(seed)))]
    assert not found


def test_eleven_ways_of_using_a_signature_again_are_found_in_95_of_100():
    missed, tried = Counter(), 0
    for writer in range(4):
        row = kept(of_signature(pictures.a_signature(writer)), kind="signature", n=writer + 1)
        for n in range(11):
            way, picture = copies_of_a_signature(writer, n)
            tried += 1
            if row.pk not in {one.file_id for one in alike(of_signature(picture), signature=True)}:
                missed[way] += 1
    assert sum(missed.values()) <= tried * 0.05, missed


def test_signing_a_second_time_and_another_s_signature_are_not_taken_for_copies():
    for writer in range(10):
        kept(of_signature(pictures.a_signature(writer)), kind="signature", n=writer + 1)
    again = [writer for writer in range(10) if alike(of_signature(pictures.a_signature(writer, 1)), signature=True)]
    others = [writer for writer in range(100, 110) if alike(of_signature(pictures.a_signature(writer)), signature=True)]
    assert len(again) <= 1 and not others, (again, others)


def test_a_photo_is_not_compared_with_signatures():
    prints = of_photo(pictures.a_photo(1))
    kept(prints, kind="signature", n=1)
    assert alike(prints) == []


def test_the_nearest_comes_first_and_the_subject_is_told_apart_without_being_named():
    prints = of_photo(pictures.a_photo(1))
    softer = dict(copies_of_a_photo(1))["cropped"]
    near, same = kept(of_photo(softer)[:1], n=1), kept(prints, subject="household:NEW", n=2)
    found = alike(prints)
    assert [one.file_id for one in found] == [same.pk, near.pk] and [one.same_subject for one in found] == [True, False]


def test_every_print_within_reach_is_found_by_its_bands():
    """The promise of the bands: no print within eleven bits is missed, whichever bits they are."""
    import random

    dice, mine = random.Random(11), 0x0F1E2D3C4B5A6978
    theirs = set()
    for n in range(300):
        bits = dice.randrange(11)
        theirs.add((n + 1, mine ^ sum(1 << bit for bit in dice.sample(range(64), bits)), bits))
    for n, phash, _ in theirs:
        kept([(phash, 0)], n=n)
    with connection.cursor() as cursor:
        asked = {"phash": _signed(mine, 64), "dhash": 0, "signature": False, "reach": 10, "second": 64, "most": 1000}
        asked |= {f"band{n}": [_signed(v, 16) for v in _around(mine >> 16 * n & 0xFFFF, 2)] for n in range(4)}
        cursor.execute(FOUND.format(which=""), asked)
        found = {(row[0], row[1]) for row in cursor.fetchall()}
    ids = {file.digest: file.pk for file in EvidenceFile.objects.all()}
    assert found == {(ids[f"{n:064x}"], distance(mine, phash)) for n, phash, _ in theirs}


def test_the_values_around_a_band_are_all_within_two_bits():
    values = list(_around(0xABCD, 2))
    assert len(values) == len(set(values)) == 137 and all((value ^ 0xABCD).bit_count() <= 2 for value in values)


def test_a_pdf_that_was_used_before_is_found_by_its_bytes_alone():
    handed = pictures.pdf_bytes(pictures.a_pdf(2))
    first, second = (accept_file(
        kind="document", subject=f"household:H{n}", area_code=area, file=handed, actor=an_actor(), on=ON)
        for n, area in ((1, VILLAGE), (2, NEIGHBOUR)))
    pair = EvidenceResemblance.objects.get()
    assert (pair.file_id, pair.other_id, pair.kind, pair.same_subject) == (second.pk, first.pk, "identical", False)


def test_the_same_photo_for_two_cases_of_two_households_is_put_before_whoever_decides():
    one = accept_file(kind="photo", subject="household:H1", area_code=VILLAGE, file=pictures.a_photo(3), actor=an_actor(), on=ON)
    two = accept_file(kind="photo", subject="household:H2", area_code=VILLAGE, file=pictures.as_bytes(pictures.a_scene(3), quality=40), actor=an_actor(), on=ON)
    cite_file(uid=one.uid, case="case:1", actor=an_actor(), on=ON)
    cite_file(uid=two.uid, case="case:2", actor=an_actor(), on=ON)
    for subject, other, earlier in (("household:H1", two, False), ("household:H2", one, True)):
        (like,) = evidence_of(an_actor(), subject)[0].likenesses
        assert like.file.pk == other.pk and like.kind == "similar" and not like.same_subject and like.earlier is earlier


def test_where_a_photo_was_used_before_is_told_to_those_alone_who_may_see_it():
    accept_file(kind="photo", subject="household:H1", area_code=NEIGHBOUR, file=pictures.a_photo(3), actor=an_actor(), on=ON)
    accept_file(kind="photo", subject="household:H2", area_code=VILLAGE, file=pictures.a_photo(3), actor=an_actor(), on=ON)
    (like,) = evidence_of(an_actor(area=VILLAGE), "household:H2")[0].likenesses
    assert like.file is None and "household:H1" not in repr(like)
    (like,) = evidence_of(an_actor(), "household:H2")[0].likenesses
    assert like.file.subject == "household:H1"
