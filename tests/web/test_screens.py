"""Every screen, tried alike: the ones that are added tomorrow too."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from tuopin.kernel.acts import OPEN
from tuopin.web.checks import every_page_declares_its_act, pages
from tuopin.web.middleware import OPEN_PAGES
from web import kit

SCREENS = sorted(kit.screens())
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def test_every_address_declares_what_it_asks():
    assert every_page_declares_its_act() == []
    open_ones = {p.name for _, p in pages(get_resolver().url_patterns) if p.callback.asks == OPEN}
    assert open_ones == OPEN_PAGES, "the gate's list and the open pages differ"


@pytest.mark.parametrize("name", [n for n in SCREENS if n not in OPEN_PAGES])
def test_nobody_sees_a_screen_without_logging_in(name):
    url = kit.screens()[name]
    response = Client().get(url)
    assert response.status_code == 302 and response["Location"].startswith("/login/?next="), name


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_opens_with_no_facts_at_all_in_every_language(name):
    account = kit.who_opens(name)
    client = kit.logged_in(account)
    for language, tag in (("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")):
        page = kit.page_in(client, account, kit.screens()[name], language)
        if page and name not in OPEN_PAGES:
            assert f'<html lang="{tag}">' in page


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_carries_no_inline_style_or_script_and_one_heading(name):
    kit.judged_figures()
    account = kit.who_opens(name)
    page = kit.page_in(kit.logged_in(account), account, kit.screens()[name], "zh-hans")
    if page:
        assert not kit.INLINE.findall(page)
        assert page.count("<h1") == 1


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_keeps_within_its_count_of_queries(name):
    kit.judged_figures()
    client = kit.logged_in(kit.who_opens(name))
    url = kit.screens()[name]
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    allowed = kit.allowed_queries().get(name)
    assert allowed is not None, f"add {name}: {len(queries)} to query_counts.json"
    assert len(queries) <= allowed, "\n".join(q["sql"][:150] for q in queries)


PLACED = sorted(name for name, url in kit.screens().items() if kit.COUNTY in url or kit.VILLAGE in url)
PUBLIC = {"division"}  # the tree of places itself is public; what is registered in them is not


@pytest.mark.parametrize("name", [n for n in PLACED if n not in PUBLIC])
def test_a_place_of_others_is_not_found(name):
    client = kit.logged_in(kit.who_opens(name, kit.OTHER_VILLAGE))
    assert client.get(kit.screens()[name]).status_code == 404
