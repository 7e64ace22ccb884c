"""A27: fewer than 500 days to the end of 2019: the countdown of a place to the day it works towards."""

from __future__ import annotations

from datetime import date

import pytest

from procedure.cases import an_official, officials
from register import COUNTY, VILLAGE
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.monitoring.selectors.years import countdown_of
from tuopin.monitoring.services.set_target_day import set_target_day
from tuopin.people.selectors import working_as
from web import kit

pytestmark = pytest.mark.django_db
ON = date(2018, 10, 8)


def test_from_8_october_2018_to_the_end_of_2019_there_are_449_days():
    who = officials()
    head = who["county_head"]
    with working_as(head):
        set_target_day(area=COUNTY, title="脱贫摘帽", due_on=date(2019, 12, 31), basis="县委文件", actor=head, on=ON)
    found = countdown_of(head, COUNTY, on=ON)
    assert (found.days, found.days < 500, found.title) == (449, True, "脱贫摘帽")
    assert countdown_of(who["clerk"], VILLAGE, on=ON).days == 449, "a village works towards its county's day"
    province = an_official("province", ("430000000000", "head", ""))
    set_target_day(area="430000000000", title="全省脱贫", due_on=date(2020, 12, 31), basis="省委文件", actor=province, on=ON)
    assert (countdown_of(who["clerk"], VILLAGE, on=ON).days, countdown_of(province, "431100000000", on=ON).days) == (449, 815), "the nearest place's day goes before"
    set_target_day(area=COUNTY, title="巩固提升", due_on=date(2020, 12, 31), basis="县委文件", actor=head, on=ON)
    assert countdown_of(head, COUNTY, on=ON).days == 815, "one day at a time; the one before stays on record"
    assert countdown_of(an_official("elsewhere", ("110100000000", "head", "")), "110100000000", on=ON) is None
    with pytest.raises(Forbidden):
        set_target_day(area=COUNTY, title="x", due_on=ON, basis="x", actor=an_official("county_clerk", (COUNTY, "clerk", "")), on=ON)
    with pytest.raises(Refusal, match="note-missing"):
        set_target_day(area=COUNTY, title="x", due_on=ON, basis=" ", actor=head, on=ON)


def test_the_home_page_counts_the_days():
    kit.lay_out_places()
    account = kit.an_official(COUNTY, "head")
    client = kit.logged_in(account)
    assert "倒计时" not in client.get("/").content.decode()
    from tuopin.people.selectors import actor_for

    set_target_day(area=COUNTY, title="脱贫摘帽", due_on=date(2999, 12, 31), basis="县委文件", actor=actor_for(account, on=ON), on=ON)
    page = client.get("/").content.decode()
    assert "脱贫摘帽" in page and "2999-12-31" in page
