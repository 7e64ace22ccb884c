"""The page of a year shows what the bridge says, and takes it along as a table."""

import pytest
from django.urls import reverse

from register import VILLAGE, a_household
from tuopin.monitoring.selectors.years import bridge_of
from tuopin.people.selectors import operator, working_as
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
    assert "本年度未冻结" in page and f'status=poor">{found.after[0]}</a>' in page
