"""Accounts and posts: opened, appointed, ended, each with its trail."""

from datetime import date

import pytest
from click.testing import CliRunner

from tuopin.divisions.models import Division
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.commands import account as command
from tuopin.people.models import Account, Post
from tuopin.people.selectors import actor_for, operator
from tuopin.people.services import appoint_post, end_post, open_account, reset_password
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
COUNTY, TODAY = "431129000000", date(2019, 5, 1)


@pytest.fixture(autouse=True)
def county():
    Division.objects.all().delete()
    Division.objects.create(code=COUNTY, name="江华瑶族自治县", level=3, initials="jhyzzzx", starts_on=date(2014, 1, 1))


def _opened(username="pan.yuelan"):
    return open_account(username=username, name="盘月兰", actor=operator(), on=TODAY)


def _posted(**more):
    given = {"username": "pan.yuelan", "area_code": COUNTY, "role": "clerk", "starts_on": TODAY, "actor": operator(), "on": TODAY}
    return appoint_post(**given | more)


def test_a_new_account_sees_nothing_and_its_password_is_kept_only_as_a_hash():
    account, password = _opened()
    assert actor_for(account, on=TODAY).areas == ()
    assert account.check_password(password) and account.password.startswith("argon2")
    assert len(password) == 19 and _opened("another")[1] != password


@pytest.mark.parametrize("username", ["", "a", "盘月兰", "a b", "-x", "x" * 61])
def test_a_log_in_name_has_a_plain_form(username):
    with pytest.raises(Refusal) as refusal:
        _opened(username)
    assert refusal.value.code == "bad-username"


def test_a_log_in_name_is_given_once_whatever_its_case():
    _opened()
    with pytest.raises(Refusal) as refusal:
        _opened("Pan.Yuelan")
    assert refusal.value.code == "username-taken"


def test_a_post_opens_its_area_from_its_first_day_to_the_day_before_its_end():
    account, _ = _opened()
    post = _posted(starts_on=date(2019, 5, 2))
    assert not actor_for(account, on=date(2019, 5, 1)).may("read", COUNTY)
    assert actor_for(account, on=date(2019, 5, 2)).may("import", COUNTY)
    end_post(post_id=post.pk, ends_on=date(2019, 6, 1), actor=operator(), on=TODAY)
    assert actor_for(account, on=date(2019, 5, 31)).may("read", COUNTY)
    assert not actor_for(account, on=date(2019, 6, 1)).may("read", COUNTY)


def test_a_post_given_by_mistake_may_end_on_the_same_day():
    account, _ = _opened()
    end_post(post_id=_posted().pk, ends_on=TODAY, actor=operator(), on=TODAY)
    assert actor_for(account, on=TODAY).areas == ()


@pytest.mark.parametrize(("given", "code"), [
    ({"area_code": "431129999999"}, "no-such-division"), ({"area_code": "x"}, "no-such-division"),
    ({"role": "king"}, "bad-role"), ({"username": "nobody"}, "no-such-account"),
])
def test_a_post_needs_a_place_a_role_and_a_person(given, code):
    _opened()
    with pytest.raises(Refusal) as refusal:
        _posted(**given)
    assert refusal.value.code == code and not Post.objects.exists()


def test_a_post_ends_once_and_not_before_it_began():
    _opened()
    post = _posted()
    for ends_on, code in ((date(2019, 4, 30), "bad-span"), (TODAY, ""), (TODAY, "post-ended")):
        if code:
            with pytest.raises(Refusal) as refusal:
                end_post(post_id=post.pk, ends_on=ends_on, actor=operator(), on=TODAY)
            assert refusal.value.code == code
        else:
            end_post(post_id=post.pk, ends_on=ends_on, actor=operator(), on=TODAY)
    with pytest.raises(NotFound):
        end_post(post_id=0, ends_on=TODAY, actor=operator(), on=TODAY)


def test_every_act_leaves_its_trail_without_the_password():
    _opened()
    post = _posted()
    end_post(post_id=post.pk, ends_on=TODAY, actor=operator(), on=TODAY)
    password = reset_password(username="pan.yuelan", actor=operator(), on=TODAY)
    entries = list(Entry.objects.order_by("id"))
    assert [(e.verb, e.detail["what"], e.actor) for e in entries] == [
        ("account", "open", "operator"), ("post", "appoint", "operator"), ("post", "end", "operator"), ("account", "reset", "operator")]
    assert password not in str([e.detail for e in entries]) and Account.objects.get().check_password(password)


def test_the_command_opens_appoints_lists_and_ends():
    run = CliRunner().invoke
    opened = run(command, ["open", "pan.yuelan", "--name", "盘月兰"], obj={})
    assert opened.exit_code == 0 and opened.output.startswith("pan.yuelan\t")
    number = run(command, ["post", "pan.yuelan", COUNTY, "head", "--from", "2019-05-01"], obj={}).output.strip()
    assert "江华瑶族自治县" in run(command, ["list"], obj={}).output
    assert '"role": "head"' in run(command, ["list", "--json"], obj={}).output
    assert run(command, ["end", number.removeprefix("#"), "--on", "2019-06-01"], obj={}).exit_code == 0
    assert Post.objects.get().ends_on == date(2019, 6, 1)


def test_who_acts_with_an_account_does_not_administer_accounts():
    _opened()
    result = CliRunner().invoke(command, ["list"], obj={"account": "pan.yuelan"})
    assert isinstance(result.exception, Refusal) and result.exception.code == "operator-only"
