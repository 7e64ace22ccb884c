"""Where one is logged in: each place with its browser, its time and a button that ends it alone."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tuopin.kernel.refusals import NotFound
from tuopin.people.models import LoggedIn
from tuopin.people.services import end_session, end_sessions, open_sessions
from tuopin.people.states import BEGUN_AT, CONFIRMED_AT, IDLE_SECONDS, SEEN_AT, browser_in_words
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.49"


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def entered(browser: str, username: str = "official") -> Client:
    client = Client(headers={"user-agent": browser})
    assert client.post("/login/", {"username": username, "password": kit.PASSWORD})["Location"] == "/"
    client.get("/account/")
    return client


def asked_again_lately(client: Client) -> None:
    session = client.session
    session[CONFIRMED_AT] = int(time.time())
    session.save()


@pytest.mark.parametrize(("said", "words"), [
    (WINDOWS, "Chrome · Windows"), (PHONE, "WeChat · Android"), ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
    ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537.36 Edg/126", "Edge · Windows"), ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox · Linux"),
    ("curl/8.7", ""), ("", ""), ("<script>Chrome</script>", "Chrome"), ("something on Windows", "Windows"),
])
def test_a_browser_is_told_in_known_words_alone(said, words):
    assert browser_in_words(said) == words


def test_each_place_is_listed_with_its_browser_and_ended_by_itself():
    account = kit.an_official(role="clerk")
    here, lent = entered(WINDOWS), entered(PHONE)
    page = here.get("/account/").content.decode()
    assert "Chrome · Windows" in page and "WeChat · Android" in page and page.count("/account/sessions/") == 2  # the lent one's button, and that of all others
    assert here.session.session_key not in page and lent.session.session_key not in page
    first, second = open_sessions(account, asking=here.session.session_key, at=timezone.now())
    assert (first.here, first.browser, second.here, second.browser) == (True, "Chrome · Windows", False, "WeChat · Android")
    assert abs(first.begun_at - timezone.now()) < timedelta(minutes=1) and abs(first.seen_at - timezone.now()) < timedelta(minutes=1)
    asked_again_lately(here)
    assert here.post(f"/account/sessions/{second.mark}/end/")["Location"] == "/account/"
    assert lent.get("/").status_code == 302 and here.get("/").status_code == 200
    assert [one.browser for one in open_sessions(account, asking="", at=timezone.now())] == ["Chrome · Windows"]
    last = Entry.objects.order_by("id").last()
    assert (last.verb, last.detail, last.actor) == ("account", {"what": "session-ended"}, "official")
    assert here.post(f"/account/sessions/{second.mark}/end/").status_code == 404


def test_who_sits_there_is_asked_first_and_the_wish_goes_on_afterwards():
    kit.an_official(role="clerk")
    here, other = entered(WINDOWS), entered(PHONE)
    session = here.session
    session[CONFIRMED_AT] = int(time.time()) - 3600
    session.save()
    mark = next(one.mark for one in open_sessions(kit.Account.objects.get(), asking=session.session_key, at=timezone.now()) if not one.here)
    assert here.post(f"/account/sessions/{mark}/end/").status_code == 403 and other.get("/").status_code == 200


def test_nobody_ends_another_s_and_sees_none_of_theirs():
    kit.an_official(role="clerk")
    other = kit.an_official(role="clerk", username="other")
    entered(WINDOWS)
    theirs = entered(PHONE, "other")
    [one] = open_sessions(kit.Account.objects.get(username="official"), asking="", at=timezone.now())
    asked_again_lately(theirs)
    assert theirs.post(f"/account/sessions/{one.mark}/end/").status_code == 404
    assert "Chrome · Windows" not in theirs.get("/account/").content.decode()
    with pytest.raises(NotFound):
        end_session(other, one.mark, at=timezone.now(), on=timezone.localdate())
    assert LoggedIn.objects.filter(account_number=kit.Account.objects.get(username="official").pk).exists()


def test_the_columns_are_no_proof_of_whose_a_session_is():
    """Whoever writes another's number beside a session gains nothing, and is listed nowhere."""
    account, other = kit.an_official(role="clerk"), kit.an_official(role="clerk", username="other")
    client = entered(WINDOWS)
    LoggedIn.objects.update(account_number=other.pk)
    assert open_sessions(other, asking="", at=timezone.now()) == [] and str(account.pk) == client.session["_auth_user_id"]


@pytest.mark.parametrize("how", ["ended", "idle", "expired", "of another password"])
def test_what_opens_nothing_any_more_is_not_listed(how):
    account = kit.an_official(role="clerk")
    client, at = entered(WINDOWS), timezone.now()
    if how == "ended":
        account = end_sessions(username="official", actor="operator", on=timezone.localdate())
    elif how == "of another password":
        account.set_password("another-password-for-tests")
        account.save()
    elif how == "idle":
        session = client.session
        session[SEEN_AT] = session[BEGUN_AT] = int(time.time()) - IDLE_SECONDS - 10
        session.save()
    else:
        at += timedelta(days=30)
    assert open_sessions(account, asking="", at=at) == []


def test_the_row_follows_its_session_through_a_new_key():
    account = kit.an_official(role="clerk")
    client = entered(WINDOWS)
    before = client.session.session_key
    client.post("/account/confirm/", {"password": kit.PASSWORD, "where": "/map/", "carried": ""})
    assert client.session.session_key != before
    assert list(LoggedIn.objects.filter(account_number=account.pk).values_list("session_key", "browser")) == [(client.session.session_key, "Chrome · Windows")]
