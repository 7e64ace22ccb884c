"""A plug-in of pytest: notes which lines and branches every test takes, in its own process and in every one it starts.

`python -m pytest -p tools.prove.measured TESTS` with `MEASURED_TO=FILE` leaves a file of coverage.py in which each line and
branch names the tests that took it. The readers of files are measured too, although they can write no file and end without
farewell: what they took they send over a socket before they end. Beside it lies what the run was: the commit, the digest of
every file as it was measured, and how each test ended (`measured_parts` joins such runs).
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sysconfig
import tempfile
import threading
import time
from pathlib import Path

import coverage
import pytest
from coverage.data import CoverageData
from hypothesis import HealthCheck, settings
from tools.prove.measured_changed import tests_of_now
from tools.prove.measured_core import ROOT, SOURCE, digests

PTH = Path(sysconfig.get_path("purelib")) / "tuopin_measured.pth"
CHILD = "import os, sys; exec(open({program!r}).read()) if os.path.exists({place!r}) else None\n"


settings.register_profile("measured", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # measuring takes time, and others share the machine
settings.load_profile("measured")
PATTERNS = [str(SOURCE / "**")]


class Listener(threading.Thread):
    """Tells every process that begins which test it belongs to, and takes what it measured when it ends."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.test, self.count = folder, "", 0
        self.place = str(folder / "socket")
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(self.place)
        self.server.listen(64)
        os.chmod(self.place, 0o777)  # noqa: PTH101 - the embedded server's own user starts processes too

    def run(self) -> None:
        while True:
            asked, _ = self.server.accept()
            threading.Thread(target=self._answer, args=(asked,), daemon=True).start()

    def _answer(self, asked: socket.socket) -> None:
        with asked, asked.makefile("rwb") as line:
            if line.read(1) == b"?":
                line.write(self.test.encode())
                return
            self.count += 1
            (self.folder / f"{self.count}.part").write_bytes(line.read())


class Plugin:
    """Measures from before the first line of the house is read until the last test is over."""

    def __init__(self, kept: Path) -> None:
        self.kept, self.process, self.seconds, self.ended = kept, os.getpid(), {}, {}
        self.run = {"commit": commit(), "began": time.time(), "digests": digests(), "tests": tests_of_now()}
        self.folder = Path(tempfile.mkdtemp(prefix="measured-"))
        self.listener = Listener(self.folder)
        self.listener.start()
        program = self.folder / "child.py"
        program.write_text((Path(__file__).parent / "measured_child.py").read_text(encoding="utf-8")
                           .replace("PLACE", repr(self.listener.place)).replace("INCLUDED", repr(PATTERNS)), encoding="utf-8")
        self.folder.chmod(0o755)
        PTH.write_text(CHILD.format(program=str(program), place=self.listener.place), encoding="utf-8")
        self.measured = coverage.Coverage(data_file=str(kept), config_file=False, branch=True, include=PATTERNS, concurrency=["thread"])
        self.measured.start()
        os.register_at_fork(after_in_child=self.in_a_copy)

    def in_a_copy(self) -> None:
        """A copy of this process (the reader of a second sheet) begins with nothing measured, and sends what it took when it ends."""
        collector, data, leave = self.measured._collector, CoverageData(no_disk=True), os._exit
        collector.stop()
        collector.reset()
        collector.use_data(data, self.listener.test)
        collector.start()

        def leave_measured(status: int) -> None:
            try:
                collector.stop()
                collector.flush_data()
                with socket.socket(socket.AF_UNIX) as line:
                    line.connect(self.listener.place)
                    line.sendall(b"!" + data.dumps())
            finally:
                leave(status)

        os._exit = leave_measured

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.listener.test, began = item.nodeid, time.monotonic()
        self.measured.switch_context(item.nodeid)
        result = yield
        self.measured.switch_context("")
        self.seconds[item.nodeid] = round(time.monotonic() - began, 3)
        return result

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            worst = self.ended.get(report.nodeid) == "failed"
            self.ended[report.nodeid] = "failed" if worst else report.outcome

    def pytest_unconfigure(self):
        if os.getpid() != self.process:
            return
        PTH.unlink(missing_ok=True)
        self.measured.stop()
        self.measured.save()
        data = self.measured.get_data()
        for part in sorted(self.folder.glob("*.part")):
            told = CoverageData(no_disk=True)
            told.loads(part.read_bytes())
            data.update(told)
        data.close()
        self.kept.with_suffix(".seconds.json").write_text(json.dumps(self.seconds), encoding="utf-8")
        self.kept.with_suffix(".run.json").write_text(json.dumps(self.run | {"ended": self.ended}), encoding="utf-8")


def commit() -> str:
    """The commit the checkout stands on."""
    return subprocess.run(["git", "rev-parse", "--short=7", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


if kept := os.environ.get("MEASURED_TO"):
    PLUGIN = Plugin(Path(kept))


def pytest_configure(config):
    config.pluginmanager.register(PLUGIN, "measured")
    if os.environ.get("NUMBA_DISABLE_JIT"):
        from tools.prove.measured_plainly import stand_in  # reads the house, which is not to be read before it is measured

        stand_in()
