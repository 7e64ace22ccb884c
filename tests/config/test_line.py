"""A database on another machine is spoken to over TLS with a server that proves who it is, or not at all."""

import os
import subprocess
import sys

import pytest

from tuopin.config import server
from tuopin.config.line import sealed_line
from tuopin.kernel.refusals import Refusal

HERE = (
    "postgresql://tuopin@/tuopin?host=/run/postgresql", "postgresql:///tuopin", "postgresql://tuopin:x@localhost:5432/tuopin", "postgresql://tuopin:x@127.0.0.1/tuopin",
    "postgresql://tuopin:x@127.8.9.1/tuopin", "postgresql://tuopin:x@[::1]:5432/tuopin", "postgresql://tuopin@127.0.0.1,localhost/tuopin", "postgresql://tuopin@db.example/tuopin?hostaddr=127.0.0.1",
)
ELSEWHERE = (
    "postgresql://tuopin:x@db.example:5432/tuopin", "postgresql://tuopin:x@10.0.0.7/tuopin", "postgresql://tuopin:x@[2001:db8::7]/tuopin", "postgresql://tuopin@localhost,db.example/tuopin",
    "postgresql://tuopin@localhost/tuopin?hostaddr=10.0.0.7", "postgresql://tuopin@localhost/tuopin?host=db.example", "postgresql://tuopin@localhost.example/tuopin",
    "postgresql://tuopin@127.0.0.1.example/tuopin", "postgresql:///tuopin?service=county",
)


@pytest.fixture(autouse=True)
def nothing_said_beside(monkeypatch):
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSSLMODE", "TUOPIN_DATABASE_LINE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("address", HERE)
def test_this_machine_s_own_server_needs_no_more(address):
    assert sealed_line(address) == address


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("mode", ["", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"])
def test_another_machine_s_must_prove_who_it_is(address, mode):
    asked = address + (f"{'&' if '?' in address else '?'}sslmode={mode}" if mode else "")
    if mode == "verify-full":
        assert sealed_line(asked) == asked
        return
    with pytest.raises(Refusal) as refused:
        sealed_line(asked)
    assert refused.value.code == "database-line" and "tuopin:x" not in " ".join(refused.value.say(str)), "a refusal tells no password"


def test_the_environment_speaks_where_the_address_is_silent(monkeypatch):
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(Refusal):
        sealed_line("postgresql:///tuopin")
    assert sealed_line("postgresql://localhost/tuopin")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert sealed_line("postgresql:///tuopin")
    with pytest.raises(Refusal):
        sealed_line("postgresql:///tuopin?sslmode=require")


def test_the_administrator_may_vouch_for_a_line_and_nothing_else_passes_for_it(monkeypatch):
    for word, taken in (("vouched", True), ("1", False), ("", False), ("Vouched ", False)):
        monkeypatch.setenv("TUOPIN_DATABASE_LINE", word)
        if taken:
            assert sealed_line(ELSEWHERE[0]) == ELSEWHERE[0]
            continue
        with pytest.raises(Refusal):
            sealed_line(ELSEWHERE[0])


def test_what_is_no_address_is_told_without_its_words():
    with pytest.raises(Refusal) as refused:
        sealed_line("postgresql://tuopin:secret@[broken/tuopin")
    assert refused.value.code == "database-address" and "secret" not in " ".join(refused.value.say(str))


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_both_addresses_are_held_to_it(name, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", HERE[0])
    monkeypatch.setenv(name, ELSEWHERE[0])
    server.url.cache_clear()
    try:
        with pytest.raises(Refusal):
            server.owner_url()
    finally:
        server.url.cache_clear()


def test_a_command_says_so_in_one_sentence_and_does_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tuopin.cli.main", "divisions", "江华"], capture_output=True, text=True, check=False,
        env=os.environ | {"DATABASE_URL": ELSEWHERE[0], "TUOPIN_HOME": str(tmp_path / "home")})
    assert done.returncode not in (0, None) and "sslmode=verify-full" in done.stderr and "Traceback" not in done.stderr and "tuopin:x" not in done.stderr
