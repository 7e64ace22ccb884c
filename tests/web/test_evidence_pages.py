"""The pages of evidence: a gallery, handing in from a phone, and bytes that no browser runs."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import pictures
from register import NEIGHBOUR, VILLAGE, a_household, an_actor
from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import accept_file, erase_file
from web import kit

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 1)


@pytest.fixture(autouse=True)
def places(own_store):
    kit.lay_out_places()


@pytest.fixture
def household():
    return a_household()


def hand_in(client, household, data, *, kind="photo", note="", name="x.jpg", claimed="image/jpeg"):
    return client.post(
        f"/households/{household.number}/evidence/add/{kind}/", {"file": SimpleUploadedFile(name, data, claimed), "note": note})


def taken(household, seed=1, kind="photo", file=None, note="房屋 <script>alert(1)</script>"):
    return accept_file(
        kind=kind, subject=f"household:{household.number}", area_code=VILLAGE, file=file or pictures.a_photo(seed), actor=an_actor(), on=ON, note=note)


def test_a_photo_is_handed_in_and_seen_in_the_gallery_with_who_when_and_digest(household):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    answer = hand_in(client, household, pictures.a_photo(1), note="主房正面")
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    row = EvidenceFile.objects.get()
    assert row.digest[:16] in page and "主房正面" in page and '<p class="note">盘主任 · ' in page and f'alt="{"现场照片"}:主房正面"' in page
    assert "照片没有拍摄位置" in page and "已收下" in page


@pytest.mark.parametrize("kind", ["photo", "signature", "scan", "document"])
def test_a_form_for_each_kind_opens_and_asks_the_phone_for_the_right_thing(household, kind):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    page = client.get(f"/households/{household.number}/evidence/add/{kind}/").content.decode()
    assert not kit.INLINE.findall(page) and page.count("<h1") == 1
    assert ('capture="environment"' in page) == (kind == "photo")
    assert ("signature.js" in page) == (kind == "signature")


def test_a_file_that_cannot_be_evidence_is_refused_with_its_reason_on_the_form(household):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    for data, words in ((b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "svg"), (b"", ""), (b"\xff\xd8\xff\xe0broken", "已损坏")):
        answer = hand_in(client, household, data)
        assert answer.status_code == 422 and words in answer.content.decode()
    assert not EvidenceFile.objects.exists()


def test_what_the_sender_calls_the_file_is_not_asked(household):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    assert hand_in(client, household, pictures.a_photo(1), name="../../x.php", claimed="text/html").status_code == 302
    assert hand_in(client, household, b"<html><script>alert(1)</script>", name="photo.jpg").status_code == 422
    row = EvidenceFile.objects.get()
    answer = client.get(f"/evidence/{row.uid}/file/")
    assert answer["Content-Type"] == "image/jpeg" and "x.php" not in str(answer.headers)


def test_bytes_are_served_so_that_no_browser_runs_them(household):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    document = taken(household, kind="document", file=pictures.pdf_bytes(pictures.a_pdf()))
    picture = taken(household)
    for url, kind, way in (
        (f"/evidence/{document.uid}/file/", "application/pdf", "attachment"), (f"/evidence/{document.uid}/file/?show=1", "application/pdf", "attachment"),
        (f"/evidence/{picture.uid}/file/", "image/jpeg", "attachment"), (f"/evidence/{picture.uid}/file/?show=1", "image/jpeg", "inline"),
        (f"/evidence/{picture.uid}/small/", "image/jpeg", "inline"),
    ):
        answer = client.get(url)
        assert answer.status_code == 200 and answer["Content-Type"] == kind and answer["Content-Disposition"].startswith(way)
        assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]
    assert client.get(f"/evidence/{document.uid}/small/").status_code == 409


def test_the_page_of_one_file_tells_all_of_it_and_escapes_what_people_wrote(household):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    row = taken(household)
    page = client.get(f"/evidence/{row.uid}/").content.decode()
    assert row.digest in page and row.original_digest in page and "<script>alert" not in page and "&lt;script&gt;" in page
    assert not kit.INLINE.findall(page)


def test_an_erased_file_shows_that_it_was_and_why(household):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    row = taken(household)
    erase_file(uid=row.uid, basis="申请第 3 号", actor=an_actor(), on=ON)
    assert "申请第 3 号" in client.get(f"/evidence/{row.uid}/").content.decode()
    assert client.get(f"/evidence/{row.uid}/file/").status_code == 409
    assert "已销毁" in client.get(f"/households/{household.number}/evidence/").content.decode()


def test_outside_one_s_areas_every_address_of_evidence_is_not_found(household):
    row = taken(household)
    client = kit.logged_in(kit.an_official(NEIGHBOUR, "head"))
    for url in (f"/evidence/{row.uid}/", f"/evidence/{row.uid}/file/", f"/evidence/{row.uid}/small/", f"/households/{household.number}/evidence/",
                f"/households/{household.number}/evidence/add/photo/"):
        assert client.get(url).status_code == 404, url
    assert hand_in(client, household, pictures.a_photo(2)).status_code == 404
    assert EvidenceFile.objects.count() == 1


def test_a_reader_looks_and_hands_in_nothing(household):
    taken(household)
    client = kit.logged_in(kit.an_official(VILLAGE, "reader"))
    page = client.get(f"/households/{household.number}/evidence/").content.decode()
    assert "evidence/add/" not in page
    assert hand_in(client, household, pictures.a_photo(2)).status_code == 403


def test_a_photo_used_elsewhere_is_told_without_telling_where(household):
    other = a_household(village=NEIGHBOUR)
    accept_file(kind="photo", subject=f"household:{other.number}", area_code=NEIGHBOUR, file=pictures.a_photo(5), actor=an_actor(), on=ON)
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    assert hand_in(client, household, pictures.a_photo(5)).status_code == 302  # by someone whose eyes end at the village
    row = EvidenceFile.objects.get(subject=f"household:{household.number}")
    for url in (f"/evidence/{row.uid}/", f"/households/{household.number}/evidence/"):
        page = client.get(url).content.decode()
        assert "与先前提交的文件相同" in page and "不在您的辖区" in page and other.number not in page
    wide = kit.logged_in(kit.an_official(kit.COUNTY, "head", username="county"))
    assert other.number in wide.get(f"/evidence/{row.uid}/").content.decode()


def test_a_kind_that_does_not_exist_and_a_form_without_a_file(household):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    assert client.get(f"/households/{household.number}/evidence/add/video/").status_code == 404
    assert client.post(f"/households/{household.number}/evidence/add/photo/", {}).status_code == 422


def test_a_household_without_evidence_says_so(household):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    assert "还没有证据" in client.get(f"/households/{household.number}/evidence/").content.decode()


def test_the_gallery_asks_the_database_no_more_for_twenty_files_than_for_two(household, django_assert_max_num_queries):
    client = kit.logged_in(kit.an_official(VILLAGE, "clerk"))
    for seed in range(6):
        taken(household, seed=seed)
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get(f"/households/{household.number}/evidence/")
