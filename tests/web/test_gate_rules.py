"""The gate of pages, condition by condition: what is refused, where one is led, and whose word counts."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, path
from django.utils import timezone

from tuopin.kernel.acts import OPEN, SIGNED_IN, asks
from tuopin.kernel.refusals import NotFound
from tuopin.people.models import Post, SecondFactor
from tuopin.scope.services import sight
from tuopin.web import sessions
from tuopin.web.checks import _declared
from tuopin.web.middleware import (
    METHODS,
    OPEN_PAGES,
    READS,
    UNTIL_ENROLLED,
    GateMiddleware,
    _has_nul,
    _posts,
    _refuse_undeclared,
    _to_login,
)
from tuopin.web.sessions import user_of
from web import kit

NOW = int(timezone.now().timestamp())
GATE = GateMiddleware(lambda request: HttpResponse(f"{request.on} {request.actor} {request.year}"))


def asked(url="/", *, user=None, post=None, name="home", htmx=False, session=None):
    request = RequestFactory().post(url, post) if post is not None else RequestFactory().get(url)
    request.user, request.htmx, request.on, request.actor, request.sight = user or AnonymousUser(), htmx, timezone.localdate(), None, ExitStack()
    request.session = session if session is not None else SessionStore()
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=name)
    return request


def view_of(act, **declared):
    return asks(act, **declared)(lambda _request: None)


def passed(request, view, **kwargs):
    """The status with which the gate ends the request; None where it lets it through. Whatever it opened is closed."""
    with request.sight:
        answer = GATE.process_view(request, view, (), kwargs)
        return None if answer is None else answer.status_code


def test_these_pages_and_no_others_are_open_and_these_methods_are_taken():
    assert {"login", "login-code", "login-password", "language", "public-figures", "public-edition", "calendar-feed"} == OPEN_PAGES
    assert {"account", "enroll", "confirm", "logout"} == UNTIL_ENROLLED
    assert {"GET", "HEAD"} == READS and {"GET", "HEAD", "POST"} == METHODS


def test_an_open_page_is_shown_to_nobody_in_particular_only_when_it_is_on_the_list():
    assert passed(asked(name="login"), view_of(OPEN)) is None
    assert passed(asked(name="home"), view_of(OPEN)) == passed(asked(name="login"), view_of(SIGNED_IN)) == passed(asked(name="login"), lambda _r: None) == 302
    assert passed(asked("/?admin=1", name="login"), view_of(OPEN)) == 400 and passed(asked("/?year=2018", name="login"), view_of(OPEN)) is None


def test_a_method_that_no_page_takes_and_a_nul_end_before_anything_is_asked():
    request = asked(name="login")
    for method, status in (("HEAD", None), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405)):
        request.method = method
        assert passed(request, view_of(OPEN)) == status, method
    assert passed(asked("/?year=%00", name="login"), view_of(OPEN)) == 400 and passed(asked(name="login"), view_of(OPEN), number="\0") == 400


@pytest.mark.parametrize(("request_", "kwargs", "found"), [
    (asked("/?a=b"), {}, False), (asked("/?a=%00"), {}, True), (asked("/?%00=b"), {}, True), (asked("/?a=b&a=%00"), {}, True), (asked(post={"a": "\0"}), {}, True),
    (asked(post={"\0": "b"}), {}, True), (asked(post={"a": ["b", "\0"]}), {}, True), (asked(post={"a": "b"}), {}, False), (asked(), {"n": "H\0"}, True), (asked(), {"n": 7}, False),
])
def test_a_nul_is_found_wherever_it_is_sent(request_, kwargs, found):
    assert _has_nul(request_, kwargs) is found


def test_what_no_view_takes_is_refused_in_address_form_and_files():
    view = view_of("read", takes=("search",))
    assert _refuse_undeclared(asked("/?search=a&year=2018", post={"search": "b", "once": "k"}), view) is None
    for request in (asked("/?role=a"), asked(post={"role": "a"}), asked(post={"file": SimpleUploadedFile("a", b"")})):
        assert _refuse_undeclared(request, view).status_code == 400
    assert _refuse_undeclared(asked("/?search=a"), lambda _r: None).status_code == 400 and _refuse_undeclared(asked("/?year=1"), lambda _r: None) is None


def test_one_is_led_to_the_log_in_and_back_to_what_was_looked_at():
    assert _to_login(asked("/doubts/?year=2018"))["Location"] == "/login/?next=/doubts/%3Fyear%3D2018"
    assert _to_login(asked("/doubts/", htmx=True)).headers.get("HX-Redirect") == "/login/?next=/"
    assert _to_login(asked("/"), ended=True)["Location"] == "/login/?next=/&ended=1" and _to_login(asked("/", htmx=True)).status_code == 401
    assert _to_login(asked("/")).status_code == 302
    assert _to_login(asked("/doubts/", post={}, htmx=True)).headers["HX-Redirect"] == "/login/?next=/"
    looked = asked("/doubts/")
    looked.method = "HEAD"
    assert _to_login(looked)["Location"] == "/login/?next=/"
    bare = asked("/doubts/", post={})
    bare.META["HTTP_REFERER"] = "http://testserver"
    assert _to_login(bare)["Location"] == "/login/?next=/&unsent=1", "a referring address without a path names no page"


def test_who_sends_a_form_after_the_session_ended_is_told_that_it_was_not_sent_and_led_back_to_it():
    for referer, back in (
        ("http://testserver/households/H1/changes/?year=2018", "/households/H1/changes/%3Fyear%3D2018"), ("", "/"), ("http://elsewhere/x/", "/"), ("http://testserver//elsewhere/", "/"),
        ("http://testserver/login/?next=/", "/"), ("http://testserver/households/H1/changes/propose/", "/households/H1/changes/"),
    ):
        request = asked("/households/H1/changes/propose/", post={"kind": "birth"})
        request.META["HTTP_REFERER"] = referer
        assert _to_login(request)["Location"] == f"/login/?next={back}&unsent=1", referer
    assert "刚才填写的没有提交" in Client(headers={"accept-language": "zh-hans"}).get("/login/?next=/&unsent=1").content.decode()


def test_a_refusal_has_its_page_and_any_other_fault_goes_on():
    assert GATE.process_exception(asked(), NotFound("x", "没有。", "找。")).status_code == 404 and GATE.process_exception(asked(), ValueError()) is None


def test_a_view_is_declared_by_an_act_and_by_the_list_where_it_is_open():
    for act, name, fine in ((OPEN, "login", True), (OPEN, "home", False), ("read", "home", True), (SIGNED_IN, "home", True)):
        assert _declared(path("x/", view_of(act), name=name)) is fine
    assert not _declared(path("x/", lambda _r: None, name="login"))


@pytest.fixture
def official():
    kit.lay_out_places()
    kit.judged_figures()
    return kit.an_official(kit.TOWN, "clerk")


@pytest.mark.django_db
def test_who_is_logged_in_passes_with_the_act_and_without_only_to_their_own_account(official):
    assert passed(asked(user=official), view_of("import")) is None and passed(asked(user=official), view_of(SIGNED_IN)) is None
    assert passed(asked(user=official), view_of("confirm")) == passed(asked(user=official), lambda _r: None) == 403
    assert passed(asked("/?role=x", user=official), view_of("read")) == 400
    request = asked(user=official)
    with request.sight:
        assert GATE.process_view(request, view_of("read"), (), {}) is None
        assert sight().read.startswith(kit.TOWN) and request.actor.name == official.username and request.year
    assert sight().read == ""
    Post.objects.all().delete()
    left = asked(user=official, session=SessionStore())
    left.session["kept"] = 1
    assert passed(left, view_of(SIGNED_IN)) == 302 and "kept" not in left.session


@pytest.mark.django_db
def test_a_session_that_is_over_is_ended_and_one_that_runs_is_noted(official):
    old = asked(user=official)
    old.session["begun_at"] = NOW - 13 * 3600
    assert passed(old, view_of("read")) == 302 and "begun_at" not in old.session
    fresh = asked(user=official)
    assert passed(fresh, view_of("read")) is None and fresh.session["begun_at"] >= NOW and fresh.session["seen_at"] >= NOW


@pytest.mark.django_db
def test_what_is_weighty_asks_again_and_of_approvers_a_device(official):
    weighty, lately = view_of("read", fresh=True), {"confirmed_at": int(timezone.now().timestamp())}

    def tried(user, session, **more):
        request = asked(user=user, session=SessionStore(), **more)
        request.session.update(session)
        return passed(request, weighty)

    assert tried(official, {}) is None, "looking at it asks nothing"
    assert tried(official, {}, post={}) == 403 and tried(official, lately, post={}) is None
    head = kit.an_official(kit.TOWN, "head", username="head")
    device = SecondFactor.objects.create(account=head, secret_sealed=b"", confirmed_at=timezone.now())
    assert tried(head, lately, post={}) is None
    device.delete()
    assert tried(head, lately, post={}) == 403 and tried(official, lately, post={}) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("of_all", "page", "enrolled", "led_away"), [
    (True, "households", False, True), (True, "households", True, False), (True, "enroll", False, False), (True, "account", True, False), (False, "households", False, False),
])
def test_where_everybody_must_enroll_whoever_has_not_is_led_there_from_all_but_their_own_pages(official, settings, of_all, page, enrolled, led_away):
    settings.SECOND_FACTOR_OF_ALL = of_all
    if enrolled:
        SecondFactor.objects.create(account=official, secret_sealed=b"", confirmed_at=timezone.now())
    assert passed(asked(user=official, name=page), view_of(SIGNED_IN)) == (302 if led_away else None)


@pytest.mark.django_db
def test_posts_read_with_the_session_count_only_for_the_account_they_were_read_for(official):
    other = kit.an_official(kit.NATION, username="other")
    request = asked(user=official)
    request.session.asking = SimpleNamespace(account=other, posts=("theirs",))
    assert [post.area_code for post in _posts(request)] == [kit.TOWN]
    request.session.asking.account = official
    assert _posts(request) == ["theirs"]
    request.session.asking = None
    assert [post.area_code for post in _posts(request)] == [kit.TOWN]


@pytest.mark.django_db
@pytest.mark.parametrize(("changed", "known"), [
    ({}, True), ({"_auth_user_hash": "x"}, False), ({"_auth_user_backend": "elsewhere.Backend"}, False), ({"_auth_user_id": "0"}, False),
])
def test_a_session_says_whose_it_is_by_number_backend_and_key(official, changed, known):
    session = sessions.SessionStore()
    session.update({"_auth_user_id": str(official.pk), "_auth_user_backend": "django.contrib.auth.backends.ModelBackend", "_auth_user_hash": official.get_session_auth_hash()} | changed)
    for asking in (SimpleNamespace(account=official, posts=()), None):
        session.asking = asking
        assert user_of(SimpleNamespace(session=session)).is_authenticated is known


@pytest.mark.django_db
def test_an_account_that_is_closed_or_unsaid_is_nobody(official):
    session = sessions.SessionStore()
    assert not user_of(SimpleNamespace(session=session)).is_authenticated
    session.update({"_auth_user_id": str(official.pk), "_auth_user_backend": "django.contrib.auth.backends.ModelBackend", "_auth_user_hash": official.get_session_auth_hash()})
    official.is_active = False
    session.asking = SimpleNamespace(account=official, posts=())
    assert not user_of(SimpleNamespace(session=session)).is_authenticated
