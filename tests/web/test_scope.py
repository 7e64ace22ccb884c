"""Nobody outside a subtree reads it: every address of the system is tried by everybody who is somewhere else."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from scope.addresses import NOBODYS, SECRET, Register, addresses, lay_out_register, taken
from tuopin.divisions.models import Division, Succession
from tuopin.people.models import Account
from tuopin.policy.models import Doubt
from tuopin.registry.models import Household, ImportProblem, StagedBlock
from tuopin.web.checks import pages
from web import kit

pytestmark = pytest.mark.django_db
OUTSIDE = {  # who is somewhere else: area and role
    "parent": (kit.TOWN, "head"), "county": (kit.COUNTY, "head"), "sibling": (kit.NEIGHBOUR, "clerk"), "cousin": (kit.OTHER_COUNTY, "head"),
    "cousin-village": (kit.OTHER_VILLAGE, "clerk"), "cousin-reader": (kit.OTHER_COUNTY, "reader"), "cousin-auditor": (kit.OTHER_COUNTY, "auditor"),
}
ABOVE = {"parent", "county"}


@pytest.fixture
def register(tmp_path) -> Register:
    return lay_out_register(tmp_path)


def _names() -> set[str]:
    return {pattern.name for _where, pattern in pages(get_resolver().url_patterns) if isinstance(pattern, URLPattern)}


def _asked(client: Client, method: str, url: str, form: dict):
    form = taken(url, form)
    response = client.get(url) if method == "GET" else client.post(url, form)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response, body.decode(errors="replace")


def test_every_address_is_tried_here_or_shows_no_row(register):
    assert set(addresses(register)) | set(NOBODYS) == _names(), "a new address: say here how somebody outside would ask for it"
    assert all(addresses(register).values())


@pytest.mark.parametrize("who", sorted(set(OUTSIDE) - ABOVE))
def test_nothing_of_a_village_is_told_to_somebody_outside(register, who):
    area, role = OUTSIDE[who]
    client = kit.logged_in(kit.an_official(area, role))
    before = _state(register)
    for name, asked in addresses(register).items():
        for method, url, form in asked:
            response, body = _asked(client, method, url, form)
            where = f"{who}: {method} {url} → {response.status_code}"
            # programs come with a token and never with a session; what a token opens is tried in the matrix
            assert response.status_code in ((401,) if name.startswith("api-") else (200, 302, 403, 404, 405, 409, 422)), where
            if response.status_code == 200:
                assert f"/households/{register.number}/" not in body and f"/imports/{register.batch}/" not in body, where
                assert "秘密名册" not in body and (SECRET in url or SECRET not in body), where
                assert register.number not in body or register.number in url, where
            if name in ("area", "map-of", "household", "village", "import-errors", "import-block", "import-batch", "settle-doubt", "reveal", "reveal-shown",
                        "trail-chain", "trail-event", "checkpoint", "edition", "edition-download", "edition-difference", "edition-job"):
                assert response.status_code in (403, 404), where
    assert _state(register) == before, "and nothing was done"


def _state(found: Register) -> tuple:
    doubt, block = Doubt.objects.get(pk=found.doubt), StagedBlock.objects.get(pk=found.block)
    return (
        doubt.finding, block.settled_by, block.merged_at, block.batch.state, Succession.objects.get(pk=found.succession).withdrawn_at,
        Division.objects.filter(code=kit.VILLAGE).values_list("name", "ends_on").get(),
        ImportProblem.objects.filter(batch=block.batch, settled_at=None).count(), Household.objects.get(number=found.number).forms.count(),
    )


@pytest.mark.parametrize("kind", ["nobody", "no-post", "ended", "tomorrow", "closed"])
def test_without_a_post_of_today_every_address_leads_to_the_log_in(register, kind):
    client = Client()
    if kind != "nobody":
        today = timezone.localdate()
        account = kit.an_official(kit.VILLAGE, "head", ends_on=today if kind == "ended" else None)
        if kind == "no-post":
            account.posts.all().delete()
        elif kind == "tomorrow":
            account.posts.update(starts_on=today + timedelta(days=1))
        elif kind == "closed":
            Account.objects.update(is_active=False)
    for name, asked in addresses(register).items():
        for method, url, form in asked:
            if kind != "nobody":
                client.force_login(account)
            response, body = _asked(client, method, url, form)
            if name.startswith("api-"):
                assert response.status_code == 401 and set(json.loads(body)) == {"code", "message", "fix"}, (name, url)
                continue
            assert response.status_code == 302 and response["Location"].startswith("/login/"), (name, url)
            assert not body


@pytest.mark.parametrize("role", ["reader", "auditor"])
def test_who_only_reads_changes_nothing(register, role):
    client = kit.logged_in(kit.an_official(kit.VILLAGE, role))
    before = _state(register)
    for name, asked in addresses(register).items():
        for method, url, form in asked:
            response, _body = _asked(client, method, url, form)
            if name in ("search", "households") and method == "POST":  # a search is sent so that no address holds what was searched for
                assert response.status_code == 302 and response["Location"].startswith(url.partition("?")[0]), (name, url)
            elif name in ("case-evaluation", "case-report") and role == "auditor":  # their own step, and here not the one that is due
                assert response.status_code == 409, (name, url)
            elif method == "POST" and not (name in ("export-households", "edition-download", "export-policy", "export-monitoring", "export-sweep") and role == "auditor"):
                assert response.status_code in (403, 404), (name, url, response.status_code)
    assert _state(register) == before


def test_those_above_and_there_do_find_it(register):
    for who in ("county", "parent"):
        client = kit.logged_in(kit.an_official(*OUTSIDE[who], username=who))
        for name in ("area", "map-of", "household", "village", "import-batch", "import-errors", "import-block", "doubts", "correct-fact"):
            method, url, form = addresses(register)[name][0]
            assert _asked(client, method, url, form)[0].status_code == 200, (who, url)
        body = _asked(client, "GET", f"/households/?search={register.certificate}", {})[1]
        assert register.number in body


def test_a_person_is_found_by_certificate_or_phone_only_where_one_may_look(register):
    for number in (register.certificate, register.phone):
        here = kit.logged_in(kit.an_official(kit.VILLAGE, "reader", username=f"here{number[-2:]}".lower()))
        there = kit.logged_in(kit.an_official(kit.NEIGHBOUR, "reader", username=f"there{number[-2:]}".lower()))
        nowhere = number[:-4] + "0000"
        assert register.number in here.get(f"/households/?search={number}").content.decode()
        found, none = (there.get(f"/households/?search={n}").content.decode().replace(n, "") for n in (number, nowhere))
        assert _plain(found) == _plain(none), "a person elsewhere looks like a person nowhere"


def _plain(page: str) -> list[str]:
    """The page's lines without what differs each time it is asked for: the form's token, the veil over what was searched for."""
    return [re.sub(r"=~[\w-]+", "=~", line) for line in page.splitlines() if "csrf" not in line.lower()]


@pytest.mark.parametrize("number", ["there", "nowhere"])
def test_a_household_elsewhere_looks_like_one_that_is_nowhere(register, number):
    client = kit.logged_in(kit.an_official(kit.NEIGHBOUR, "clerk"))
    number = register.number if number == "there" else "H9999999999"
    response = client.get(f"/households/{number}/")
    assert response.status_code == 404 and f"没有找到户编号为“{number}”的贫困户" in response.content.decode()
