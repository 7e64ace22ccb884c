"""`--as` goes as far as the posts of whoever it names, at every moment: not begun without a post, and ended in the middle when one ends."""

from __future__ import annotations

import time

import click
import pytest
from click.testing import CliRunner
from django.utils import timezone

from tuopin.cli import gate
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import Forbidden
from tuopin.people.models import Account, Post
from web import kit

pytestmark = pytest.mark.django_db
COUNTY = "431129000000"


def run_as(account: Account | None, work) -> Exception | None:
    """Run a command that does `work`, for the account (or the operator): what it ended with."""
    leaf = gate.gated(asks("read")(click.Command("x", callback=work)), "x")

    @click.group()
    @click.pass_context
    def root(context):
        context.obj = {"account": account.username if account else None}

    root.add_command(leaf, "x")
    return CliRunner().invoke(root, ["x"]).exception


def test_without_a_post_of_today_nothing_begins_and_it_is_said_why():
    account, ran = kit.an_official(COUNTY), []
    Post.objects.filter(account=account).update(ends_on=timezone.localdate())
    fault = run_as(account, lambda: ran.append(1))
    assert isinstance(fault, Forbidden) and fault.code == "no-post" and ran == []


@pytest.mark.parametrize("how", ["the post ends", "the account is closed"])
def test_a_command_ends_in_the_middle_when_its_post_does(monkeypatch, how):
    monkeypatch.setattr(gate, "EVERY_SECONDS", 0.05)
    account, done = kit.an_official(COUNTY), []

    def work():
        for n in range(4):
            assert Post.objects.count()
            done.append(n)
            if n == 1 and how == "the post ends":
                Post.objects.filter(account=account).update(ends_on=timezone.localdate())
            elif n == 1:
                Account.objects.filter(pk=account.pk).update(is_active=False)
            time.sleep(0.06)

    fault = run_as(account, work)
    assert isinstance(fault, Forbidden) and fault.code == "post-ended" and done == [0, 1]


def test_whoever_swallows_the_refusal_gets_nothing_more_either(monkeypatch):
    monkeypatch.setattr(gate, "EVERY_SECONDS", 0.0)
    account, refused = kit.an_official(COUNTY), []

    def work():
        Post.objects.filter(account=account).update(ends_on=timezone.localdate())
        for _ in range(3):
            try:
                Post.objects.count()
            except Forbidden:
                refused.append(1)

    run_as(account, work)
    assert len(refused) == 3


def test_the_operator_and_a_post_that_lasts_are_not_troubled(monkeypatch):
    monkeypatch.setattr(gate, "EVERY_SECONDS", 0.0)
    account, seen = kit.an_official(COUNTY), []
    for who in (account, None):
        assert run_as(who, lambda: seen.append(Post.objects.count())) is None
    assert len(seen) == 2
