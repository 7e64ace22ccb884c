"""A whole system in a folder of its own, spoken to as its operator and its users would: commands, pages, kills."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import psutil

MAKE = """
import django
django.setup()
from django.core.management import call_command
from tuopin.cli.prepare import owners_connection
from tuopin.divisions.services import load_editions
with owners_connection():
    call_command("migrate", verbosity=0, interactive=False)
    load_editions(area="431129000000")
from tuopin.cli.prepare import _mark
from tuopin.kernel.home import home, keyring
keyring()
(home() / "schema").write_text(_mark())  # no need of the whole country
from tuopin.kernel.stores import evidence_store
evidence_store().put("ab12" * 16, keyring().seal_bytes(b"a photo", "evidence|ab12"))
"""
DIGESTS = """
import json
from tuopin.cli.backup.drill import digests_of
from tuopin.config import server
print(json.dumps(digests_of(server.owner_url())))
"""
OFFICIAL = """
import sys
import django
django.setup()
from datetime import date
from tuopin.people.models import Account
from tuopin.people.selectors import operator, working_as
from tuopin.people.services import appoint_post, choose_first_password, open_account
from rosters import a_roster_household, bring_in, write_roster
from tuopin.kernel.home import home
with working_as(operator()):
    account, given = open_account(username="official", name="盘主任", actor=operator(), on=date(2020, 6, 1))
    password = given[::-1]
    choose_first_password(account=account, new=password, on=date(2020, 6, 1))
    appoint_post(username="official", area_code="431129000000", role="head", starts_on=date(2020, 6, 1), actor=operator(), on=date(2020, 6, 1))
    bring_in(write_roster(home().parent / "r.xlsx", [a_roster_household(n) for n in (1, 2)]), operator())
print(password)
"""


class System:
    """One system in a folder of its own, spoken to as its operator would."""

    def __init__(self, folder: Path) -> None:
        self.home, self.backups, self.key = folder / "home", folder / "backups", folder / "apart" / "key"
        self.home.mkdir(mode=0o755)
        self.key.parent.mkdir()
        self.environ = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
            "TUOPIN_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "tuopin.config.settings", "PYTHONPATH": os.pathsep.join(sys.path)}

    def python(self, text: str, *arguments: str) -> str:
        done = subprocess.run([sys.executable, "-c", text, *arguments], env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tuopin(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-m", "tuopin.cli.main", *words], env=self.environ, capture_output=True, text=True, check=False)

    def digests(self) -> dict:
        return json.loads(self.python(DIGESTS))

    def wipe(self) -> None:
        """Everything but the keys is gone, as after the loss of a disk."""
        self.tuopin("database", "stop")
        for name in ("postgres", "evidence", "uploads", "editions"):
            shutil.rmtree(self.home / name, ignore_errors=True)


class Served:
    """The pages of a system served by `tuopin serve`, until the block ends; and one person logged in."""

    def __init__(self, system: System, port: int) -> None:
        self.system, self.url = system, f"http://127.0.0.1:{port}"
        self.port, self.jar = port, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Stays())

    def __enter__(self) -> Served:
        self.log = (self.system.home.parent / "serve.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tuopin.cli.main", "serve", "--port", str(self.port), "--workers", "1"], env=self.system.environ,
            stdout=self.log, stderr=self.log)
        self.until_it_answers(60)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def until_it_answers(self, seconds: float) -> float:
        """Seconds until the log-in page comes whole, which needs the database where one is logged in."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                if self.get("/" if list(self.jar) else "/login/")[0] == 200:
                    return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"nothing answers after {seconds} s")

    def get(self, path: str) -> tuple[int, str]:
        return self._asked(urllib.request.Request(self.url + path))

    def post(self, path: str, form: dict) -> tuple[int, str]:
        """The status and, where it leads on, where to; else the page."""
        token = next((cookie.value for cookie in self.jar if "csrf" in cookie.name), "")
        data = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": token}).encode()
        return self._asked(urllib.request.Request(self.url + path, data=data, headers={"Referer": self.url + path}))

    def log_in(self, password: str) -> None:
        self.get("/login/")
        status, where = self.post("/login/", {"username": "official", "password": password})
        assert status == 302, where

    def _asked(self, request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=30) as response:
                return response.status, response.headers.get("Location") or response.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location") or answer.read().decode()


class _Stays(urllib.request.HTTPRedirectHandler):
    """An answer that leads on is an answer."""

    def redirect_request(self, *asked):
        return None


def kill_database(home: Path) -> None:
    """kill -9 for the embedded server and all its children, at once."""
    try:
        first = psutil.Process(int((home / "postgres" / "postmaster.pid").read_text().split()[0]))
        victims = [first, *first.children(recursive=True)]
    except (OSError, psutil.NoSuchProcess):
        return
    for victim in victims:
        try:
            victim.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(victims, 10)


def hidden(name: str, page: str) -> str:
    """The value of a hidden field of a page's main form."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page[page.index("<main"):])[0]
