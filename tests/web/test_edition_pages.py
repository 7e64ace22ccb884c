"""年度数据 on the screen: having an edition made, looking at it, comparing two, taking one along."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from register import a_household
from tuopin.editions.models import Edition
from tuopin.editions.selectors import folder_of
from tuopin.registry.models import HouseholdForm
from tuopin.snapshots.checking import check_edition
from tuopin.trail.models import Entry
from web import background, kit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client():
    kit.lay_out_places()
    return kit.logged_in(kit.an_official(kit.COUNTY))


def make(client, area=kit.COUNTY, year=2018):
    sent = client.post("/editions/", {"of_year": year, "of_area": area})
    if sent.status_code == 302:
        background.work_off()
    return sent


def test_an_edition_is_made_in_the_background_and_shown(client):
    a_household(village=kit.VILLAGE, persons=2)
    sent = make(client)
    assert sent.status_code == 302 and sent["Location"].startswith("/editions/jobs/")
    done = client.get(sent["Location"])
    found = Edition.objects.get()
    assert done.status_code == 302 and done["Location"] == f"/editions/{found.digest}/"
    page = client.get(done["Location"]).content.decode()
    assert "江华瑶族自治县" in page and found.digest in page and "household-" in page and "download" in page
    assert found.digest[:12] in client.get("/editions/").content.decode()
    assert check_edition(folder_of(found)) == []


def test_the_same_edition_is_not_kept_twice(client):
    a_household(village=kit.VILLAGE)
    make(client)
    make(client)
    assert Edition.objects.count() == 1


def test_a_year_or_place_that_makes_no_sense_is_said_on_the_form_or_the_job(client):
    a_household(village=kit.VILLAGE)
    assert client.post("/editions/", {"of_year": "soon", "of_area": kit.COUNTY}).status_code == 422
    for code in ("江华", "4311290000000", "-1"):
        assert client.post("/editions/", {"of_year": "2018", "of_area": code}).status_code == 422
    assert client.post("/editions/", {"of_year": "2018", "of_area": kit.OTHER_COUNTY}).status_code == 404
    sent = make(client, area=kit.NEIGHBOUR)
    page = client.get(sent["Location"]).content.decode()
    assert "没有登记的数据" in page and not Edition.objects.exists()


def test_two_editions_are_compared_by_what_changed(client):
    moves = a_household(village=kit.VILLAGE)
    make(client)
    enters = a_household(village=kit.NEIGHBOUR)
    HouseholdForm.objects.filter(household=moves).update(village_code=kit.NEIGHBOUR)
    make(client)
    one, two = Edition.objects.order_by("pk")
    page = client.get(f"/editions/{two.digest}/").content.decode()
    assert f"/editions/{one.digest}/{two.digest}/" in page
    page = client.get(f"/editions/{one.digest}/{two.digest}/").content.decode()
    assert "进入名册" in page and "所属村变动" in page and "大石桥村村委会" in page and "户数 1 → 2" in page
    assert enters.number not in page and moves.number not in page


def test_an_edition_is_taken_along_whole_and_what_for_is_on_record(client):
    a_household(village=kit.VILLAGE)
    make(client)
    found = Edition.objects.get()
    assert client.post(f"/editions/{found.digest}/download/", {"purpose": " "}).status_code == 409
    response = client.post(f"/editions/{found.digest}/download/", {"purpose": "省级评估抽样"})
    assert response.status_code == 200 and response["Content-Disposition"].endswith('.zip"')
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:
        assert packed.testzip() is None
        told = json.loads(packed.read("manifest.json"))
        assert {entry["path"] for entry in told["files"]} | {"manifest.json"} == set(packed.namelist())
        folder = folder_of(found)
        assert all(packed.read(name) == (folder / name).read_bytes() for name in packed.namelist())
    event = Entry.objects.get(verb="hand_out_edition")
    assert event.basis == "省级评估抽样" and event.detail["manifest"] == found.digest


def test_a_corrupt_file_is_not_handed_out(client):
    a_household(village=kit.VILLAGE)
    make(client)
    found = Edition.objects.get()
    path = next(folder_of(found).rglob("person-*"))
    path.write_bytes(path.read_bytes()[:-1])
    response = client.post(f"/editions/{found.digest}/download/", {"purpose": "x"})
    assert response.status_code == 409 and path.name in response.content.decode()
    assert not Entry.objects.filter(verb="hand_out_edition").exists()


def test_an_edition_whose_files_are_gone_says_so(client):
    a_household(village=kit.VILLAGE)
    make(client)
    found = Edition.objects.get()
    (folder_of(found) / "manifest.json").unlink()
    assert "文件已不在原处" in client.get(f"/editions/{found.digest}/").content.decode()
    assert client.get(f"/editions/{found.digest}/{found.digest}/").status_code == 409


def test_a_reader_neither_sees_nor_makes_editions():
    kit.lay_out_places()
    client = kit.logged_in(kit.an_official(kit.COUNTY, "reader"))
    assert client.get("/editions/").status_code == 403
    assert client.post("/editions/", {"of_year": 2018, "of_area": kit.COUNTY}).status_code == 403
