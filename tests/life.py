"""A system of a pack served for real, with a clock that the test moves, people at every level, and a browser for each of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyotp

import pictures
from systems import MAKE, Served, System
from tuopin.kernel.days import local_zone
from walked_clock import WalkedClock

COUNTY, TOWN, VILLAGE = "431129000000", "431129210000", "431129210213"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
PEOPLE = {  # log-in name: name, place, role, title, what they work on
    "cadre": ("盘明", VILLAGE, "clerk", "", PHONE),
    "secretary": ("赵书", VILLAGE, "head", "村党组织书记", PHONE),
    "town": ("唐办", TOWN, "clerk", "", PHONE),
    "town-head": ("李审", TOWN, "head", "", PHONE),
    "town-deputy": ("邓查", TOWN, "head", "副乡长", PHONE),
    "county": ("周批", COUNTY, "head", "", DESK),
    "county-clerk": ("吴告", COUNTY, "clerk", "", DESK),
    "city": ("郑看", "431100000000", "reader", "", DESK),
    "auditor": ("冯审", "430000000000", "auditor", "", DESK),
}
PLACES = f"""
import django
django.setup()
from tuopin.cli.prepare import owners_connection
from tuopin.divisions.services import load_editions
with owners_connection():
    load_editions(area="{COUNTY}")
"""
APPOINT = """
import json, sys
import django
django.setup()
import pyotp
from datetime import date, timedelta
from django.utils import timezone
from pathlib import Path
from tuopin.cli.prepare import _note_pack, _mark
from tuopin.kernel.home import home
from tuopin.people.selectors import account_named, actor_for, operator, working_as
from tuopin.people.services import appoint_post, begin_second_factor, choose_first_password, choose_language, confirm_second_factor, identify_account, open_account
from register import a_certificate
from tuopin.kernel.certificates import chinese, luhn_digit
from rosters import a_helper_row, bring_in, write_roster
(home() / "schema").write_text(_mark())
_note_pack()
def number_of(n):
    return a_certificate(date(1970, 1, 1 + n), 300 + n) if chinese() else f"20000000{n}" + luhn_digit(f"20000000{n}")
OWN = {} if chinese() else {"证件号码": number_of(8), "单位类别": "technical service", "联系电话": "0241234567", "是否第一书记": "no", "是否驻村工作队队长": "no", "性别": "male"}
said, on, actor, told = json.loads(sys.argv[1]), timezone.localdate(), operator(), {}
with working_as(actor):
    for n, (name, (shown, area, role, title)) in enumerate(said["people"].items()):
        account, given = open_account(username=name, name=shown, actor=actor, on=on)
        password = given[::-1]
        choose_first_password(account=account, new=password, on=on)
        appoint_post(username=name, area_code=area, role=role, title=title, starts_on=on, actor=actor, on=on)
        identify_account(username=name, certificate=number_of(n), actor=actor, on=on)
        secret = ""
        if role == "head":
            secret, at = begin_second_factor(account=account), timezone.now()
            confirm_second_factor(account=account, code=pyotp.TOTP(secret).at(at - timedelta(seconds=30)), at=at, on=on)
        told[name] = [password, secret]
bring_in(write_roster(home().parent / "helpers.xlsx", [], helpers=[a_helper_row(**OWN), a_helper_row("B000002", **{**OWN, **({} if chinese() else {"证件号码": number_of(9)}), "姓名": "何接手"})]), actor_for(account_named("county"), on=on), year=on.year)
print(json.dumps(told))
"""


class Life(Served):
    """A served system of a pack in which a family is followed: its officials, their browsers, and the days that pass."""

    def __init__(self, system: System, port: int, *, pack: str, browser, clock: WalkedClock) -> None:
        super().__init__(system, port)
        self.pack, self.browser, self.pages, self.faults = pack, browser, {}, []
        self.seed = 1000
        self.clock = clock
        system.environ |= {"TUOPIN_PACK": pack} | clock.environ
        people = {name: who[:4] for name, who in PEOPLE.items()}
        self.secrets = json.loads(system.python(APPOINT, json.dumps({"people": people})).splitlines()[-1])

    @property
    def today(self) -> date:
        """The day on the office's wall."""
        return self.clock.now.astimezone(local_zone()).date()

    def pass_days(self, days: int) -> None:
        """Let so many days pass for everything in the system; whoever worked has logged out by then."""
        self.clock.pass_days(days)

    def page_of(self, name: str):
        """The browser of a person."""
        if name not in self.pages:
            page = self.browser.new_context(**PEOPLE[name][4]).new_page()
            page.on("pageerror", lambda fault: self.faults.append(str(fault)))
            page.set_default_timeout(15_000)
            self.pages[name] = page
        return self.pages[name]

    def log_in(self, name: str) -> None:
        """Show the password and, for a head, the code of the telephone."""
        page, (password, secret) = self.page_of(name), self.secrets[name]
        page.locator("input[name=username]").fill(name)
        page.locator("input[name=password]").fill(password)
        with page.expect_navigation():
            page.locator("main button.main").click()
        if secret:
            page.locator("input[name=code]").fill(pyotp.TOTP(secret).at(self.clock.now))
            with page.expect_navigation():
                page.locator("main button.main").click()
        assert "/login/" not in page.url, page.locator("main").inner_text()

    def at(self, name: str, path: str):
        """The page at the address as the person sees it; on a phone it fits the screen."""
        page = self.page_of(name)
        page.goto(self.url + path)
        if "/login/" in page.url:
            self.log_in(name)
            page.goto(self.url + path)
        if PEOPLE[name][4] is PHONE:
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"too wide for a phone: {path}"
        return page

    def a_picture(self) -> dict:
        """A photo as a phone takes it, another one each time."""
        self.seed += 1
        return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": pictures.as_bytes(pictures.a_scene(self.seed, (480, 360)), quality=80)}


@contextmanager
def a_life(base: Path, folder: Path, port: int, *, pack: str, browser, clock: WalkedClock):
    """The served system of the pack, a copy of the empty one that was made in `base`."""
    folder.chmod(0o755)
    system = System(folder)
    shutil.rmtree(system.home)
    subprocess.run(["cp", "-a", str(base), str(system.home)], check=True)  # with its owners: the database has a user of its own
    try:
        with Life(system, port, pack=pack, browser=browser, clock=clock) as life:
            yield life
    finally:
        system.tuopin("database", "stop")


def an_empty_system(folder: Path, clock: WalkedClock, pack: str) -> Path:
    """The home folder of a system with its tables and the places of one county, stopped; to be copied."""
    folder.chmod(0o755)
    system = System(folder)
    system.environ |= {"TUOPIN_PACK": pack} | clock.environ
    system.python(MAKE)
    if pack != "china":  # the family lives in the same county
        system.environ["TUOPIN_PACK"] = "china"
        system.python(PLACES)
    system.tuopin("database", "stop")
    return system.home
