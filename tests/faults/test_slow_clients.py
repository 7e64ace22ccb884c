"""Two hundred clients that send or read a byte now and then, or nothing, keep nobody else waiting."""

import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import pytest

from faults.counts import how_many
from systems import MAKE, OFFICIAL, Served, System
from tuopin.cli.serve import free_port

CLIENTS, ASKED, WITHIN = how_many("SLOW_CLIENTS", 200), 20, 3.0
HEAD = "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
WAYS = {
    "headers that never end": HEAD.format(method="GET", path="/login/"),
    "a body that never ends": HEAD.format(method="POST", path="/login/")
    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nusername=",
    "a file that never ends": HEAD.format(method="POST", path="/imports/")
    + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 30000000\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n",
    "an answer that nobody reads": HEAD.format(method="GET", path="/static/web/htmx.min.js") + "\r\n",
    "a line that says nothing": "",
}


@pytest.fixture(scope="module")
def served():
    folder = Path(tempfile.mkdtemp(prefix="tuopin-slow-"))
    folder.chmod(0o755)
    system = System(folder)
    system.python(MAKE)
    password = system.python(OFFICIAL).split()[-1]
    with Served(system, free_port("127.0.0.1", 18300)) as served:
        served.log_in(password)
        yield served
    system.tuopin("database", "stop")
    shutil.rmtree(folder, ignore_errors=True)


class Slow(threading.Thread):
    """All slow clients of one way: each gives another byte twice a second."""

    def __init__(self, port: int, begins: str, count: int) -> None:
        super().__init__(daemon=True)
        self.over, self.sockets = threading.Event(), []
        for _ in range(count):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", port))
            client.sendall(begins.encode())
            client.setblocking(False)
            self.sockets.append(client)

    def run(self) -> None:
        while not self.over.wait(0.5):
            for client in self.sockets:
                try:
                    client.send(b"x")
                except OSError:  # the server had enough of it
                    continue

    def stop(self) -> None:
        self.over.set()
        for client in self.sockets:
            client.close()


@pytest.mark.parametrize("way", [*WAYS, "all ways at once"])
def test_slow_clients_keep_nobody_waiting(served, way):
    chosen = list(WAYS.values()) if way not in WAYS else [WAYS[way]]
    slow = [Slow(served.port, begins, CLIENTS // len(chosen)) for begins in chosen]
    for each in slow:
        each.start()
    try:
        time.sleep(0.5)
        took = []
        for _ in range(ASKED):
            began = time.monotonic()
            assert served.get("/households/?year=2018")[0] == 200
            took.append(time.monotonic() - began)
    finally:
        for each in slow:
            each.stop()
    print(f"{way}: {CLIENTS} slow clients, the page in {sorted(took)[ASKED // 2] * 1000:.0f} ms, at most {max(took) * 1000:.0f} ms")
    assert sorted(took)[ASKED // 2] < WITHIN / 3 and max(took) < WITHIN, took
