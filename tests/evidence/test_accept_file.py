"""A file is taken as evidence once, sealed, recorded, and only where one may."""

from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from PIL import Image

import pictures
from register import COUNTY, NEIGHBOUR, VILLAGE, an_actor
from tuopin.evidence.models import EvidenceFile, EvidencePrint
from tuopin.evidence.selectors import evidence_of, evidence_of_case, file_shown
from tuopin.evidence.services import accept_file, cite_file, erase_file, read_file, read_thumbnail, reveal_facts
from tuopin.evidence.states import limits
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 1)
SUBJECT = "household:H1"


def accept(file=None, *, kind="photo", subject=SUBJECT, area=VILLAGE, actor=None, note=""):
    file = pictures.a_photo() if file is None else file
    return accept_file(kind=kind, subject=subject, area_code=area, file=file, actor=actor or an_actor(), on=ON, note=note)


def refusal(*given, **named):
    with pytest.raises(Refusal) as caught:
        accept(*given, **named)
    return caught.value.code


def test_a_photo_is_kept_sealed_under_its_digest_and_comes_back_byte_for_byte(store):
    handed = pictures.a_photo(1, at=(24.97, 111.75), taken="2018:12:01 09:00:00")
    row = accept(handed, note="危房改造前")
    assert row.original_digest == sha256(handed).hexdigest() and row.media_type == "image/jpeg"
    assert sorted(store.names()) == sorted({row.digest, row.thumbnail_digest})
    sealed = store.get(row.digest)
    assert b"JFIF" not in sealed
    _, kept = read_file(uid=row.uid, actor=an_actor())
    assert sha256(kept).hexdigest() == row.digest
    small = Image.open(BytesIO(read_thumbnail(uid=row.uid, actor=an_actor())[1]))
    assert max(small.size) == 480


def test_nothing_of_the_camera_is_left_in_what_others_see():
    row = accept(pictures.a_photo(1, at=(24.97, 111.75), taken="2018:12:01 09:00:00", software="Phone 8"))
    _, kept = read_file(uid=row.uid, actor=an_actor())
    assert not dict(Image.open(BytesIO(kept)).getexif()) and b"HUAWEI" not in kept and b"Exif" not in kept
    told = f"{row.__dict__}"
    assert "24.97" not in told and "HUAWEI" not in told
    facts = reveal_facts(uid=row.uid, actor=an_actor(acts="read audit", name="auditor"), on=ON)
    assert facts["latitude"] == pytest.approx(24.97, abs=1e-5) and facts["longitude"] == pytest.approx(111.75, abs=1e-5)
    assert facts["taken_at"] == "2018-12-01T09:00:00" and facts["device"] == "HUAWEI DUB-AL20"
    assert entries_on(f"evidence:{row.uid}")[0].verb == "reveal-evidence-facts"


def test_what_the_camera_said_is_shown_to_auditors_alone():
    row = accept(pictures.a_photo(1, at=(24.97, 111.75)))
    with pytest.raises(Forbidden):
        reveal_facts(uid=row.uid, actor=an_actor(), on=ON)


def test_the_trail_tells_of_the_file_with_both_digests():
    row = accept()
    entry = entries_on(SUBJECT)[0]
    assert entry.verb == "accept-evidence" and entry.area_code == VILLAGE
    assert {row.digest, row.original_digest} == set(entry.evidence.split(","))


def test_the_same_file_for_the_same_subject_is_kept_once():
    handed = pictures.a_photo()
    assert accept(handed).pk == accept(handed).pk
    assert EvidenceFile.objects.count() == 1 and len(entries_on(SUBJECT)) == 1


def test_only_who_may_correct_there_hands_in_and_only_who_may_read_sees():
    with pytest.raises(Forbidden):
        accept(actor=an_actor(acts="read"))
    with pytest.raises(NotFound):
        accept(actor=an_actor(area=NEIGHBOUR))
    row = accept()
    for door in (lambda a: file_shown(a, row.uid), lambda a: read_file(uid=row.uid, actor=a), lambda a: read_thumbnail(uid=row.uid, actor=a),
                 lambda a: cite_file(uid=row.uid, case="case:1", actor=a, on=ON), lambda a: erase_file(uid=row.uid, basis="x", actor=a, on=ON)):
        with pytest.raises(NotFound):
            door(an_actor(area=NEIGHBOUR))
    assert evidence_of(an_actor(area=NEIGHBOUR), SUBJECT) == []


def test_an_unknown_number_and_no_number_at_all_are_not_found():
    for uid in ("8d3f0c0e-0000-4000-8000-000000000000", "../../etc/passwd", ""):
        with pytest.raises(NotFound):
            file_shown(an_actor(), uid)


def test_a_kind_that_does_not_exist_and_an_endless_note_are_refused():
    assert refusal(kind="video") == "evidence-bad-form"
    assert refusal(note="字" * 201) == "evidence-bad-form"


def test_one_person_hands_in_so_much_a_day_and_no_more(monkeypatch):
    monkeypatch.setattr(limits, "FILES_A_DAY", 2)
    accept(pictures.a_photo(1)), accept(pictures.a_photo(2))
    assert refusal(pictures.a_photo(3)) == "evidence-enough-today"
    assert accept(pictures.a_photo(3), actor=an_actor(name="other")).pk
    monkeypatch.setattr(limits, "FILES_A_DAY", 100)
    monkeypatch.setattr(limits, "BYTES_A_DAY", 10_000)
    assert refusal(pictures.a_photo(4)) == "evidence-enough-today"


def test_a_case_rests_on_a_file_once_and_the_trail_tells_it():
    row = accept()
    use = cite_file(uid=row.uid, case="case:7", actor=an_actor(), on=ON)
    assert cite_file(uid=row.uid, case="case:7", actor=an_actor(), on=ON).pk == use.pk
    assert [shown.file.pk for shown in evidence_of_case(an_actor(), "case:7")] == [row.pk]
    assert evidence_of(an_actor(), SUBJECT)[0].cases == ["case:7"]
    assert [entry.verb for entry in entries_on(SUBJECT)] == ["cite-evidence", "accept-evidence"]


def test_the_database_lets_no_file_be_changed_or_removed():
    row = accept(pictures.a_photo(1, at=(24.97, 111.75)), note="一张照片")
    cite_file(uid=row.uid, case="case:7", actor=an_actor(), on=ON)
    for statement in (
        "DELETE FROM evidence_evidencefile", "UPDATE evidence_evidencefile SET digest = original_digest",
        "UPDATE evidence_evidencefile SET area_code = '431129210214'", "UPDATE evidence_evidencefile SET recorded_at = now() - interval '1 day'",
        "UPDATE evidence_evidencefile SET facts_sealed = NULL", "UPDATE evidence_evidencefile SET note_sealed = NULL",
        "UPDATE evidence_evidencefile SET erased_at = now()", "UPDATE evidence_evidencefile SET erased_by = 'x'",
        "UPDATE evidence_evidencefile SET erased_at = now(), erased_basis = 'x'",
        "UPDATE evidence_evidenceuse SET \"case\" = 'case:8'", "DELETE FROM evidence_evidenceuse", "DELETE FROM evidence_evidenceflag",
        "DELETE FROM evidence_evidenceprint", "UPDATE evidence_evidenceprint SET phash = 0",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_database_takes_sealed_columns_that_were_sealed_anew():
    row = accept(pictures.a_photo(1, at=(24.97, 111.75)), note="一张照片")
    assert EvidenceFile.objects.filter(pk=row.pk).update(facts_sealed=b"other", note_sealed=b"other") == 1
    assert EvidencePrint.objects.filter(file=row).update(owner=b"other")


def test_a_second_row_for_the_same_bytes_cannot_be_written_behind_the_service():
    row = accept()
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFile.objects.create(
            area_code=VILLAGE, subject=SUBJECT, kind="photo", media_type="image/jpeg", original_digest=row.original_digest,
            digest=row.digest, size_bytes=1, original_bytes=1, actor="x", happened_on=ON,
        )


def test_a_county_official_sees_the_files_of_its_villages():
    accept()
    assert len(evidence_of(an_actor(area=COUNTY), SUBJECT)) == 1
