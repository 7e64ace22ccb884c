"""What every screen is tried for: who may open it, in every language, with nothing recorded, within its count of queries."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from pathlib import Path

from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation

from tuopin.divisions.models import Division
from tuopin.kernel.home import keyring
from tuopin.people.models import Account, Post, SecondFactor
from tuopin.people.selectors import actor_for
from tuopin.people.states import CONFIRMED_AT, LASTS_SECONDS
from tuopin.policy.models import Figure, Freshness
from tuopin.policy.states.figures import FIGURES
from tuopin.procedure.models import Case
from tuopin.procedure.services import agree
from tuopin.web.checks import pages

NATION, PROVINCE, CITY, COUNTY, OTHER_COUNTY = "000000000000", "430000000000", "431100000000", "431129000000", "431128000000"
TOWN, VILLAGE, NEIGHBOUR, OTHER_VILLAGE = "431129210000", "431129210213", "431129210214", "431128100001"
PLACES = {
    PROVINCE: "湖南省", CITY: "永州市", COUNTY: "江华瑶族自治县", OTHER_COUNTY: "新田县", TOWN: "大石桥乡", VILLAGE: "栗安村村委会",
    NEIGHBOUR: "大石桥村村委会", "431128100000": "龙泉镇", OTHER_VILLAGE: "城东社区居委会",
}
PASSWORD = "a-password-for-tests"
BASELINE = Path(__file__).with_name("query_counts.json")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
NO_SCREENS = {"logout", "language", "login-code", "login-password", "confirm", "enroll", "disenroll", "end-other-sessions", "end-session", "count-policies", "arrange-policy", "recompute-signals", "open-sweep", "classify"}  # buttons and steps, not pages
FILES = {"import-template", "delivery-template", "export-households"}  # downloads: they open outside the browser
NO_SCREENS |= {"record-party", "record-party-lead", "record-party-contract", "record-party-clue"}
NO_SCREENS |= {"draft-strategy", "record-service-gap"}
NO_SCREENS |= {"my-calendar", "calendar-feed", "record-duty", "record-meeting", "record-visit", "record-problem", "draft-pledges", "approve-plan", "publish", "revoke-token"}
FILES |= {"export-tasks", "plan-template", "watch-roster-template"}


def lay_out_places() -> None:
    """A province, a city, two counties, and a village with a neighbour."""
    Division.objects.all().delete()
    level = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
    Division.objects.bulk_create(
        Division(code=code, name=name, initials="x", starts_on=date(2014, 1, 1), level=level[_width(code)])
        for code, name in PLACES.items()
    )


def _width(code: str) -> int:
    return next(width for width in (2, 4, 6, 9, 12) if not code[width:].strip("0"))


AUDITED = {"trail", "trail-chain", "checkpoints", "alarms"}  # screens that only an auditor opens


def who_opens(name: str, area: str = COUNTY) -> Account:
    """An official whose post opens the screen: an auditor where only auditors may."""
    return an_official(area, "auditor" if name in AUDITED else "head")


def an_official(area: str = COUNTY, role: str = "head", *, username: str = "official", ends_on: date | None = None) -> Account:
    """An account with one post since 2016."""
    account = Account(username=username, name="盘主任")
    account.set_password(PASSWORD)
    account.save()
    Post.objects.create(account=account, area_code=area, role=role, starts_on=date(2016, 1, 1), ends_on=ends_on)
    return account


def logged_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    SecondFactor.objects.get_or_create(account=account, defaults={"secret_sealed": b"", "confirmed_at": timezone.now()})
    client.confirmed_at = 0
    return still_confirmed(client)


def still_confirmed(client: Client) -> Client:
    """The same, having shown who sits there as the log-in page leaves it: where thousands of pages are asked for, the ten minutes are soon over."""
    if time.time() - client.confirmed_at > LASTS_SECONDS / 2:
        session = client.session
        session[CONFIRMED_AT] = client.confirmed_at = int(time.time())
        session.save()
    return client


def another_agrees() -> None:
    """Another head of the county, whose identity is recorded, agrees to the last case that waits."""
    other = Account.objects.filter(username="the-other").first() or an_official(username="the-other")
    identified(other)
    agree(case=Case.objects.order_by("-pk").first().pk, actor=actor_for(other, on=timezone.localdate()))


def identified(account: Account) -> Account:
    """The account with a recorded identity, as whoever acts in a case must have."""
    Account.objects.filter(pk=account.pk).update(identity_index=keyring().find_by("certificate", f"test {account.pk}"))
    return account


def judged_figures(*, year: int = 2018, villages: tuple[str, ...] = (VILLAGE, NEIGHBOUR, OTHER_VILLAGE)) -> None:
    """Key figures as a judgement would have left them: every count 10 a village, every rate 10 of 40."""
    sums: dict[str, int] = {}
    for village in villages:
        for code in {village, village[:9] + "000", village[:6] + "000000", CITY, PROVINCE, NATION}:
            sums[code] = sums.get(code, 0) + 1
    Figure.objects.bulk_create(
        Figure(year=year, area_code=code, level=0 if code == NATION else {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}[_width(code)], name=name,
               numerator=10 * n, denominator=40 * n if figure.denominator else None)
        for code, n in sums.items() for name, figure in FIGURES.items()
    )
    for county in (COUNTY, OTHER_COUNTY):
        Freshness.objects.create(
            year=year, county_code=county, judged_on=date(year, 12, 31), judged_at="2019-01-05T09:00:00+08:00", rulebook_version="1")


def screens() -> dict[str, str]:
    """Every page of the map of addresses that can be opened without knowing a row, by its name, with an address to open."""

    places = dict.fromkeys(("village", "awareness", "village-classes", "village-help", "village-precisions"), VILLAGE)
    found = {}
    for _where, pattern in pages(get_resolver().url_patterns):
        if isinstance(pattern, URLPattern) and pattern.name and pattern.name not in NO_SCREENS and not pattern.name.startswith("api-"):
            names = set(pattern.pattern.converters)
            if names <= {"code"}:
                found[pattern.name] = reverse(pattern.name, kwargs={"code": places.get(pattern.name, COUNTY)} if names else {})
    return found


def page_in(client: Client, account: Account, url: str, language: str) -> str:
    """The page as its reader gets it in the language."""
    account.language = language
    account.save(update_fields=["language"])
    response = client.get(url)
    translation.activate("zh-hans")
    assert response.status_code == 200, f"{url} in {language}: {response.status_code}"
    return response.content.decode() if response["Content-Type"].startswith("text/html") else ""


def allowed_queries() -> dict[str, int]:
    return json.loads(BASELINE.read_text())
