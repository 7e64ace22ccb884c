"""A log-in is asked anew at every request, in one statement, and believed only as far as the database says so now."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuopin.people.models import Account
from tuopin.web import sessions
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()
    kit.judged_figures()


def _key(client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_session_account_and_posts_are_one_statement():
    client = kit.logged_in(kit.an_official())
    client.get("/rules/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/rules/")
    asked = [q["sql"] for q in queries if any(t in q["sql"] for t in ("django_session", "people_account", "people_post"))]
    assert len(asked) == 1, asked


def test_a_wrong_guess_of_whose_a_session_is_opens_nothing_of_others():
    client = kit.logged_in(kit.an_official(kit.VILLAGE, "clerk"))
    other = kit.an_official(kit.NATION, username="other")
    sessions._whose[_key(client)] = other.pk
    assert client.get(f"/area/{kit.NEIGHBOUR}/").status_code == 404
    assert client.get("/").wsgi_request.user.username == "official"


def test_a_guess_alone_is_no_session():
    client = kit.logged_in(kit.an_official())
    assert client.get("/").status_code == 200
    Session.objects.all().delete()
    assert client.get("/").status_code == 302


def test_a_session_whose_text_was_altered_is_nobodys():
    client = kit.logged_in(kit.an_official())
    Session.objects.update(session_data="e30:forged:signature")
    assert client.get("/").status_code == 302


def test_a_session_past_its_end_is_nobodys():
    client = kit.logged_in(kit.an_official())
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    assert client.get("/").status_code == 302


def test_a_password_changed_elsewhere_ends_the_session():
    account = kit.an_official()
    client = kit.logged_in(account)
    assert client.get("/").status_code == 200
    account.set_password("another-password-for-tests")
    account.save()
    assert client.get("/").status_code == 302


def test_the_guesses_of_a_process_do_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(sessions, "REMEMBERED", 2)
    clients = [kit.logged_in(kit.an_official(username=f"official{n}")) for n in range(4)]
    assert [client.get("/").status_code for client in clients] == [200] * 4
    assert len(sessions._whose) <= 2 and Account.objects.count() == 4
