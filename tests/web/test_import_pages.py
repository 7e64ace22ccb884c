"""The import journey on the pages: hand in, review, confirm, fix in place, let in, find the household; and what is refused."""

import re
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from rosters import a_roster_household, write_roster
from tuopin.registry.models import Household, ImportBatch
from web import kit
from web.background import a_worker, work_off
from web.test_in_browser import CHROMIUM, browser, entered  # noqa: F401

YEAR = 2018


@pytest.fixture
def committed(transactional_db):
    """Places and a head of the county, committed: the work is done by another process."""
    kit.lay_out_places()
    return kit.an_official(kit.COUNTY)


def _roster(path, extra: dict | None = None):
    """Three households: one clean, one with an amount that carries its unit (waits), one with a wrong check digit (quarantined)."""
    clean, unit, wrong = (a_roster_household(n, village=kit.VILLAGE) for n in (1, 2, 3))
    unit["row"]["工资性收入"] = "12000元"
    certificate = wrong["members"][1]["证件号码"]
    wrong["members"][1]["证件号码"] = certificate[:-1] + ("0" if certificate[-1] != "0" else "1")
    for household in (clean, unit, wrong):
        household["row"] |= extra or {}
    return write_roster(path, [clean, unit, wrong]), certificate


def _done(client: Client, url: str):
    """Have the queue worked off, then ask after a job: it leads on or tells why not."""
    assert 'role="status" aria-live' in client.get(url).content.decode()
    work_off()
    response = client.get(url)
    assert response.status_code == 302 or 'role="status" aria-live' not in response.content.decode(), f"{url} is still open"
    return response


def _hand_in(client: Client, path, year: object = YEAR):
    with path.open("rb") as file:
        response = client.post("/imports/", {"file": file, "year": year})
    assert response.status_code == 302, response.content.decode()
    return _done(client, response["Location"])


def test_a_roster_is_handed_in_reviewed_confirmed_fixed_and_merged(committed, tmp_path):
    client = kit.logged_in(committed)
    path, certificate = _roster(tmp_path / "名册.xlsx")
    review = _hand_in(client, path)
    page = client.get(review["Location"]).content.decode()
    assert "校验位不对" in page and "已换算" in page and certificate not in page
    batch = ImportBatch.objects.get()
    client.post(f"/imports/{batch.pk}/confirm/", {"code": "number-with-unit"})
    block = re.search(rf"/imports/{batch.pk}/blocks/\d+/", client.get(f"/imports/{batch.pk}/").content.decode())[0]
    form = client.get(block).content.decode()
    field = re.search(r'name="(cell:[^"]+)" value="' + certificate[:17], form)[1]
    seen = re.search(r'name="seen" value="([^"]+)"', form)[1]
    client.post(block, {"seen": seen, field: certificate})
    merging = client.post(f"/imports/{batch.pk}/merge/")
    assert _done(client, merging["Location"])["Location"] == f"/imports/{batch.pk}/"
    assert Household.objects.count() == 3
    assert "已入库 3 户" in client.get(f"/imports/{batch.pk}/").content.decode()
    assert client.get(f"/households/10431120003/?year={YEAR}").status_code == 200


def test_the_same_file_twice_is_the_same_batch(committed, tmp_path):
    client = kit.logged_in(committed)
    path, _ = _roster(tmp_path / "a.xlsx")
    assert _hand_in(client, path)["Location"] == _hand_in(client, path)["Location"]
    assert ImportBatch.objects.count() == 1


def test_a_file_that_is_no_roster_is_refused_with_what_to_do(committed, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.4 \x00\x01\x02" * 40)
    page = _hand_in(kit.logged_in(committed), path).content.decode()
    assert "没有办成" in page and "怎么办" in page and "改好后重新上传" in page
    assert not ImportBatch.objects.exclude(state="refused").exists()


def test_a_column_not_recognised_is_given_its_meaning(committed, tmp_path):
    client = kit.logged_in(committed)
    path, _ = _roster(tmp_path / "a.xlsx", {"住了多大": 66})
    review = _hand_in(client, path)["Location"]
    assert "没有认出的列" in client.get(review).content.decode()
    again = client.post(f"{review}columns/", {"heading": ["住了多大"], "field": ["pasture_mu"]})
    review = _done(client, again["Location"])["Location"]
    assert "没有认出的列" not in client.get(review).content.decode()
    _done(client, client.post(f"{review}merge/")["Location"])
    assert Household.objects.get(number="10431120001").forms.get().pasture_mu == 66


def test_the_error_workbook_holds_what_waits_with_what_to_do(committed, tmp_path):
    client = kit.logged_in(committed)
    review = _hand_in(client, _roster(tmp_path / "a.xlsx")[0])["Location"]
    body = b"".join(client.get(f"{review}errors.xlsx").streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_name("贫困户").to_python()
    assert [row[0] for row in rows[1:]] == ["10431120002", "10431120003"] and rows[0][-2:] == ["问题", "处理办法"]


def test_the_template_is_read_as_a_roster_without_rows(committed, tmp_path):
    client = kit.logged_in(committed)
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"".join(client.get("/imports/template.xlsx").streaming_content))
    assert "只有表头" in _hand_in(client, path).content.decode()


def test_a_batch_and_a_job_of_others_do_not_exist(committed, tmp_path):
    client = kit.logged_in(committed)
    with _roster(tmp_path / "a.xlsx")[0].open("rb") as file:
        job = client.post("/imports/", {"file": file, "year": YEAR})["Location"]
    review = _done(client, job)["Location"]
    other = kit.logged_in(kit.an_official(kit.OTHER_COUNTY, username="neighbour"))
    assert other.get(job).status_code == 404 and other.get(review).status_code == 404
    assert other.get(f"{review}errors.xlsx").status_code == 404
    assert other.post(f"{review}merge/").status_code == 404 and other.post(f"{review}abandon/").status_code == 404
    assert "a.xlsx" not in other.get("/imports/").content.decode()


def test_a_clerk_hands_in_but_does_not_confirm(committed, tmp_path):
    clerk = kit.logged_in(kit.an_official(kit.COUNTY, "clerk", username="clerk"))
    review = _hand_in(clerk, _roster(tmp_path / "a.xlsx")[0])["Location"]
    assert "确认此类" not in clerk.get(review).content.decode()
    assert clerk.post(f"{review}confirm/").status_code == 403


def test_what_is_given_up_is_gone_and_the_file_may_come_again(committed, tmp_path):
    client = kit.logged_in(committed)
    path, _ = _roster(tmp_path / "a.xlsx")
    review = _hand_in(client, path)["Location"]
    assert client.post(f"{review}abandon/")["Location"] == "/imports/"
    assert ImportBatch.objects.get().state == "abandoned"
    assert _hand_in(client, path)["Location"] != review


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{}, {"year": "1800"}])
def test_a_form_without_a_file_or_with_a_year_that_is_none_comes_back(sent):
    kit.lay_out_places()
    response = kit.logged_in(kit.an_official()).post("/imports/", sent)
    assert response.status_code == 422 and 'class="fault"' in response.content.decode()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium on this machine")
@pytest.mark.parametrize("javascript", [True, False])
def test_the_journey_in_a_browser_from_upload_to_the_household(live_server, committed, browser, tmp_path, javascript):  # noqa: F811
    path, certificate = _roster(tmp_path / "名册.xlsx")
    with a_worker():
        _journey(browser, live_server.url, path, certificate, javascript)


def _journey(browser, site, path, certificate, javascript):  # noqa: F811
    page = entered(browser, site, viewport={"width": 1440, "height": 900}, java_script_enabled=javascript)
    page.goto(f"{site}/imports/")
    page.get_by_label("花名册文件").set_input_files(path)
    page.get_by_label("年度", exact=True).fill(str(YEAR))
    page.get_by_role("button", name="上传并核对").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"), timeout=60_000)
    page.get_by_role("button", name="确认此类").click()
    page.get_by_role("link", name="处理", exact=True).first.click()
    page.locator(".fixes .has-fault input").first.fill(certificate)
    page.get_by_role("button", name="保存并重新核对").click()
    page.get_by_role("button", name="合并入库").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"), timeout=60_000)
    page.get_by_role("link", name="查看名单").click()
    page.get_by_role("link", name="10431120003").click()
    assert page.locator("#verdict").is_visible() and page.locator("h1").inner_text().startswith("赵甲户")


@pytest.mark.django_db
def test_the_files_of_a_place_are_those_that_lie_in_it_or_reach_over_it():
    kit.lay_out_places()
    for n, area in enumerate((kit.VILLAGE, kit.NEIGHBOUR, kit.COUNTY, kit.OTHER_VILLAGE)):
        ImportBatch.objects.create(digest=f"{n:064d}", file_name=f"file-of-{area}.xlsx", year=2018, area_code=area, actor="t", state="merged")
    client = kit.logged_in(kit.an_official(kit.COUNTY, "clerk", username="clerk"))
    page = client.get(f"/imports/?area={kit.VILLAGE}").content.decode()
    assert [f"file-of-{area}.xlsx" in page for area in (kit.VILLAGE, kit.NEIGHBOUR, kit.COUNTY, kit.OTHER_VILLAGE)] == [True, False, True, False]
    assert client.get(f"/imports/?area={kit.OTHER_VILLAGE}").status_code == 404
    assert client.get("/imports/?area=nowhere").status_code == 404
