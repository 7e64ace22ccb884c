"""Who gets what at every address of the system: seven standings towards a place, on each of the five levels of places.

`python -m pytest tests/scope/test_matrix.py --write-matrix` writes `matrix.tsv` anew; what changed in it is for a person to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scope.addresses import NOBODYS, Register, addresses, an_edition_of_figures, taken
from scope.duty_addresses import LISTED_DUTIES, NAMED, PLACED_DUTIES
from scope.help_addresses import LISTS as OF_HELP
from scope.party_addresses import LISTED_PARTY, OF_CLUES, PLACED_PARTY
from scope.program_addresses import LISTED_PROGRAMS, PLACED_PROGRAMS
from tuopin.divisions.models import Division
from tuopin.kernel.areas import level_of, within
from tuopin.people.models import Post
from tuopin.people.services import make_token
from web import kit

BASELINE = Path(__file__).with_name("matrix.tsv")
OWN = (kit.NATION, kit.PROVINCE, kit.CITY, kit.COUNTY, kit.TOWN, kit.VILLAGE)  # the way down to the village that everything lies in
BESIDE = ("", "110000000000", "431200000000", kit.OTHER_COUNTY, "431129100000", kit.NEIGHBOUR)  # on each level, one beside it
COUSINS = ("", "", "110100000000", "431202000000", "431128100000", "431129100001")  # below what is beside the level above
NAMES = {"110000000000": "北京市", "431200000000": "怀化市", "431129100000": "沱江镇", "110100000000": "市辖区", "431202000000": "鹤城区",
         "431129100001": "春晓社区居委会"}
LEVELS = {1: "province", 2: "city", 3: "county", 4: "township", 5: "village"}
STANDINGS = ("own", "child", "sibling", "parent", "cousin", "none", "expired")
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
OF_A_PLACE = {"home", "area", "map", "map-of", "households", "export-households", "villages", "imports", "doubts", "editions",
              "policies", "count-policies", "policy", "export-policy", "policy-checks", "awareness", "policy-work", "arrange-policy"}  # asked for on every level
LISTS = {  # everybody has one of their own: what must not be in it is looked for in its text
    "search", "households", "villages", "imports", "my-jobs", "jobs", "trail", "checkpoints", "rule", "what-if", "doubts", "cases", "cases-roster", "home", "map",
    "editions", "policies", "policy", "policy-checks", "deliveries", "published", *OF_HELP,
    "policy-work",
}
OF_A_PLACE |= {"monitoring", "export-monitoring", "signals", "recompute-signals", "open-sweep", "after-exit", "watch-rosters"}
LISTS |= {"monitoring", "signals", "sweeps", "after-exit"}
OF_A_PLACE |= PLACED_DUTIES | PLACED_PARTY | PLACED_PROGRAMS
LISTS |= LISTED_DUTIES | LISTED_PARTY | LISTED_PROGRAMS
OF_A_PLACE |= {"api-households", "api-tasks", "api-cases", "api-figures"}
LISTS |= {"alarms", "api-households", "api-tasks", "api-cases", "api-figures"}
NO_NUMBERS = ("phone", "account")  # of the household that is asked about
OWN_PART = {"export-households"}  # of a wider place one gets the part that is one's own
OF_THE_COUNTY = {"withdraw-lineage", "strategy"}  # what became of a village is the county's to settle
NO_TOKEN = 2_000_000_000  # no test makes so many; whose token it is and who may end it is tried in tests/api
ONES_OWN = {"import-job", "import-again", "reveal-shown", "job-retry", "job-give-up", "edition-job", *OF_CLUES}  # only for whoever began it, wherever the others are


@dataclass(frozen=True)
class Asked:
    """One request that the matrix makes: of which address, about which place."""

    name: str
    method: str
    url: str
    form: tuple[tuple[str, object], ...]
    place: str

    @property
    def of_nothing(self) -> bool:
        """Whether what the address names is not there for anybody: a deed that is none, or a number that the household of the tests does not have."""
        return (self.url.endswith("/x/") and self.name != "household") or (self.name == "reveal" and any(f"/{field}/" in self.url for field in NO_NUMBERS))


def requests_of(found: Register, level: int, *, every: bool) -> list[Asked]:
    """What is asked about the place of the level: one request for each address and method, or every one that there is."""
    code, asked = OWN[level], []
    for name, tried in addresses(found, code if level < 5 else kit.VILLAGE).items():
        seen = set()
        for method, url, form in tried:
            if every or method not in seen:
                seen.add(method)
                of_county = name in OF_THE_COUNTY or (name == "trail-chain" and kit.COUNTY in url)
                place = code if name in OF_A_PLACE else kit.COUNTY if of_county else kit.VILLAGE
                asked.append(Asked(name, method, url, tuple(form.items()), place))
    named = {"division": {"code": code}, "public-edition": {"number": an_edition_of_figures()}, "revoke-token": {"pk": NO_TOKEN}, "end-session": {"mark": "0" * 16}} | NAMED
    for name in NOBODYS:
        method = "POST" if name in ("logout", "language", "confirm", "disenroll", "end-other-sessions", "end-session", "login", "revoke-token") else "GET"
        asked.append(Asked(name, method, reverse(name, kwargs=named.get(name, {})), (), ""))
    return asked


def stands_at(level: int, standing: str) -> str:
    """The area of the post of whoever stands so towards the place of the level; empty where there is no such place."""
    if standing == "child":  # below the place, but not where the record lies
        return BESIDE[level + 1] if level < 5 else ""
    return {"own": OWN[level], "sibling": BESIDE[level], "parent": OWN[level - 1], "cousin": COUSINS[level], "expired": OWN[level]}.get(standing, "")


class Askers:
    """Those who ask, each with one log-in that every request finds as it was."""

    def __init__(self) -> None:
        for code, name in NAMES.items():
            Division.objects.get_or_create(code=code, defaults={"name": name, "initials": "x", "starts_on": "2014-01-01", "level": level_of(code)})

    @cache  # noqa: B019 – one for each test
    def client(self, area: str, ended: bool) -> Client:
        """Somebody with every act at the area (whose post ended today), or with no post where the area is empty."""
        username = f"at{area}{'ended' if ended else ''}"
        account = kit.an_official(area or kit.VILLAGE, "head", username=username, ends_on=timezone.localdate() if ended else None)
        Post.objects.create(account=account, area_code=area or kit.VILLAGE, role="auditor", starts_on="2016-01-01",
                            ends_on=timezone.localdate() if ended else None)
        client = kit.logged_in(account)
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {_token(account)}"  # what programs come with; a page takes no notice of it
        if not area:
            account.tokens.all().delete()
            account.posts.all().delete()
        return client

    @cache  # noqa: B019
    def answer(self, area: str, ended: bool, asked: Asked) -> tuple[int, str]:
        """The status and the text of the answer; whatever it did is undone."""
        with as_it_was(client := self.client(area, ended)):
            return said_to(client, asked.method, asked.url, dict(asked.form))


def _token(account) -> str:
    """A token of the account's first post, made when that was still theirs."""
    today, post = timezone.localdate(), account.posts.order_by("pk").first()
    ends_on, post.ends_on = post.ends_on, None
    post.save(update_fields=["ends_on"])
    _row, text = make_token(account=account, post_id=post.pk, name="program", ends_on=today + timedelta(days=30), on=today)
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    return text


def said_to(client: Client, method: str, url: str, form: dict) -> tuple[int, str]:
    """The status of the answer, and where it leads or what it says."""
    response: HttpResponse = client.get(url) if method == "GET" else client.post(url, taken(url, form))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, response.headers.get("Location", "") or body.decode(errors="replace")


@contextmanager
def as_it_was(client: Client) -> Iterator[None]:
    """For the time of the block the log-in is as it was when it began; whatever is done is undone."""
    kept = deepcopy(kit.still_confirmed(client).cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = kept


def rows(found: Register, askers: Askers, *, every: bool = False) -> Iterator[tuple[Asked, int, dict[str, str], dict[str, str]]]:
    """For each request and level: what each standing got, and the text of it."""
    for level in LEVELS:
        for asked in requests_of(found, level, every=every):
            statuses, texts = {}, {}
            for standing in STANDINGS:
                area = stands_at(level, standing)
                if not area and standing != "none":
                    statuses[standing] = "-"
                    continue
                status, texts[standing] = askers.answer(area, standing == "expired", asked)
                shut_out = status == 401 if asked.name.startswith("api-") else status == 302 and texts[standing].startswith("/login/")
                statuses[standing] = "login" if shut_out else str(status)
            yield asked, level, statuses, texts


def is_inside(asked: Asked, level: int, standing: str) -> bool:
    """Whether the place that is asked about is the asker's to see: said here from the codes alone."""
    return within(asked.place, stands_at(level, standing))


def in_lines(found: list[tuple[Asked, int, dict[str, str]]]) -> list[str]:
    """The matrix as it is kept: an address, a method, a level a line."""
    lines = ["\t".join(("address", "method", "level", *STANDINGS))]
    for asked, level, statuses in sorted(found, key=lambda row: (row[0].name, row[0].method, row[1])):
        lines.append("\t".join((asked.name, asked.method, LEVELS[level], *(statuses[standing] for standing in STANDINGS))))
    return lines
