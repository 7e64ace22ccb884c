"""The second factor: enrolling a telephone, logging in with it, codes on paper, losing it; and being asked again."""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.models import RecoveryCode, SecondFactor
from tuopin.people.selectors import operator
from tuopin.people.services import (
    begin_second_factor,
    check_second_factor,
    confirm_second_factor,
    end_sessions,
    remove_second_factor,
)
from tuopin.people.states import CONFIRMED_AT, LASTS_SECONDS, confirmed_lately
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
ON, AT = date(2020, 6, 1), datetime(2020, 6, 1, 9, 0, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def enrolled(account, at=AT):
    """The secret in the telephone and the codes on paper."""
    secret = begin_second_factor(account=account)
    return secret, confirm_second_factor(account=account, code=pyotp.TOTP(secret).at(at), at=at, on=ON)


def test_a_device_counts_only_after_it_has_shown_a_code():
    account = kit.an_official()
    secret = begin_second_factor(account=account)
    with pytest.raises(Refusal) as wrong:
        confirm_second_factor(account=account, code="000000", at=AT, on=ON)
    assert wrong.value.code == "wrong-code" and SecondFactor.objects.get().confirmed_at is None
    with pytest.raises(Refusal):
        check_second_factor(account=account, code=pyotp.TOTP(secret).at(AT), at=AT, on=ON)
    assert begin_second_factor(account=account) != secret  # begun anew until it is confirmed
    with pytest.raises(Refusal):
        confirm_second_factor(account=account, code=pyotp.TOTP(secret).at(AT), at=AT, on=ON)


def test_the_secret_is_sealed_to_its_account():
    secret, _ = enrolled(kit.an_official())
    kept = bytes(SecondFactor.objects.get().secret_sealed)
    assert secret.encode() not in kept
    assert keyring().open(kept, "people.second_factor|secret|official") == secret


def test_an_enrolled_account_cannot_begin_another_device():
    account = kit.an_official()
    enrolled(account)
    with pytest.raises(Refusal) as refused:
        begin_second_factor(account=account)
    assert refused.value.code == "factor-enrolled"


@pytest.mark.parametrize("seconds, right", [(-31 - 10, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_code_is_good_in_its_own_half_minute_and_the_next_ones(seconds, right):
    account = kit.an_official()
    secret, _ = enrolled(account, AT - timedelta(hours=1))
    code = pyotp.TOTP(secret).at(AT + timedelta(seconds=seconds))
    if right:
        check_second_factor(account=account, code=f" {code[:3]} {code[3:]} ", at=AT, on=ON)
    else:
        with pytest.raises(Refusal):
            check_second_factor(account=account, code=code, at=AT, on=ON)


def test_a_code_is_good_once_and_so_is_an_older_one_after_it():
    account = kit.an_official()
    secret, _ = enrolled(account, AT - timedelta(hours=1))
    totp = pyotp.TOTP(secret)
    check_second_factor(account=account, code=totp.at(AT), at=AT, on=ON)
    for code in (totp.at(AT), totp.at(AT - timedelta(seconds=30))):
        with pytest.raises(Refusal):
            check_second_factor(account=account, code=code, at=AT, on=ON)
    check_second_factor(account=account, code=totp.at(AT + timedelta(seconds=30)), at=AT + timedelta(seconds=30), on=ON)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "٠١٢٣٤٥", "12 34 5x"])
def test_what_is_no_code_is_refused(code):
    account = kit.an_official()
    enrolled(account)
    with pytest.raises(Refusal) as refused:
        check_second_factor(account=account, code=code, at=AT, on=ON)
    assert refused.value.code == "wrong-code"


def test_a_paper_code_stands_in_once_and_leaves_its_trail():
    account = kit.an_official()
    _, paper = enrolled(account)
    assert len(set(paper)) == 8 and all(len(code) == 27 for code in paper)
    assert not RecoveryCode.objects.filter(digest__in=[code.encode() for code in paper]).exists()
    check_second_factor(account=account, code=paper[3].upper(), at=AT, on=ON)
    with pytest.raises(Refusal):
        check_second_factor(account=account, code=paper[3], at=AT, on=ON)
    assert RecoveryCode.objects.filter(used_at=None).count() == 7
    assert Entry.objects.filter(verb="account", subject="account:official").count() == 2


def test_five_wrong_codes_lock_even_the_right_one_for_half_an_hour():
    account = kit.an_official()
    secret, _ = enrolled(account, AT - timedelta(hours=1))
    for _ in range(5):
        with pytest.raises(Refusal):
            check_second_factor(account=account, code="000000", at=AT, on=ON)
    later = AT + timedelta(minutes=29)
    with pytest.raises(Refusal) as locked:
        check_second_factor(account=account, code=pyotp.TOTP(secret).at(later), at=later, on=ON)
    assert locked.value.code == "login-locked"
    free = AT + timedelta(minutes=31)
    check_second_factor(account=account, code=pyotp.TOTP(secret).at(free), at=free, on=ON)


def test_a_lost_device_is_taken_away_with_a_basis_and_every_session_ends():
    account = kit.an_official()
    enrolled(account)
    client = kit.logged_in(account)
    assert client.get("/").status_code == 200
    with pytest.raises(Refusal):
        remove_second_factor(username="official", actor=operator(), on=ON, basis="  ")
    remove_second_factor(username="official", actor=operator(), on=ON, basis="本人持身份证到场")
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    assert client.get("/").status_code == 302
    with pytest.raises(NotFound):
        remove_second_factor(username="official", actor=operator(), on=ON, basis="再来一次")


def test_sessions_end_at_the_next_request_when_an_administrator_ends_them():
    account = kit.an_official()
    client = kit.logged_in(account)
    assert client.get("/").status_code == 200
    end_sessions(username="official", actor="operator", on=ON)
    assert client.get("/")["Location"].startswith("/login/")


def test_logging_in_takes_two_steps_once_a_telephone_is_enrolled():
    account = kit.an_official()
    now = datetime.now(UTC)
    secret, _ = enrolled(account, now - timedelta(minutes=5))
    client = Client()
    first = client.post("/login/", {"username": "official", "password": kit.PASSWORD, "next": "/map/"})
    assert first["Location"] == "/login/code/"
    assert client.get("/")["Location"].startswith("/login/")  # the password alone opens nothing
    assert client.post("/login/code/", {"code": "000000"}).status_code == 422
    second = client.post("/login/code/", {"code": pyotp.TOTP(secret).now()})
    assert second["Location"] == "/map/"
    assert client.get("/").status_code == 200
    assert client.get("/login/code/")["Location"] == "/login/"  # nothing is half way any more


def test_the_second_step_waits_five_minutes_and_no_longer():
    account = kit.an_official()
    enrolled(account, datetime.now(UTC) - timedelta(minutes=5))
    client = Client()
    client.post("/login/", {"username": "official", "password": kit.PASSWORD})
    session = client.session
    session["half_way"] |= {"at": int(time.time()) - 301}
    session.save()
    assert client.get("/login/code/")["Location"] == "/login/"


def test_enrolling_asks_who_sits_there_and_goes_on_to_the_codes_for_paper():
    client = Client()
    account = kit.an_official()
    client.force_login(account)
    asked = client.get("/account/factor/")
    assert asked.status_code == 403 and "请再次确认身份" in asked.content.decode()
    assert client.post("/account/confirm/", {"password": "wrong", "where": "/account/factor/"}).status_code == 422
    assert client.post("/account/confirm/", {"password": kit.PASSWORD, "where": "/account/factor/"})["Location"] == "/account/factor/"
    page = client.get("/account/factor/").content.decode()
    assert "<svg" in page and "style=" not in page
    secret = keyring().open(bytes(SecondFactor.objects.get().secret_sealed), "people.second_factor|secret|official")
    wrong = client.post("/account/factor/", {"code": "000000"})
    assert wrong.status_code == 422 and "设为自动" in wrong.content.decode(), "a wrong first code comes most often of a wrong clock"
    assert "备用码" not in page + wrong.content.decode(), "nobody has codes on paper before the telephone is enrolled"
    shown = client.post("/account/factor/", {"code": pyotp.TOTP(secret).now()})
    assert shown.content.decode().count("<li><code>") == 8
    assert client.get("/account/factor/")["Location"] == "/account/"
    assert "纸质备用码还剩 8 个" in client.get("/account/").content.decode()


def test_what_was_being_sent_is_kept_while_one_is_asked_again():
    client = Client()
    client.force_login(kit.an_official())
    asked = client.post("/households/export/?area=431129000000", {"purpose": "a&b=c", "suffix": "双"})
    assert asked.status_code == 403
    form = asked.context["form"]
    going = client.post("/account/confirm/", {
        "password": kit.PASSWORD, "where": form["where"].value(), "carried": form["carried"].value()})
    page = going.content.decode()
    assert 'action="/households/export/?area=431129000000"' in page and 'value="a&amp;b=c"' in page and 'value="双"' in page
    assert client.post("/account/sessions/end/")["Location"] == "/account/"
    assert client.get("/").status_code == 200  # this session goes on


def test_nobody_is_sent_elsewhere_after_confirming():
    client = Client()
    client.force_login(kit.an_official())
    for where in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        assert client.post("/account/confirm/", {"password": kit.PASSWORD, "where": where})["Location"] == "/"


def test_one_takes_ones_own_device_away_and_is_logged_out():
    account = kit.an_official()
    enrolled(account, datetime.now(UTC) - timedelta(minutes=5))
    client = Client()
    client.force_login(account)
    assert client.post("/account/factor/remove/").status_code == 403
    session = client.session
    session[CONFIRMED_AT] = int(time.time())
    session.save()
    assert client.post("/account/factor/remove/")["Location"] == "/login/"
    assert client.get("/")["Location"].startswith("/login/")
    assert not SecondFactor.objects.exists()


@given(at=st.one_of(st.none(), st.text(), st.floats(), st.integers()), now=st.floats(0, 4e9))
def test_only_a_moment_of_the_last_ten_minutes_counts_as_lately(at, now):
    right = isinstance(at, int) and now - LASTS_SECONDS <= at <= now
    assert confirmed_lately({CONFIRMED_AT: at}, now) is right


def test_a_session_that_says_nothing_was_not_confirmed():
    assert not confirmed_lately({}, time.time())


def a_session(account) -> Client:
    client = Client()
    assert client.post("/login/", {"username": account.username, "password": kit.PASSWORD}).status_code == 302
    return client


def secret_on(client: Client, answer=None) -> str:
    page = (answer or client.get("/account/factor/")).content.decode()
    return re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0].replace(" ", "")


def test_a_secret_that_somebody_else_was_shown_never_becomes_the_holders():
    """Whoever opened the account knows its first password: what they saw before the holder came is worth nothing, nor what they look up meanwhile."""
    account = kit.an_official()
    stranger, holder = a_session(account), a_session(account)
    seen_before = secret_on(stranger)
    shown = secret_on(holder)
    assert shown != seen_before
    wrong = holder.post("/account/factor/", {"code": "000000"})
    assert wrong.status_code == 422 and secret_on(holder, wrong) == shown, "the square stays while its holder mistypes"
    seen_meanwhile = secret_on(stranger, stranger.post("/account/factor/", {"code": "000000"}))
    assert seen_meanwhile != shown
    late = holder.post("/account/factor/", {"code": pyotp.TOTP(shown).now()})
    assert late.status_code == 422 and not SecondFactor.objects.get().confirmed_at, "the other one took its place: nothing is confirmed"
    theirs = secret_on(holder, late)
    assert theirs not in (seen_before, shown, seen_meanwhile)
    done = holder.post("/account/factor/", {"code": pyotp.TOTP(theirs).now()})
    assert done.content.decode().count("<li><code>") == 8
    kept = keyring().open(bytes(SecondFactor.objects.get().secret_sealed), "people.second_factor|secret|official")
    assert kept == theirs


def test_a_code_for_a_secret_that_was_never_shown_here_confirms_nothing():
    account = kit.an_official()
    seen = secret_on(a_session(account))
    other = a_session(account)
    assert other.post("/account/factor/", {"code": pyotp.TOTP(seen).now()}).status_code == 422
    assert not SecondFactor.objects.get().confirmed_at
