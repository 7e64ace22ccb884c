"""A list of gaps is counted and read a page at a time, and its file holds every row."""

import re

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from helping import ON, head, lay_out_helpers, lay_out_households, lay_out_villages, pair_all, villages_of_county
from register import COUNTY
from tuopin.assistance.selectors.gaps import GAPS, gap_pages, gaps
from tuopin.people.selectors import working_as
from web import kit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", list(GAPS))
def test_the_pages_of_a_list_of_gaps_are_the_whole_of_it_in_order(kind):
    codes = villages_of_county(3)
    lay_out_villages(codes)
    households, helpers = lay_out_households(21, codes), lay_out_helpers(2)
    pair_all(households[:14], helpers)  # seven each, of five that one may carry
    with working_as(head()):
        whole = gaps(head(), COUNTY, kind, on=ON)
        pages = Paginator(gap_pages(head(), COUNTY, kind, on=ON), 2)
        assert pages.count == len(whole) and [row for n in pages.page_range for row in pages.page(n)] == whole
        assert gaps(head(), COUNTY, kind, on=ON, limit=1, offset=1) == whole[1:2]
    assert len(whole) == {"unit": 3, "team": 3, "vacant": 3, "unpaired": 7, "overload": 2, "plan": 21, "idle": 21}.get(kind, 0)


def test_a_page_reads_no_more_than_its_rows_and_the_file_reads_all():
    codes = villages_of_county(1)
    lay_out_villages(codes)
    lay_out_households(120, codes)
    client = kit.logged_in(kit.an_official(COUNTY))
    url = reverse("help-gaps", args=["unpaired"])
    with CaptureQueriesContext(connection, ) as asked:
        page = client.get(url, {"after": "3"}).content.decode()
    assert "D0000100" in page and "D0000119" in page and "D0000099" not in page and "D0000000" not in page
    assert sum("LIMIT %(limit)s" in query["sql"] for query in asked) == 2  # the count and the page
    told = client.get(url, {"file": "csv"}).content.decode()
    assert told.count("D0000") == 120


def test_helpers_are_sorted_by_load_and_their_file_needs_the_act_to_export():
    codes = villages_of_county(1)
    lay_out_villages(codes)
    pair_all(lay_out_households(3, codes), lay_out_helpers(2))
    client, url = kit.logged_in(kit.an_official(COUNTY)), reverse("helpers")
    up, down = ([int(n) for n in re.findall(r'data-label="结对户数">(\d+)<', client.get(url, {"sort": sort}).content.decode())] for sort in ("load", "-load"))
    assert up == sorted(up) and down == up[::-1] and len(set(up)) == 2
    assert client.get(url, {"file": "csv"}).status_code == 200
    reader = kit.logged_in(kit.an_official(COUNTY, "reader", username="reader"))
    assert reader.get(url).status_code == 200 and reader.get(url, {"file": "csv"}).status_code == 403
