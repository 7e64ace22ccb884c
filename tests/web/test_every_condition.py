"""Who is asked for, what is remembered of a session and which forms say the same: each condition by what it alone holds back."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from database_lines import on_a_line_of_its_own
from tuopin.kernel import folders
from tuopin.kernel.acts import asks
from tuopin.people.models import Account
from tuopin.scope.selectors import rows_of, trust_a_silent_line
from tuopin.web import sessions
from tuopin.web.middleware import AskerMiddleware, GateMiddleware
from tuopin.web.once import OnceMiddleware, digest_of
from tuopin.web.sessions import SessionStore, user_of
from web import kit


def logged_in(account) -> SessionStore:
    """The session of somebody who has logged in, read anew as the next request reads it."""
    client = Client()
    client.force_login(account)
    return SessionStore(client.session.session_key)


def asking(session):
    request = RequestFactory().get("/")
    request.session = session
    return request


@pytest.mark.django_db
def test_the_one_who_asks_is_whom_the_session_names_by_number_way_and_key():
    one, other = kit.an_official(kit.VILLAGE, username="w1"), kit.an_official(kit.VILLAGE, username="w2")
    session = logged_in(one)
    assert user_of(asking(session)) == one
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(other.pk), other.get_session_auth_hash()
    assert user_of(asking(session)) == other, "what was read with the session was of another"
    for name, said in ((BACKEND_SESSION_KEY, "no.such.Backend"), (HASH_SESSION_KEY, "0" * 64)):
        session = logged_in(one)
        assert session[SESSION_KEY] == str(one.pk)
        session[name] = said
        assert not user_of(asking(session)).is_authenticated
    session = logged_in(one)
    assert session[SESSION_KEY]
    Account.objects.filter(pk=one.pk).update(is_active=False)
    assert user_of(asking(logged_in(other))).pk != one.pk and not user_of(asking(SessionStore(session.session_key))).is_authenticated


@pytest.mark.django_db
def test_whom_django_itself_would_name_can_still_be_asked_for():
    request = asking(logged_in(kit.an_official(kit.VILLAGE)))
    AskerMiddleware(lambda _request: None).process_request(request)
    assert request.user.is_authenticated and callable(request.auser)


def test_only_so_many_sessions_are_remembered_and_one_that_ended_is_not(monkeypatch):
    monkeypatch.setattr(sessions, "REMEMBERED", 2)
    monkeypatch.setattr(sessions, "_whose", {})
    for key, account in (("a", 1), ("b", 2)):
        sessions._remember(key, account)
    assert sessions._whose == {"a": 1, "b": 2}
    sessions._remember("c", 3)
    assert sessions._whose == {"c": 3}
    sessions._remember("c", None)
    sessions._remember("never", None)
    assert sessions._whose == {}


@pytest.mark.django_db
def test_a_session_is_read_without_asking_first_whether_the_database_is_there():
    def work():
        connection.ensure_connection()
        connection.health_check_enabled, connection.health_check_done = True, False
        asked = []
        connection.is_usable = lambda: asked.append("the line was asked") or True
        return SessionStore("a" * 32).load(), asked

    assert on_a_line_of_its_own(work) == ({}, [])


@pytest.mark.django_db
def test_only_a_line_that_is_there_and_would_be_asked_is_trusted():
    def trusted(*, enabled):
        connection.health_check_enabled, connection.health_check_done = enabled, False
        trust_a_silent_line()
        return connection.health_check_done

    def work():
        without = trusted(enabled=True)
        connection.ensure_connection()
        open_, unasked = trusted(enabled=True), trusted(enabled=False)
        connection.connection.close()  # by this side: nothing more can be read from it
        return without, open_, unasked, trusted(enabled=True)

    assert on_a_line_of_its_own(work) == (False, True, False, False)


@pytest.mark.django_db
def test_without_a_line_or_with_a_dead_one_a_new_one_is_asked():
    def work():
        answers = [rows_of("SELECT 1", [])]
        before = connection.connection
        connection.health_check_enabled, connection.health_check_done = True, False
        connection.connection.close()
        answers.append(rows_of("SELECT 2", []))
        return answers, connection.connection is not before

    assert on_a_line_of_its_own(work) == ([[(1,)], [(2,)]], True)


@pytest.mark.django_db
def test_what_one_person_saw_is_kept_by_no_cache_and_what_is_for_all_may_be():
    def answered(user):
        request = RequestFactory().get("/")
        request.user, request.sight = user, ExitStack()
        return GateMiddleware(lambda _request: HttpResponse("seen"))(request).headers.get("Cache-Control", "")

    assert "no-store" in answered(kit.an_official(kit.VILLAGE)) and "private" in answered(Account.objects.get())
    assert answered(AnonymousUser()) == ""


@pytest.mark.django_db
def test_on_a_full_disk_pages_are_still_read(monkeypatch):
    kit.lay_out_places()
    monkeypatch.setattr(folders, "LEAST_ROOM", 1 << 62)
    request = RequestFactory().get("/a/", {"once": "k" * 22})
    request.user = kit.an_official()
    view = asks("read")(lambda _request: None)
    assert OnceMiddleware(None).process_view(request, view, (), {}) is None


def test_the_content_of_one_file_can_say_nothing_of_another():
    def said(*files):
        return digest_of(RequestFactory().post("/a/", {"file": [SimpleUploadedFile(name, content) for name, content in files]}))

    def part(text: bytes) -> bytes:
        return len(text).to_bytes(8, "big") + text

    two = said(("a", b"X"), ("b", b"Y"))
    for between in (b"", part(b"")):
        assert said(("a", b"X" + between + part(b"file") + part(b"b") + b"Y")) != two
        assert said(("a", b"X" + between + part(b"file") + part(b"b") + (1).to_bytes(8, "big") + b"Y")) != two
