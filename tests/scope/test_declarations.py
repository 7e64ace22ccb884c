"""What says nothing of who may do it is done for nobody: pages, commands, kinds of jobs."""

from importlib import import_module
from types import SimpleNamespace

import click
import pytest
from django.core.checks import run_checks
from django.db import connection
from django.urls import URLPattern, get_resolver

from tuopin.cli import gate
from tuopin.cli.contents import COMMANDS
from tuopin.cli.main import tuopin
from tuopin.cli.prepare import require_sound
from tuopin.kernel.acts import ACTS, OPEN, OPERATOR, RUNS, SIGNED_IN, asks, undeclared
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.models import Account
from tuopin.scope.selectors import faults_of_role, faults_of_tables
from tuopin.scope.services import sight
from tuopin.web import checks
from tuopin.web.jobs import KINDS
from tuopin.web.middleware import OPEN_PAGES
from web import kit


def _leaves():
    for name, entry in COMMANDS.items():
        module, _, attribute = entry.where.partition(":")
        yield from gate.leaves(getattr(import_module(module), attribute), name)


def test_the_system_as_it_is_has_nothing_undeclared():
    assert run_checks(tags=["tuopin"]) == []


def test_every_command_says_what_it_asks_for():
    found = dict(_leaves())
    assert len(found) > 40
    silent = [path for path, leaf in found.items() if getattr(leaf, "asks", None) not in ACTS | {OPERATOR, RUNS, OPEN}]
    assert not silent, "put @asks(...) above @click.command"
    assert {path for path, leaf in found.items() if leaf.asks == OPEN} == gate.OPEN_COMMANDS


def test_few_pages_and_commands_are_open_and_each_is_on_a_list():
    assert len(OPEN_PAGES | gate.OPEN_COMMANDS) <= 10


def test_every_kind_of_job_says_what_it_asks_for():
    assert KINDS and all(kind.run.asks in ACTS for kind in KINDS.values())


@pytest.mark.parametrize("view", [lambda r: None, asks(OPEN)(lambda r: None)])
def test_a_page_that_says_nothing_or_is_open_without_being_listed_stops_the_start(view, monkeypatch):
    pattern = SimpleNamespace(pattern="secret/", callback=view, name="secret")
    monkeypatch.setattr(checks, "pages", lambda patterns: [("secret/", pattern)])
    [fault] = checks.every_page_declares_its_act()
    assert fault.id == "tuopin.E001" and "secret/" in fault.msg and fault.hint


def test_a_kind_of_job_that_says_nothing_stops_the_start(monkeypatch):
    monkeypatch.setitem(KINDS, "silent", SimpleNamespace(name="silent", run=lambda task: {}))
    [fault] = checks.every_job_declares_its_act()
    assert fault.id == "tuopin.E002" and "silent" in fault.msg and fault.hint


@pytest.mark.parametrize(("command", "path"), [(click.Command("silent", callback=lambda: 1), "silent"), (asks(OPEN)(click.Command("x")), "x")])
def test_a_command_that_says_nothing_is_not_run(command, path):
    with pytest.raises(Refusal) as refused:
        gate.gated(command, path)
    assert refused.value.code == "command-undeclared"


def test_only_declared_acts_exist_and_a_declaration_knows_the_fields_of_a_form():
    with pytest.raises(ValueError):
        asks("write")
    view = asks("read", takes=("q", "cell:*", SimpleNamespace(base_fields={"note": 1})), fresh=True)(lambda r: None)
    assert (view.asks, view.takes, view.fresh) == ("read", {"q", "cell:*", "note"}, True)
    assert undeclared(view.takes, ["q", "cell:3", "note", "year", "area", "once", "cells", "_connector"]) == ["cells", "_connector"]


@pytest.fixture
def a_command():
    def made(act):
        seen = []
        return gate.gated(asks(act)(click.Command("x", callback=lambda: seen.append(sight().read))), "x" if act != OPEN else "where"), seen

    return made


def _run(command, account=None):
    parent = click.Context(tuopin, obj={"account": account})
    with parent:
        command.main([], parent=parent, standalone_mode=False)


@pytest.mark.django_db
def test_a_command_runs_in_the_sight_of_whoever_asks(a_command):
    kit.lay_out_places()
    kit.an_official(kit.TOWN, "clerk")
    for act, account, shown in (
        ("read", None, "all"), ("read", "official", "431129210000,431129211000"), (OPERATOR, None, "all"), (RUNS, None, ""),
        (OPEN, "official", ""),
    ):
        command, seen = a_command(act)
        _run(command, account)
        assert seen == [shown], act
        assert sight().read == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "account", "why"), [
    ("confirm", "official", Forbidden), (OPERATOR, "official", Forbidden), (RUNS, "official", Forbidden), ("read", "nobody", NotFound),
    ("read", "closed", Forbidden), ("read", "ended", Forbidden), ("read", "postless", Forbidden),
])
def test_a_command_of_somebody_who_may_not_does_nothing(a_command, act, account, why):
    kit.an_official(kit.TOWN, "clerk")
    kit.an_official(kit.TOWN, "head", username="closed")
    Account.objects.filter(username="closed").update(is_active=False)
    kit.an_official(kit.TOWN, "head", username="ended").posts.update(ends_on="2016-02-01")
    kit.an_official(kit.TOWN, "head", username="postless").posts.all().delete()
    command, seen = a_command(act)
    with pytest.raises(why):
        _run(command, account)
    assert seen == []


@pytest.mark.django_db
def test_the_system_does_not_start_as_the_owner_or_with_a_table_left_open():
    assert any("superuser" in fault or "owns" in fault for fault in faults_of_role()), "the tests lay out rows as the owner"
    with pytest.raises(Refusal) as refused:
        require_sound()
    assert refused.value.code == "not-sound"
    assert faults_of_tables() == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tuopin_app")
        assert faults_of_role() == []
        require_sound()
        cursor.execute("RESET ROLE")
        cursor.execute("CREATE TABLE left_open (id int); GRANT SELECT ON left_open TO tuopin_app")
        assert faults_of_tables() == ["the table left_open is open to work without a guard"]
        cursor.execute("ALTER TABLE left_open ENABLE ROW LEVEL SECURITY")
        assert faults_of_tables(), "a guard without a condition is none that anybody declared"
        cursor.execute("COMMENT ON TABLE left_open IS 'open to all work: a test'")
        assert faults_of_tables() == []


def test_pages_that_ask_for_no_act_are_of_ones_own_account():
    asked = {where for where, p in checks.pages(get_resolver().url_patterns) if isinstance(p, URLPattern) and p.callback.asks == SIGNED_IN}
    assert asked and all(where.startswith(("account/", "logout/", "my-day/")) for where in asked), asked
