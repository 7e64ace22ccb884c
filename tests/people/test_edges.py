"""What administrators do by command, and the ways around a log-in: posts that end halfway, passwords typed twice, sessions of another kind."""

from datetime import date, timedelta

import pyotp
import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from register import a_certificate
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.commands import account as command
from tuopin.people.forms import PasswordForm
from tuopin.people.models import Account, Kinship, SecondFactor
from tuopin.people.selectors import account_numbered, actor_for, operator
from tuopin.people.services import (
    appoint_post,
    begin_second_factor,
    check_login_code,
    confirm_identity,
    confirm_second_factor,
)
from tuopin.people.services.log_in import check_login
from tuopin.scope.services import NOTHING, confirm_codes, confirm_in_sight, door, showing, sight
from web import kit

pytestmark = pytest.mark.django_db
ON = date(2020, 6, 1)


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def asked(*words, answer=""):
    done = CliRunner().invoke(command, list(words), obj={}, input=answer)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_the_administrator_renews_a_password_by_command_and_it_is_the_one_shown():
    account = kit.an_official()
    shown = asked("password", "official").strip()
    account.refresh_from_db()
    assert account.check_password(shown) and not account.check_password(kit.PASSWORD)


def test_the_administrator_takes_a_lost_device_away_by_command():
    account = kit.an_official()
    SecondFactor.objects.create(account=account, secret_sealed=b"", confirmed_at=timezone.now())
    assert asked("factor-remove", "official", "--basis", "本人持证到场").strip() == "official" and not SecondFactor.objects.exists()


def test_the_administrator_records_whose_account_it_is_and_who_are_kin_by_command():
    kit.an_official(), kit.an_official(username="sister")
    number = a_certificate(date(1970, 1, 1), 7)
    assert number not in asked("identify", "official", answer=f"{number}\n")
    assert bytes(Account.objects.get(username="official").identity_index) == keyring().find_by("certificate", number)
    assert asked("kin", "official", "sister").split() == ["official", "sister"] and Kinship.objects.count() == 1


def test_the_administrator_ends_all_sessions_by_command():
    client = kit.logged_in(kit.an_official())
    assert client.get("/").status_code == 200
    asked("log-out", "official")
    assert client.get("/").status_code == 302


def test_a_day_that_is_none_is_refused_by_command():
    kit.an_official()
    with pytest.raises(Refusal) as refused:
        asked("post", "official", kit.COUNTY, "head", "--from", "soon")
    assert refused.value.code == "bad-day"


def test_a_new_password_typed_differently_is_not_taken():
    form = PasswordForm({"old": kit.PASSWORD, "new": "a-long-new-password-1", "again": "a-long-new-password-2"})
    assert not form.is_valid() and "again" in form.errors


def test_an_account_that_is_closed_or_gone_has_nothing():
    account = kit.an_official()
    account.is_active = False
    assert actor_for(account, on=ON).areas == ()
    with pytest.raises(NotFound):
        account_numbered(account.pk + 1)


def enrolled(account):
    at = timezone.now() - timedelta(minutes=5)
    secret = begin_second_factor(account=account)
    confirm_second_factor(account=account, code=pyotp.TOTP(secret).at(at), at=at, on=ON)
    return secret


def test_a_post_that_ends_between_password_and_code_lets_nobody_in():
    account = kit.an_official()
    secret, now = enrolled(account), timezone.now()
    assert check_login(username="official", password=kit.PASSWORD, on=ON, at=now).pk == account.pk
    account.posts.all().delete()
    with pytest.raises(Refusal) as refused:
        check_login_code(account=account, code=pyotp.TOTP(secret).at(now), on=ON, at=now)
    assert refused.value.code == "no-post"


def test_who_sits_there_is_asked_for_the_code_too():
    account = kit.an_official()
    secret, now = enrolled(account), timezone.now()
    for password, code, said in ((kit.PASSWORD, "000000", "wrong-code"), ("wrong", "", "wrong-password")):
        with pytest.raises(Refusal) as refused:
            confirm_identity(account=account, password=password, code=code, at=now, on=ON)
        assert refused.value.code == said
    confirm_identity(account=account, password=kit.PASSWORD, code=pyotp.TOTP(secret).at(now), at=now, on=ON)


def test_the_page_of_the_code_is_shown_only_halfway_and_asks_again_after_a_wrong_one():
    account = kit.an_official()
    secret, client = enrolled(account), Client()
    assert client.get("/login/code/")["Location"] == "/login/"
    assert client.post("/login/", {"username": "official", "password": kit.PASSWORD, "next": "/map/"})["Location"] == "/login/code/"
    assert client.get("/login/code/").status_code == 200 and client.get("/").status_code == 302
    assert client.post("/login/code/", {"code": "000000"}).status_code == 422 and client.post("/login/code/", {}).status_code == 422
    assert client.post("/login/code/", {"code": pyotp.TOTP(secret).now()})["Location"] == "/map/"


def test_a_language_that_is_none_changes_nothing_and_one_chosen_before_the_log_in_stays():
    account, client = kit.an_official(), Client()
    assert "django_language" not in client.post("/language/", {"language": "xx"}).cookies
    client.post("/language/", {"language": "en"})
    client.post("/login/", {"username": "official", "password": kit.PASSWORD})
    account.refresh_from_db()
    assert account.language == "en"


def test_a_session_that_names_another_way_of_logging_in_is_nobodys():
    client = kit.logged_in(kit.an_official())
    session = client.session
    session["_auth_user_backend"] = "elsewhere.Backend"
    session.save()
    assert client.get("/").status_code == 302


def test_a_form_of_account_questions_that_lacks_something_is_shown_again():
    client = kit.logged_in(kit.an_official())
    assert client.post("/account/confirm/", {}).status_code == 422


def test_a_door_without_any_work_open_widens_nothing_and_confirms_nothing():
    with door("figures", write=["431129000000"]):
        assert sight() is NOTHING
    with showing(read=[], write=[]), connection.cursor() as cursor, pytest.raises(NotFound):
        confirm_codes(cursor, [kit.VILLAGE])
    assert sight() is NOTHING
    with connection.cursor() as cursor:
        confirm_codes(cursor, [kit.VILLAGE])
        confirm_in_sight(cursor, "registry_household", "village_code", [1])


def test_a_sight_in_a_transaction_that_failed_is_given_up_with_it():
    appoint_post(username=kit.an_official().username, area_code=kit.COUNTY, role="clerk", starts_on=ON, actor=operator(), on=ON)
    with pytest.raises(OperationalError), transaction.atomic(), showing(read=[kit.COUNTY], write=[]), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")
        cursor.execute("SELECT pg_sleep(1)")
    assert sight() is NOTHING
