"""Connections that last are shared between the processes of the web server: who holds more than the share lets some go."""

import os
import socket
import subprocess
import sys
import time

import pytest

from tuopin.config import even

HOLDS = """
import socket, sys, time
from pathlib import Path
from tuopin.config.even import EvenConnections
ear = socket.create_server(("127.0.0.1", 0))
port = ear.getsockname()[1]
pairs = [(socket.create_connection(("127.0.0.1", port)), ear.accept()[0]) for _ in range(int(sys.argv[2]))]
server = EvenConnections(None, Path(sys.argv[1]), port)
print(server.counted_beyond(time.monotonic()), flush=True)
sys.stdin.read()
"""


def answer(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [b""]


def closes(application, protocol="HTTP/1.1"):
    """Whether the answer lets its connection go."""
    told = []
    application({"SERVER_PROTOCOL": protocol}, lambda status, headers, *fault: told.append(headers))
    return ("Connection", "close") in told[0]


@pytest.fixture
def board(tmp_path, monkeypatch):
    monkeypatch.setenv(even.SERVED, "")
    even.processes_to_tell(tmp_path / "served", 1)
    return tmp_path / "served"


@pytest.fixture
def ear():
    """A listening socket; the connections accepted from it stay open until the end."""
    held = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def hold(count):
            for _ in range(count):
                held.append(socket.create_connection(listening.getsockname()))
                held.append(listening.accept()[0])

        yield listening.getsockname()[1], hold
    for each in held:
        each.close()


def another_process(board, count):
    """A sister process that holds `count` connections; how many it thinks are too many is the first line it writes."""
    return subprocess.Popen([sys.executable, "-c", HOLDS, str(board), str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_process_alone_lets_nothing_go(board, ear):
    port, hold = ear
    hold(5)
    application = even.EvenConnections(answer, board, port)
    assert not any(closes(application) for _ in range(10))


def test_who_holds_more_than_its_share_lets_just_those_go(board, ear):
    port, hold = ear
    hold(9)
    with another_process(board, 3) as other:
        assert other.stdout.readline() == "0\n"
        application = even.EvenConnections(answer, board, port)
        assert [closes(application) for _ in range(5)] == [True, True, True, False, False]  # nine and three: six each
        other.stdin.close()


def test_one_more_than_the_other_is_even_enough(board, ear):
    port, hold = ear
    hold(4)
    with another_process(board, 3) as other:
        other.stdout.readline()
        assert not closes(even.EvenConnections(answer, board, port))
        other.stdin.close()


def test_a_process_that_went_away_counts_no_longer(board, ear):
    port, hold = ear
    hold(9)
    with another_process(board, 1) as other:
        other.stdout.readline()
        other.stdin.close()
    application = even.EvenConnections(answer, board, port)
    assert application.counted_beyond(time.monotonic()) == 4
    assert application.counted_beyond(time.monotonic() + even.FRESH) == 0


def test_only_lasting_connections_of_the_first_protocol_are_let_go(board, ear):
    port, hold = ear
    hold(9)
    with another_process(board, 1) as other:
        other.stdout.readline()
        assert not closes(even.EvenConnections(answer, board, port), "HTTP/2.0")
        other.stdin.close()


def test_an_application_served_by_another_server_is_left_as_it_is(monkeypatch):
    monkeypatch.delenv(even.SERVED, raising=False)
    assert even.evenly(answer) is answer
    monkeypatch.setenv(even.SERVED, f"8000:{os.devnull}/nothing")
    assert even.evenly(answer) is answer
