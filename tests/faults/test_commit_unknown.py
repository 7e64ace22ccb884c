"""The line is cut after COMMIT was sent: nobody knows whether it was done; sent again with the same key it is done exactly once."""

import shutil
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from faults.counts import chance, how_many
from register import a_household
from tuopin.registry.models import HouseholdForm
from tuopin.trail.models import Entry
from web import kit

CUTS = how_many("CUTS", 20)
PORT = ".s.PGSQL.5432"


class Line:
    """A line between the pages and the database that can be cut just before, or just after, a COMMIT reaches the other side."""

    def __init__(self, server: str) -> None:
        self.server, self.folder = str(Path(server) / PORT), tempfile.mkdtemp(prefix="tp-line-")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(Path(self.folder) / PORT))
        self.listener.listen()
        self.cut: str | None = None  # "before" or "after" the server has it
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.server)
                threading.Thread(target=self._forth, args=[near, far], daemon=True).start()
                threading.Thread(target=self._back, args=[far, near], daemon=True).start()

    def _forth(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(1 << 16):
                if self.cut and b"COMMIT" in data:
                    if self.cut == "after":
                        far.sendall(data)
                        self.done.wait(5)
                    self.cut = None
                    break
                far.sendall(data)
        _hang_up(near, far)

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while data := far.recv(1 << 16):
                if self.cut == "after" and data.startswith(b"C\x00\x00\x00\x0bCOMMIT"):
                    self.done.set()  # the server has done it; the answer never arrives
                    continue
                near.sendall(data)
        _hang_up(near, far)

    def arm(self, when: str) -> None:
        self.done = threading.Event()
        self.cut = when


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@pytest.fixture
def line(transactional_db):
    kit.lay_out_places()
    straight = connection.settings_dict["HOST"]
    line = Line(straight)
    yield line
    connection.close()
    connection.settings_dict["HOST"] = straight
    line.close()


def test_a_form_whose_commit_is_unknown_has_one_effect_when_it_is_sent_again(line):
    client, household, dice = kit.logged_in(kit.an_official(kit.COUNTY)), a_household(village=kit.VILLAGE, house_grade="D"), chance("commit unknown")
    client.raise_request_exception = False
    url, made = f"/households/{household.number}/2018/facts/house_grade/", {"before": 0, "after": 0}
    connection.close()
    connection.settings_dict["HOST"] = line.folder
    for n in range(CUTS):
        when = dice.choice(("before", "after"))
        made[when] += 1
        said = {"value": "ABC"[n % 3], "reason": f"第{n}次核实", "seen": HouseholdForm.objects.latest("pk").pk, "once": f"{dice.getrandbits(120):032x}"}
        before = Entry.objects.filter(verb="correct").count()
        line.arm(when)
        lost = client.post(url, said)
        assert lost.status_code == 503 and "重复提交不会办两次" in lost.content.decode() and lost["Retry-After"]
        connection.close()
        again = client.post(url, said)
        assert again.status_code == 302, again.content.decode()
        assert Entry.objects.filter(verb="correct").count() == before + 1, (n, when)
    print(f"{CUTS} cuts ({made}): one effect each")
