"""The gate: who is let in, who is not, and how soon it notices."""

from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from tuopin.kernel.acts import asks
from tuopin.people.models import Post, SecondFactor
from tuopin.people.selectors import operator
from tuopin.people.services import end_post
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()
    kit.judged_figures()


def test_an_official_arrives_at_the_widest_area_that_is_theirs():
    page = kit.logged_in(kit.an_official(kit.TOWN)).get("/").content.decode()
    assert "<h1>大石桥乡</h1>" in page
    assert 'href="/area/431129210000/"' in page and 'href="/area/431129000000/"' not in page, "places above are names, not links"


def test_a_village_official_does_not_find_the_neighbour():
    client = kit.logged_in(kit.an_official(kit.VILLAGE, "clerk"))
    assert client.get(f"/area/{kit.VILLAGE}/").status_code == 200
    for url in (f"/area/{kit.NEIGHBOUR}/", f"/area/{kit.TOWN}/", f"/map/{kit.NEIGHBOUR}/", f"/map/{kit.TOWN}/", f"/map/{kit.NEIGHBOUR}/?csv=1"):
        response = client.get(url)
        assert response.status_code == 404, url
        assert "大石桥村" not in response.content.decode()


def test_a_place_that_is_not_there_looks_like_a_place_of_others():
    client = kit.logged_in(kit.an_official(kit.VILLAGE, "clerk"))
    others, nowhere = (client.get(f"/area/{code}/").content for code in (kit.NEIGHBOUR, "999999999999"))
    assert _without_tokens(others, kit.NEIGHBOUR) == _without_tokens(nowhere, "999999999999")


def _without_tokens(page: bytes, code: str) -> list[str]:
    return [line.replace(code, "") for line in page.decode().splitlines() if "csrf" not in line.lower()]


@pytest.mark.parametrize("code", ["1", "43112900000x", "abc", "4311290000000", "４３１１２９００００００"])
def test_a_code_of_no_form_is_not_found(code):
    assert kit.logged_in(kit.an_official()).get(f"/area/{code}/").status_code == 404


def test_a_post_that_ended_is_out_at_the_next_request():
    account = kit.an_official()
    client = kit.logged_in(account)
    assert client.get("/").status_code == 200
    end_post(post_id=Post.objects.get().pk, ends_on=timezone.localdate(), actor=operator(), on=timezone.localdate())
    response = client.get("/")
    assert response.status_code == 302 and "ended=1" in response["Location"]
    assert not client.session.get("_auth_user_id"), "the session itself is over"
    assert "岗位已结束" in client.get(response["Location"]).content.decode()


def test_an_account_that_was_closed_is_out_at_the_next_request():
    account = kit.an_official()
    client = kit.logged_in(account)
    account.is_active = False
    account.save()
    assert client.get("/")["Location"].startswith("/login/")


def test_a_post_that_begins_tomorrow_opens_nothing_today():
    account = kit.an_official()
    Post.objects.update(starts_on=timezone.localdate() + timedelta(days=1))
    assert kit.logged_in(account).get("/").status_code == 302


def test_a_page_that_declares_nothing_is_shown_to_nobody():
    request = RequestFactory().get("/")
    request.user, request.session, request.htmx = kit.an_official(kit.NATION), {}, False
    from django.urls import resolve

    from tuopin.web.middleware import GateMiddleware

    request.resolver_match = resolve("/")
    request.on, request.actor, request.sight = date(2020, 1, 1), None, ExitStack()
    gate = GateMiddleware(lambda r: None)
    assert gate.process_view(request, lambda r: None, (), {}).status_code == 403
    assert gate.process_view(request, asks("import")(lambda r: None), (), {}) is None
    request.sight.close()
    Post.objects.update(role="reader")
    assert gate.process_view(request, asks("import")(lambda r: None), (), {}).status_code == 403
    request.sight.close()


def test_only_declared_acts_exist():
    with pytest.raises(ValueError):
        asks("write")


def test_what_one_person_saw_is_stored_in_no_cache():
    assert "no-store" in kit.logged_in(kit.an_official()).get("/")["Cache-Control"]


def test_an_unknown_address_has_a_page_that_tells_what_to_do():
    response = kit.logged_in(kit.an_official()).get("/no/such/page/")
    assert response.status_code == 404 and "怎么办" in response.content.decode()
    assert Client().get("/no/such/page/").status_code == 404


def test_a_form_without_its_token_is_refused_with_a_page():
    client = Client(enforce_csrf_checks=True)
    client.force_login(kit.an_official())
    response = client.post("/logout/")
    assert response.status_code == 403 and "表单已过期" in response.content.decode()


def test_a_nul_in_an_address_or_a_form_is_refused_in_words():
    client = kit.logged_in(kit.an_official())
    for url in ("/search/?q=%00", "/households/%00/", "/villages/?%00=1", f"/divisions/{kit.VILLAGE}/?on=%00"):
        response = client.get(url)
        assert response.status_code == 400 and "怎么办" in response.content.decode(), url
    assert client.post("/language/", {"language": "en", "next": "\0"}).status_code == 400


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "account", "９９", "/\\evil.example", "-1"])
def test_one_is_led_back_to_pages_of_ours_only(elsewhere):
    client = kit.logged_in(kit.an_official())
    assert client.post("/language/", {"language": "en", "next": elsewhere})["Location"] == "/"
    assert client.post("/doubts/1/settle/", {"next": elsewhere})["Location"] == "/doubts/"
    SecondFactor.objects.all().delete()
    assert Client().post("/login/", {"username": "official", "password": kit.PASSWORD, "next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "没有找到"), ("en", "Not found")])
def test_a_page_that_does_not_exist_speaks_the_language_of_the_account(language, words):
    official = kit.an_official(kit.TOWN)
    official.language = language
    official.save()
    other = "en" if language == "zh-hans" else "zh-hans"
    page = kit.logged_in(official).get("/no/such/page/", headers={"accept-language": other})
    assert page.status_code == 404 and words in page.content.decode()
