"""The pages of background work: one's own jobs, those of one's areas, filtered, tried again, given up."""

import pytest

from tuopin.desk.models import Job
from tuopin.desk.services import hand_in
from tuopin.people.selectors import actor_for
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    kit.lay_out_places()
    account = kit.an_official(kit.COUNTY, "clerk", username="clerk")
    for name, facts in (
        ("甲.xlsx", {}), ("乙.xlsx", {"state": "parked", "reason": "cut-short", "attempts": 5}),
        ("丙.xlsx", {"state": "running", "phase": "merge", "done": 40, "total": 100, "attempts": 1}),
    ):
        job = hand_in(kind="read", actor=actor_for(account, on=kit.date(2020, 1, 1)), arguments={"file_name": name, "year": 2018, "mapping": {}})
        Job.objects.filter(pk=job.pk).update(**facts)
    return account


def test_ones_own_jobs_show_their_progress_and_why_one_is_parked(clerk):
    page = kit.logged_in(clerk).get("/jobs/").content.decode()
    for text in ("甲.xlsx", "乙.xlsx", "已搁置", "办理进程多次中途停止", "cut-short", "40 / 100", "现在再办", "作废"):
        assert text in page, text
    only = kit.logged_in(clerk).get("/jobs/?state=parked").content.decode()
    assert "乙.xlsx" in only and "甲.xlsx" not in only


def test_the_head_of_the_area_sees_and_steers_them_and_nobody_else(clerk):
    parked = Job.objects.get(state="parked")
    head = kit.logged_in(kit.an_official(kit.COUNTY, "head", username="head"))
    assert "乙.xlsx" in head.get("/jobs/all/").content.decode() and "乙.xlsx" not in head.get("/jobs/").content.decode()
    assert head.post(f"/jobs/{parked.token}/retry/", {"back": "all"})["Location"] == "/jobs/all/"
    parked.refresh_from_db()
    assert (parked.state, parked.attempts) == ("waiting", 0)
    other = kit.logged_in(kit.an_official(kit.OTHER_COUNTY, "head", username="other"))
    assert "乙.xlsx" not in other.get("/jobs/all/").content.decode()
    assert other.post(f"/jobs/{parked.token}/give-up/").status_code == 404
    assert kit.logged_in(clerk).get("/jobs/all/").status_code == 403


def test_the_page_of_a_parked_import_says_why_and_goes_on(clerk):
    parked, client = Job.objects.get(state="parked"), kit.logged_in(clerk)
    page = client.get(f"/imports/jobs/{parked.token}/").content.decode()
    assert "已搁置" in page and "办理进程多次中途停止" in page
    client.post(f"/jobs/{parked.token}/retry/")
    page = client.get(f"/imports/jobs/{parked.token}/").content.decode()
    assert "排队" in page and "前面还有" in page
