"""What was published is read by anybody without log-in, whole and with its small counts hidden; publishing asks who sits there."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from privacy.test_publish_figures import a_county
from tuopin.kernel.areas import NATION
from tuopin.people.models import Account
from tuopin.people.selectors import operator
from tuopin.privacy.forms import PublishForm
from tuopin.privacy.models import PublicCount, PublicEdition
from tuopin.privacy.selectors.public_figures import editions_published
from tuopin.privacy.services.publish_figures import publish_figures
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    kit.lay_out_places()
    a_county()


def an_edition(**asked):
    return publish_figures(**{"area": kit.COUNTY, "year": 2018, "lowest": "township", "basis": "县公告〔2019〕3 号", "actor": operator(), "on": date(2019, 1, 5)} | asked)


def test_anybody_reads_what_was_published_and_only_that():
    client = Client()
    assert "还没有公布过数据" in client.get("/public/").content.decode()
    edition = an_edition(lowest="village")
    listed = client.get("/public/").content.decode()
    assert f"/public/{edition.pk}/" in listed and "县公告〔2019〕3 号" in listed and edition.actor not in listed
    page = client.get(f"/public/{edition.pk}/").content.decode()
    total = PublicCount.objects.get(edition=edition, area_code=kit.COUNTY, attribute="total")
    assert f"{total.households:,}" in page and ">*</span>" in page and kit.PLACES[kit.COUNTY] in page
    hidden = PublicCount.objects.filter(edition=edition, households=None).count()
    assert page.count(">*</span>") == hidden > 0 and f"隐去 {hidden} 个小数" in page
    assert client.get("/public/999/").status_code == 404 and not client.cookies.get("sessionid")


def test_the_year_of_an_edition_is_one_that_the_register_can_have():
    asked = {"of_area": kit.COUNTY, "lowest": "township", "basis": "县公告"}
    errors = {year: PublishForm(asked | {"of_year": year}).errors for year in (2013, 2014, 2100, 2101)}
    assert [year for year, told in errors.items() if "of_year" in told] == [2013, 2101]


def test_the_file_says_the_same_as_the_page():
    edition = an_edition(lowest="village")
    answer = Client().get(f"/public/{edition.pk}/?csv=1")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Disposition"].endswith(f'"published-{kit.COUNTY}-2018-{edition.pk}.csv"') and len(rows) == 1 + 1 + 4 + 12
    assert {len(row) for row in rows} == {len(rows[0])} and rows[0][2] == "总户数"
    kept = {(c.area_code, c.attribute, c.category): c.households for c in edition.counts.all()}
    assert sorted(cell for row in rows[1:] for cell in row[2:]) == sorted("*" if n is None else str(n) for n in kept.values())
    assert all("*" in row or int(row[2]) >= 11 for row in rows[1:])


def test_a_place_finds_what_was_published_of_it_and_below():
    edition, other = an_edition(), an_edition(lowest="village")
    listed = Client().get("/public/?place=431129").content.decode()
    assert f"/public/{edition.pk}/" in listed and f"/public/{other.pk}/" in listed
    assert f"/public/{edition.pk}/" not in Client().get("/public/?place=433130").content.decode()
    assert f"/public/{edition.pk}/" in Client().get("/public/?place=x").content.decode()
    assert editions_published(area=NATION).count() == 2 and editions_published(year=2017).count() == 0


@pytest.mark.parametrize("address", ["/public/?area_code=1", "/public/1/?format=json", "/public/?place=4311\0"])
def test_an_open_page_takes_nothing_that_it_does_not_declare(address):
    assert Client().get(address).status_code == 400


def test_an_open_page_can_only_be_read():
    edition = an_edition()
    for address in ("/public/", f"/public/{edition.pk}/"):
        for method in ("PUT", "DELETE", "PATCH"):
            assert Client().generic(method, address).status_code == 405


def test_inside_one_sees_who_published_and_a_head_publishes_after_showing_who_sits_there():
    edition = an_edition(actor=operator())
    head = kit.logged_in(kit.identified(kit.an_official(role="head")))
    page = head.get("/published/").content.decode()
    assert "系统管理员" in page and f"/public/{edition.pk}/" in page and 'name="basis"' in page
    form = {"of_year": 2018, "of_area": kit.COUNTY, "lowest": "township", "basis": "县公告"}
    assert PublicEdition.objects.count() == 1
    answer = head.post("/published/publish/", form)
    assert answer.status_code == 302 and PublicEdition.objects.count() == 2
    assert PublicEdition.objects.order_by("-id").first().actor == Account.objects.get(username="official").username
    assert head.post("/published/publish/", form | {"basis": ""}).status_code == 422
    refused = head.post("/published/publish/", form | {"lowest": "county"})
    assert refused.status_code == 422 and "请选择更低的一级" in refused.content.decode() and PublicEdition.objects.count() == 2
    assert head.post("/published/publish/", form | {"of_area": "4331"}).status_code == 404


def test_who_only_reads_sees_the_list_and_no_form_and_can_publish_nothing():
    an_edition()
    reader = kit.logged_in(kit.an_official(role="reader"))
    page = reader.get("/published/?of=2018").content.decode()
    assert "县公告" in page and 'name="basis"' not in page
    assert "还没有公布过数据" in reader.get("/published/?of=2017").content.decode()
    answer = reader.post("/published/publish/", {"of_year": 2018, "of_area": kit.COUNTY, "lowest": "township", "basis": "县公告"})
    assert PublicEdition.objects.count() == 1 and answer.status_code == 403
