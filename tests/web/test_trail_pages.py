"""The auditor's pages: what was done, one event with its chain verified now, and the sheet that carries the root on paper."""

import re

import pytest
from django.db import connection

from register import an_actor
from tuopin.trail.selectors.audit import PAGE
from tuopin.trail.services import make_checkpoint, record
from tuopin.trail.services.erase_values import erase_values
from web import kit

pytestmark = pytest.mark.django_db
ON = kit.date(2018, 12, 31)


@pytest.fixture
def auditor(tmp_path):
    kit.lay_out_places()
    for n in range(3):
        record(area_code=kit.VILLAGE, verb="correct", subject=f"household:H{n}", actor=an_actor(), on=ON, basis="入户核实", field="house_grade")
    record(area_code=kit.OTHER_VILLAGE, verb="correct", subject="household:X", actor="elsewhere", on=ON)
    return kit.logged_in(kit.an_official(role="auditor"))


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_page_of_the_trail_has_fifty_events_and_the_next_goes_on_after_the_last(auditor):
    for n in range(48):
        record(area_code=kit.VILLAGE, verb="correct", subject=f"household:M{n}", actor=an_actor(), on=ON, basis="入户核实", field="house_grade")
    page = text(auditor.get("/trail/?verb=correct"))
    assert page.count("入户核实") == 50 and "household:H0" not in page and "household:H1" in page
    (after,) = set(re.findall(r"before=(\d+)", page))
    assert text(auditor.get(f"/trail/?verb=correct&before={after}")).count("入户核实") == 1


def test_the_trail_of_ones_area_is_shown_and_no_other(auditor):
    page = text(auditor.get("/trail/"))
    assert page.count("入户核实") == 3 and "household:H2" in page and "更正" in page
    assert "household:X" not in page and "elsewhere" not in page


@pytest.mark.parametrize(("query", "count"), [
    ("subject=household:H1", 1), ("actor=tester", 3), ("verb=correct", 3), ("verb=login", 0), ("actor=nobody", 0), ("day=2001-01-01", 0),
    ("before=0", 3), ("before=abc", 3),
])
def test_it_is_found_by_subject_actor_verb_and_day(auditor, query, count):
    page = text(auditor.get(f"/trail/?{query}"))
    assert page.count("入户核实") == count and ("没有找到痕迹" in page) == (count == 0)


def test_a_day_that_is_none_is_said(auditor):
    assert "日期请写成" in text(auditor.get("/trail/?day=31.12.2018"))


def test_older_entries_are_on_the_next_page(auditor):
    for n in range(PAGE):
        record(area_code=kit.VILLAGE, verb="correct", subject=f"household:N{n}", actor="tester", on=ON)
    page = text(auditor.get("/trail/"))
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "household:H0" in text(auditor.get(f"/trail/{following}"))


def test_an_event_shows_its_values_its_hash_and_that_its_chain_is_whole(auditor):
    page = text(auditor.get(f"/trail/{kit.VILLAGE}/2/"))
    assert "household:H1" in page and "入户核实" in page and "完好" in page and page.count("0" * 64) == 0
    assert "0" * 64 in text(auditor.get(f"/trail/{kit.VILLAGE}/1/")), "the first names no hash before it"
    assert auditor.get(f"/trail/{kit.VILLAGE}/99/").status_code == 404
    assert auditor.get(f"/trail/{kit.OTHER_VILLAGE}/1/").status_code == 404


def test_an_erased_value_is_shown_as_erased(auditor):
    erase_values(chain=kit.VILLAGE, seq=2, keys=["basis"], basis="个人信息删除", actor=an_actor(), on=ON)
    page = text(auditor.get(f"/trail/{kit.VILLAGE}/2/"))
    assert "已销毁" in page and "入户核实" not in page and "house_grade" in page


def test_a_falsified_chain_is_said_on_its_page(auditor):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE trail_entry SET actor = 'somebody' WHERE chain = %s AND seq = 2", [kit.VILLAGE])
    page = text(auditor.get(f"/trail/chains/{kit.VILLAGE}/"))
    assert "第 2 条:内容被改动" in page and "保留现场" in page
    assert auditor.get("/trail/chains/431129210000/").status_code == 404, "a township has no chain of its own"


def test_a_checkpoint_is_a_sheet_with_its_root_in_groups_and_as_a_square(auditor, tmp_path):
    made = make_checkpoint(area_code=kit.COUNTY, folder=tmp_path)
    other = make_checkpoint(area_code=kit.OTHER_COUNTY, folder=tmp_path)
    listed = text(auditor.get("/trail/checkpoints/"))
    assert made.root in listed and other.root not in listed
    page = text(auditor.get(f"/trail/checkpoints/{made.pk}/"))
    groups = re.findall(r'<td class="code">([0-9a-f]{4})</td>', page)
    assert "".join(groups) == made.root and len(groups) == 16
    assert '<svg' in page and 'class="segno"' in page and "tuopin trail verify --replay --root" in page
    assert auditor.get(f"/trail/checkpoints/{other.pk}/").status_code == 404


def test_whoever_is_no_auditor_is_shown_nothing(auditor):
    clerk = kit.logged_in(kit.an_official(role="head", username="head"))
    for url in ("/trail/", "/trail/checkpoints/", f"/trail/chains/{kit.VILLAGE}/", f"/trail/{kit.VILLAGE}/1/"):
        assert clerk.get(url).status_code == 403
