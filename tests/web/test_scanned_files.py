"""A scanner that is set sees whatever file a form brings before anything else does; what it does not call clean is kept nowhere."""

import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import pictures
from kernel.test_scanner import Listener
from register import VILLAGE, a_household
from tuopin.desk.models import Job
from tuopin.evidence.models import EvidenceFile
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(own_store):
    kit.lay_out_places()


@pytest.fixture
def listening(tmp_path, monkeypatch):
    def listen(answer):
        path = str(tmp_path / f"scanner{answer[8:10].decode()}")
        monkeypatch.setenv("TUOPIN_SCANNER", path)
        return Listener(path, socket.AF_UNIX, answer)

    return listen


def hand_in(client, household, data):
    return client.post(f"/households/{household.number}/evidence/add/photo/", {"file": SimpleUploadedFile("房屋.jpg", data, "image/jpeg"), "note": ""})


def test_a_clean_photo_is_seen_whole_and_taken(listening):
    heard, photo = listening(b"stream: OK\0").heard, pictures.a_photo(1)
    assert hand_in(kit.logged_in(kit.an_official(VILLAGE, "clerk")), a_household(), photo).status_code == 302
    assert heard == [photo] and EvidenceFile.objects.count() == 1


def test_what_was_found_is_said_and_nothing_is_kept(listening, tmp_path):
    listening(b"stream: Html.Trojan-1 FOUND\0")
    answer = hand_in(kit.logged_in(kit.an_official(VILLAGE, "clerk")), a_household(), pictures.a_photo(1))
    page = answer.content.decode()
    assert answer.status_code == 409 and "房屋.jpg" in page and "Html.Trojan-1" in page and "系统管理员" in page
    assert not EvidenceFile.objects.exists() and not [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]


def test_a_roster_goes_the_same_way(listening):
    client = kit.logged_in(kit.an_official(kit.COUNTY, "clerk"))
    listening(b"stream: Xls.Macro FOUND\0")
    answer = client.post("/imports/", {"file": SimpleUploadedFile("花名册.xlsx", b"PK\3\4"), "year": 2018})
    assert answer.status_code == 409 and "Xls.Macro" in answer.content.decode() and not Job.objects.exists()


def test_a_scanner_that_does_not_answer_lets_nothing_in_and_pages_are_read_as_ever(monkeypatch, tmp_path):
    monkeypatch.setenv("TUOPIN_SCANNER", str(tmp_path / "nobody"))
    client, household = kit.logged_in(kit.an_official(VILLAGE, "clerk")), a_household()
    answer = hand_in(client, household, pictures.a_photo(1))
    assert answer.status_code == 409 and "没有收下" in answer.content.decode() and not EvidenceFile.objects.exists()
    assert client.get(f"/households/{household.number}/").status_code == 200


def test_what_one_may_not_send_is_not_even_looked_at(listening):
    heard, household = listening(b"stream: OK\0").heard, a_household()
    assert hand_in(Client(), household, b"x").status_code == 302
    assert hand_in(kit.logged_in(kit.an_official(role="auditor")), household, b"x").status_code == 403
    assert not heard
