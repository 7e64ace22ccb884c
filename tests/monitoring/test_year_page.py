"""The page of a year shows what the bridge says, and takes it along as a table."""

import re
from datetime import date, timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from register import VILLAGE, a_household, a_status
from tuopin.monitoring.models import YearFreeze
from tuopin.monitoring.selectors.bridges import bridge_of
from tuopin.monitoring.services.freeze_year import Freeze, freeze_year
from tuopin.people.selectors import operator, working_as
from tuopin.registry.services.correct_facts import Correction, correct_household_fact
from web import kit

pytestmark = pytest.mark.django_db


def test_the_page_and_its_table_show_the_figures_of_the_bridge():
    kit.lay_out_places()
    a_household(village=VILLAGE)
    with working_as(operator()):
        found = bridge_of(operator(), VILLAGE, 2018)
    client = kit.logged_in(kit.an_official(VILLAGE, "head"))
    lines = client.get(f"{reverse('year-account')}?area={VILLAGE}&year=2018&file=csv").content.decode("utf-8-sig").split("\r\n")
    assert lines[1] == f"年初贫困,{found.before[0]},{found.before[1]}" and lines[8] == f"年末贫困,{found.after[0]},{found.after[1]}"
    assert found.after[0] == 1 and lines[9] == f"净减少,{found.net[0]},{found.net[1]}"
    page = client.get(f"{reverse('year-account')}?area={VILLAGE}&year=2018").content.decode()
    assert "本年度未冻结" in page
    opened = re.search(r'href="(/households/[^"]*)">1</a>', page)[1].replace("&amp;", "&")
    assert page.count('href="/households/?') == 1 and all(f"status={status}" in opened for status in ("poor", "pre_exit", "returned")), "the figure of the year's end opens its rows"
    assert client.get(opened).status_code == 200


def test_what_was_corrected_after_the_freeze_is_listed_and_paged():
    kit.lay_out_places()
    household = a_household(village=VILLAGE)
    a_status(household, "identified", date(2014, 1, 1))
    county = kit.an_official(kit.COUNTY, "head")
    with working_as(operator()):
        freeze_year(freeze=Freeze(kit.COUNTY, 2018, "省扶贫办通知"), actor=operator(), on=date(2019, 1, 15))
    YearFreeze.objects.update(frozen_at=F("frozen_at") - timedelta(minutes=1))  # the same transaction has one time for all
    url, client = f"{reverse('year-account')}?area={kit.COUNTY}&year=2018", kit.logged_in(county)
    before = client.get(url).content.decode().count("class=\"name code\"")
    with working_as(operator()):
        for n in range(51):
            seen = household.forms.get(year=2018, superseded_at=None).pk
            correct_household_fact(
                correction=Correction(household.number, 2018, seen, "入户核实"), field="group_name", value=f"{n + 1}组", actor=operator(), on=date(2019, 2, 1))
    first, second = (client.get(f"{url}&after={n}").content.decode() for n in (1, 2))
    assert "本年度已冻结" in first and f"共 {before + 51} 条" in first
    assert (first.count('class="name code"'), second.count('class="name code"')) == (50, before + 1)
