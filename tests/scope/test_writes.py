"""The write matrix: which role may send which field to which address or command, and that nothing undeclared is ever taken.

`pytest tests/scope/test_writes.py --write-matrix` keeps `writes.tsv` anew; what changed in it is for a person to read.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click
import pytest
from django.urls import URLPattern, get_resolver, resolve

from scope import matrix
from scope.addresses import addresses, lay_out_register
from tuopin.cli import gate
from tuopin.cli.contents import COMMANDS
from tuopin.cli.main import tuopin
from tuopin.kernel.acts import ACTS, OPEN, OPERATOR, RUNS, asks, undeclared
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.people.models import Account
from tuopin.people.selectors import ACTS as ACTS_OF_ROLES
from tuopin.people.services import access_tokens
from tuopin.people.states import CONFIRMED_AT, LASTS_SECONDS
from tuopin.registry.models import Household, HouseholdForm, StagedBlock
from tuopin.trail.models import Entry
from tuopin.web import checks
from tuopin.web.checks import pages
from tuopin.web.jobs import KINDS
from web import kit

BASELINE = Path(__file__).with_name("writes.tsv")
ROLES = ("clerk", "head", "reader", "auditor")
MAY = {  # said here a second time: which acts a role has
    "clerk": {"read", "import", "correct", "export", "reveal"}, "reader": {"read"}, "auditor": {"read", "export", "audit"},
    "head": {"read", "import", "correct", "confirm", "export", "reveal", "publish"},
}
LOOKS = {"read", OPEN, RUNS}  # commands of these write nothing into the register: what they take is in the reference
NEVER = ("is_superuser", "is_active", "role", "area_code", "village_code", "account_id", "_connector", "order_by", "page_size", "number__regex")
pytestmark = pytest.mark.django_db


@pytest.fixture
def register(tmp_path):
    return lay_out_register(tmp_path)


def _views() -> dict[str, object]:
    return {p.name: p.callback for _where, p in pages(get_resolver().url_patterns) if isinstance(p, URLPattern)}


def _leaves() -> dict[str, click.Command]:
    found = {}
    for name, entry in COMMANDS.items():
        module, _, attribute = entry.where.partition(":")
        found |= dict(gate.leaves(getattr(import_module(module), attribute), name))
    return found


def test_the_roles_have_the_acts_that_the_matrix_says():
    assert {str(role): set(acts) for role, acts in ACTS_OF_ROLES.items()} == MAY


def test_every_field_is_taken_from_the_roles_that_may_write_it_and_from_no_other(register, request):
    clients = {role: kit.logged_in(kit.an_official(kit.VILLAGE, role, username=role)) for role in ROLES}
    lines, wrong = ["\t".join(("address or command", "act", *ROLES, "fields"))], []
    for name, tried in sorted(addresses(register).items()):
        url = next((url for method, url, _form in tried if method == "POST"), None)
        if url is None:
            continue
        view = resolve(url.partition("?")[0]).func
        answers = {role: {_sent(clients[role], url, fields) for fields in _one_by_one(view.takes)} for role in ROLES}
        told = {role: "no" if answers[role] == {403} else "yes" if answers[role].isdisjoint({400, 403, 405, 500}) else "??" for role in ROLES}
        wrong += [f"{name}: {role} got {answers[role]}" for role in ROLES if told[role] != ("yes" if view.asks in MAY[role] else "no")
]
        lines.append("\t".join((name, view.asks, *told.values(), " ".join(sorted(view.takes)))))
    assert not wrong, "\n".join(wrong)
    _keep(lines + _of_commands(), request)


def test_whoever_is_asked_for_longer_than_a_confirmation_lasts_is_asked_as_one_who_confirmed():
    kit.lay_out_places()
    client = kit.logged_in(kit.an_official())
    session, client.confirmed_at = client.session, client.confirmed_at - LASTS_SECONDS - 1
    session[CONFIRMED_AT] = client.confirmed_at
    session.save()
    assert client.post("/account/tokens/").status_code == 403, "somebody else may sit there by now"
    with matrix.as_it_was(client):
        assert client.post("/account/tokens/").status_code == 200
    assert client.post("/account/tokens/").status_code == 200


def _one_by_one(takes: frozenset[str]) -> list[dict]:
    return [{}, *({name.replace("*", "1"): "1"} for name in sorted(takes))]


def _sent(client, url: str, fields: dict) -> int:
    with matrix.as_it_was(client):
        return client.post(url, fields).status_code


def _of_commands() -> list[str]:
    lines = []
    for path, leaf in sorted(_leaves().items()):
        told = {role: "yes" if _runs(leaf.asks, path, role) else "no" for role in ROLES}
        for role in ROLES:
            assert (told[role] == "yes") is (leaf.asks == OPEN or leaf.asks in MAY[role]), (path, role)
        written = leaf.params if leaf.asks not in LOOKS else ()
        fields = sorted(option for param in written for option in ([*param.opts] if param.param_type_name == "option" else [param.name.upper()]))
        lines.append("\t".join((f"tuopin {path}", leaf.asks, *told.values(), " ".join(fields))))
    return lines


def _runs(act: str, path: str, account: str) -> bool:
    """Whether something that asks for the act is run for the account."""
    ran = []
    command = gate.gated(asks(act)(click.Command(path, callback=lambda: ran.append(1))), path)
    parent = click.Context(tuopin, obj={"account": account})
    try:
        with parent:
            command.main([], parent=parent, standalone_mode=False)
    except Forbidden:
        assert not ran
    return bool(ran)


def _keep(lines: list[str], request) -> None:
    if request.config.getoption("--write-matrix"):
        BASELINE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == BASELINE.read_text(encoding="utf-8").splitlines(), "read what changed; `pytest tests/scope/test_writes.py --write-matrix` keeps it"


def test_a_field_that_is_not_declared_is_refused_at_every_address_and_nothing_is_done(register, monkeypatch):
    monkeypatch.setattr(access_tokens, "A_MINUTE", 1_000_000)  # each field is asked for itself, not for how many came before it
    client = matrix.Askers().client(kit.VILLAGE, False)
    before = _state()
    for name, tried in addresses(register).items():
        url = tried[0][1]
        view = resolve(url.partition("?")[0]).func
        declared = {field.replace("*", "1"): "1" for field in view.takes}
        joint = "&" if "?" in url else "?"
        for strange in undeclared(view.takes, NEVER):  # for programs nothing is sent but addresses: there a form is refused whatever it holds
            answer = client.get(f"{url}{joint}{strange}=1") if name.startswith("api-") else client.post(url, {**declared, strange: "1"})
            assert answer.status_code == 400, (name, strange)
        assert client.get(f"{url}{joint}{NEVER[0]}=1").status_code == 400, name
        assert client.get(f"{url}{joint}number__regex=.").status_code == 400, name
    assert _state() == before


def _state() -> tuple:
    return (Entry.objects.count(), Household.objects.count(), HouseholdForm.objects.count(),
            list(Account.objects.order_by("pk").values_list("is_active", "posts__role", "posts__area_code")), list(StagedBlock.objects.values_list("settled_by", flat=True)))


def test_a_cell_that_the_page_does_not_open_is_refused(register):
    client = matrix.Askers().client(kit.VILLAGE, False)
    url = addresses(register)["import-block"][0][1]
    page = client.get(url).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    before = bytes(StagedBlock.objects.get(pk=register.block).sealed)
    for cell in ("cell:1:999:x", "cell:", "cell:is_superuser"):
        assert client.post(url, {"seen": seen, cell: "1"}).status_code == 400
    assert client.post(url, {cell_of(page): "1"}).status_code == 409, "who does not say which version was read corrects nothing"
    assert bytes(StagedBlock.objects.get(pk=register.block).sealed) == before


def cell_of(page: str) -> str:
    return "cell:" + page.split('name="cell:')[1].split('"')[0]


@pytest.mark.parametrize("path", sorted(_leaves()))
def test_a_command_refuses_an_option_that_it_does_not_have(path):
    leaf = _leaves()[path]
    assert not leaf.ignore_unknown_options and (isinstance(leaf, click.Group) or not leaf.allow_extra_args), path
    with pytest.raises(click.NoSuchOption), click.Context(tuopin, obj={"account": None}) as parent:
        leaf.make_context(path.rpartition(" ")[2], ["--is-superuser", "1"], parent=parent)


@pytest.mark.parametrize("name", sorted(_views()))
def test_a_page_whose_declaration_is_taken_away_stops_the_start(name):
    view = _views()[name]
    declared = view.__dict__.pop("asks")
    try:
        assert [fault.id for fault in checks.every_page_declares_its_act()].count("tuopin.E001") >= 1
    finally:
        view.asks = declared
    assert checks.every_page_declares_its_act() == []


@pytest.mark.parametrize("path", sorted(_leaves()))
def test_a_command_whose_declaration_is_taken_away_is_not_run(path):
    leaf = _leaves()[path]
    declared = leaf.__dict__.pop("asks")
    try:
        with pytest.raises(Refusal) as refused:
            gate.gated(leaf, path)
        assert refused.value.code == "command-undeclared"
    finally:
        leaf.asks = declared
    assert declared in ACTS | {OPEN, OPERATOR, RUNS}


def test_a_kind_of_job_whose_declaration_is_taken_away_stops_the_start():
    for kind in KINDS.values():
        declared = kind.run.__dict__.pop("asks")
        try:
            assert [fault.id for fault in checks.every_job_declares_its_act()] == ["tuopin.E002"], kind.name
        finally:
            kind.run.asks = declared
