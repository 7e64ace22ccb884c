"""A password that was given out: it opens the choice of another and nothing else, for a week, and is nobody's for long."""

from datetime import timedelta

import pyotp
import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from tuopin.kernel.refusals import Refusal
from tuopin.people.commands import account as command
from tuopin.people.models import Account
from tuopin.people.selectors import operator
from tuopin.people.services import (
    appoint_post,
    begin_second_factor,
    change_password,
    check_login,
    choose_first_password,
    confirm_second_factor,
    end_sessions,
    open_account,
    reset_password,
)
from tuopin.people.services.open_account import GIVEN_LASTS
from tuopin.trail.models import Entry
from tuopin.trail.services.verify_states import replayed
from tuopin.trail.states import projections as projections_module
from tuopin.trail.states.findings import Finding
from tuopin.trail.states.projections import declared_for
from web import kit

pytestmark = pytest.mark.django_db
CHOSEN, STEP = "only-the-holder-knows-7", "/login/password/"


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


@pytest.fixture
def given() -> str:
    """The password of a clerk whose account was opened today."""
    today = timezone.localdate()
    _account, password = open_account(username="pan.yuelan", name="盘月兰", actor=operator(), on=today)
    appoint_post(username="pan.yuelan", area_code=kit.COUNTY, role="clerk", starts_on=today, actor=operator(), on=today)
    return password


def log_in(client: Client, password: str, **more: str):
    return client.post("/login/", {"username": "pan.yuelan", "password": password, **more})


def choose(client: Client, new: str = CHOSEN, again: str | None = None):
    return client.post(STEP, {"new": new, "again": new if again is None else again})


def test_it_opens_nothing_but_the_choice_of_another_and_leads_on_to_where_one_wanted_to_go(given):
    client = Client()
    assert log_in(client, given, next="/map/")["Location"] == STEP
    for path in ("/", "/households/", "/account/", "/account/tokens/"):
        assert client.get(path)["Location"].startswith("/login/"), path
    assert "初始密码" in client.get(STEP).content.decode()
    assert choose(client)["Location"] == "/map/" and client.get("/").status_code == 200
    assert log_in(Client(), given).status_code == 422 and log_in(Client(), CHOSEN)["Location"] == "/"
    assert [(e.verb, e.detail.get("what"), e.actor) for e in Entry.objects.filter(subject="account:pan.yuelan").order_by("id")][-3:] == [
        ("login", None, "pan.yuelan"), ("account", "password", "pan.yuelan"), ("login", None, "pan.yuelan")]


@pytest.mark.parametrize(("new", "again", "said"), [
    ("short", "short", "太容易被猜到"), ("", "", "必填"), (CHOSEN, CHOSEN + "x", "两次输入的新密码不同"), ("pan.yuelan-pan.yuelan", "pan.yuelan-pan.yuelan", "太容易被猜到"),
    ("pan.yuelan-pan.yuelan", "pan.yuelan-pan.yuelan", "不要用姓名"), ("123456789012", "123456789012", "不要用连续或重复的字符"), ("international", "international", "不要用常见密码"),
])
def test_what_is_too_weak_or_mistyped_is_told_and_the_step_stays_open(given, new, again, said):
    client = Client()
    log_in(client, given)
    wrong = choose(client, new, again)
    assert wrong.status_code == 422 and said in wrong.content.decode() and client.get("/").status_code == 302
    assert choose(client).status_code == 302 and client.get("/").status_code == 200


@pytest.mark.parametrize("leaked", ["1q2w3e4r5t6y", "qwerty123456", "1qaz2wsx3edc", "international"])
def test_a_password_that_leaked_elsewhere_is_not_taken(given, leaked):
    """Long enough, no word of the field, and known to whoever tries lists."""
    client = Client()
    log_in(client, given)
    assert len(leaked) >= 12 and choose(client, leaked).status_code == 422 and client.get("/").status_code == 302


def test_the_one_given_out_is_no_choice(given):
    client = Client()
    log_in(client, given)
    assert "初始密码" in choose(client, given).content.decode()
    assert Account.objects.get(username="pan.yuelan").password_given_at is not None and client.get("/").status_code == 302


@pytest.mark.parametrize(("waited", "let_in"), [(GIVEN_LASTS, True), (GIVEN_LASTS + timedelta(seconds=1), False)])
def test_it_waits_for_a_week_and_no_longer(given, waited, let_in):
    at = Account.objects.get(username="pan.yuelan").password_given_at + waited
    if let_in:
        assert check_login(username="pan.yuelan", password=given, on=timezone.localdate(), at=at).username == "pan.yuelan"
        return
    with pytest.raises(Refusal) as refused:
        check_login(username="pan.yuelan", password=given, on=timezone.localdate(), at=at)
    assert refused.value.code == "password-expired" and "7" in " ".join(refused.value.say(str))
    with pytest.raises(Refusal) as wrong:
        check_login(username="pan.yuelan", password="guessed", on=timezone.localdate(), at=at)
    assert wrong.value.code == "wrong-login", "who does not know it is not told that it has expired"


def test_a_chosen_one_does_not_expire(given):
    choose_first_password(account=Account.objects.get(username="pan.yuelan"), new=CHOSEN, on=timezone.localdate())
    assert check_login(username="pan.yuelan", password=CHOSEN, on=timezone.localdate(), at=timezone.now() + timedelta(days=4000))


@pytest.mark.parametrize("meanwhile", ["reset", "ended", "chosen", "closed"])
def test_a_step_begun_with_a_password_of_before_is_over(given, meanwhile):
    client, today = Client(), timezone.localdate()
    log_in(client, given)
    before = Account.objects.get(username="pan.yuelan")
    if meanwhile == "reset":
        reset_password(username="pan.yuelan", actor=operator(), on=today)
    elif meanwhile == "ended":
        end_sessions(username="pan.yuelan", actor="operator", on=today)
    elif meanwhile == "chosen":
        choose_first_password(account=before, new="chosen-elsewhere-9", on=today)
    else:
        Account.objects.filter(pk=before.pk).update(is_active=False)
    if meanwhile != "closed":
        assert choose(client)["Location"] == "/login/"
    with pytest.raises(Refusal) as refused:
        choose_first_password(account=before, new=CHOSEN, on=today)
    assert refused.value.code == "log-in-again" and not Account.objects.get(username="pan.yuelan").check_password(CHOSEN)
    assert client.get("/").status_code == 302


def test_one_that_was_chosen_already_is_not_chosen_again_as_the_first(given):
    account = Account.objects.get(username="pan.yuelan")
    Account.objects.update(password_given_at=None)
    with pytest.raises(Refusal) as refused:
        choose_first_password(account=account, new=CHOSEN, on=timezone.localdate())
    assert refused.value.code == "log-in-again"


def test_the_step_is_over_after_five_minutes_and_open_to_nobody_else(given):
    assert Client().get(STEP)["Location"] == "/login/" and choose(Client())["Location"] == "/login/"
    client = Client()
    log_in(client, given)
    session = client.session
    session["choosing"] |= {"at": session["choosing"]["at"] - 301}
    session.save()
    assert choose(client)["Location"] == "/login/" and Account.objects.get(username="pan.yuelan").check_password(given)


def test_after_a_reset_the_code_of_the_telephone_is_asked_first(given):
    account, at = Account.objects.get(username="pan.yuelan"), timezone.now() - timedelta(minutes=5)
    secret = begin_second_factor(account=account)
    confirm_second_factor(account=account, code=pyotp.TOTP(secret).at(at), at=at, on=at.date())
    new, client = reset_password(username="pan.yuelan", actor=operator(), on=timezone.localdate()), Client()
    assert log_in(client, new, next="/map/")["Location"] == "/login/code/"
    assert choose(client)["Location"] == "/login/", "half a log-in chooses nothing"
    log_in(client, new, next="/map/")
    assert client.post("/login/code/", {"code": pyotp.TOTP(secret).now()})["Location"] == STEP
    assert client.get("/").status_code == 302 and choose(client)["Location"] == "/map/" and client.get("/").status_code == 200


def test_changing_it_like_any_other_makes_it_the_holder_s_too(given):
    account = Account.objects.get(username="pan.yuelan")
    change_password(account=account, password=given, new=CHOSEN, at=timezone.now(), on=timezone.localdate())
    assert Account.objects.get(username="pan.yuelan").password_given_at is None


def test_whoever_administers_accounts_sees_who_has_not_chosen_yet(given):
    run = CliRunner().invoke
    assert "初始密码未换" in run(command, ["list"], obj={}).output and '"password_given_at": "20' in run(command, ["list", "--json"], obj={}).output
    choose_first_password(account=Account.objects.get(username="pan.yuelan"), new=CHOSEN, on=timezone.localdate())
    assert "初始密码未换" not in run(command, ["list"], obj={}).output and '"password_given_at": null' in run(command, ["list", "--json"], obj={}).output


def told_wrong() -> list[str]:
    """The subjects that verification finds to be other than their events say."""
    return [found.subject for found in replayed() if isinstance(found, Finding)]


def test_that_it_was_given_out_stands_in_the_state_that_the_trail_verifies(given):
    assert told_wrong() == []
    account = Account.objects.get(username="pan.yuelan")
    Account.objects.filter(pk=account.pk).update(password_given_at=None)
    assert told_wrong() == ["account:pan.yuelan"], "taken away behind the trail's back: the password of whoever gave it out would stay good"
    Account.objects.filter(pk=account.pk).update(password_given_at=account.password_given_at)
    assert told_wrong() == []


def test_an_account_of_before_is_verified_as_its_events_took_it(monkeypatch):
    former = declared_for("account", "3:")
    with monkeypatch.context() as before:
        before.setitem(projections_module._DECLARED, "account", former)
        open_account(username="old.hand", name="盘阿公", actor=operator(), on=timezone.localdate())
    assert Entry.objects.get(subject="account:old.hand").state.startswith("3:")
    Account.objects.filter(username="old.hand").update(password_given_at=None)
    assert told_wrong() == [], "when it was opened nothing was known of a password to begin with"
    Account.objects.filter(username="old.hand").update(name="别人")
    assert told_wrong() == ["account:old.hand"]
