"""Nobody outside a subtree reads it: every address of the system is tried by everybody who is somewhere else."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils import timezone

import pictures
from register import a_household
from rosters import a_roster_household, receive, write_roster
from tuopin.desk.models import Job
from tuopin.desk.services import hand_in
from tuopin.desk.services.sealed import seal_words
from tuopin.divisions.models import Division, Succession
from tuopin.evidence.services import accept_file
from tuopin.kernel.acts import undeclared
from tuopin.kernel.home import keyring
from tuopin.people.models import Account
from tuopin.people.selectors import actor_for, operator, working_as
from tuopin.policy.models import Doubt
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.privacy.models import Reveal
from tuopin.procedure.models import Case
from tuopin.registry.models import Household, ImportProblem, Membership, StagedBlock
from tuopin.trail.services import make_checkpoint
from tuopin.web.checks import pages
from web import kit

pytestmark = pytest.mark.django_db
NOBODYS = {  # addresses that show no row of the register: (why)
    "login": "open", "login-code": "open", "confirm": "one's own", "enroll": "one's own", "disenroll": "one's own",
    "end-other-sessions": "one's own", "logout": "one's own", "language": "one's own", "account": "one's own", "import-template": "empty headings",
    "rules": "published rules", "divisions": "the published list of divisions",
    "division": "the published list of divisions; its lineage is tried below",
}
OUTSIDE = {  # who is somewhere else: area and role
    "parent": (kit.TOWN, "head"), "county": (kit.COUNTY, "head"), "sibling": (kit.NEIGHBOUR, "clerk"), "cousin": (kit.OTHER_COUNTY, "head"),
    "cousin-village": (kit.OTHER_VILLAGE, "clerk"), "cousin-reader": (kit.OTHER_COUNTY, "reader"), "cousin-auditor": (kit.OTHER_COUNTY, "auditor"),
}
ABOVE = {"parent", "county"}
SECRET = "盘秘密"


@dataclass
class Register:
    """What lies in the village, as the addresses name it."""

    number: str
    doubt: int
    batch: int
    block: int
    succession: int
    token: str
    certificate: str
    phone: str
    person: str
    reveal: int
    case: int
    checkpoint: int
    evidence: str


@pytest.fixture
def register(tmp_path) -> Register:
    """A judged household with a doubt, a file that waits and a job, all in one village; its neighbours have one of their own."""
    kit.lay_out_places()
    mine = a_household(village=kit.VILLAGE, house_grade="", income={"wage": 1})
    for village in (kit.NEIGHBOUR, kit.OTHER_VILLAGE):
        a_household(village=village)
    person = Membership.objects.filter(household=mine).first().person
    type(person).objects.filter(pk=person.pk).update(name=SECRET)
    with working_as(operator()):
        judge_counties(year=2018, counties=[kit.COUNTY, kit.OTHER_COUNTY], actor=operator())
    doubt = Doubt.objects.filter(village_code=kit.VILLAGE).first() or Doubt.objects.create(
        household=mine, village_code=kit.VILLAGE, year=2018, check_code="Q01")
    waits = a_roster_household(7)
    waits["members"][1]["姓名"], waits["row"]["工资性收入"] = SECRET, "12000元"
    batch = receive(write_roster(tmp_path / "秘密名册.xlsx", [waits]), operator())
    link = Succession.objects.create(
        predecessor_code=kit.VILLAGE, predecessor_name="栗林村", successor_code=kit.VILLAGE, successor_name="栗安村", kind="renamed",
        on=date(2016, 1, 1), confidence=1)
    somebody = actor_for(kit.an_official(kit.VILLAGE, username="somebody"), on=date(2019, 1, 1))
    job = hand_in(kind="read", actor=somebody, arguments={"file_name": "秘密名册.xlsx", "year": 2018, "mapping": {}}, chunks=[SECRET.encode()])
    token = job.token
    Job.objects.filter(pk=job.pk).update(state="done", outcome=seal_words(token, "outcome", {"batch": batch.pk}))
    certificate = keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")
    phone = "13900001111"
    form = mine.forms.get()
    form.phone_index = keyring().find_by("phone", phone)
    form.save()
    block = StagedBlock.objects.filter(batch=batch, kind="household").get()
    seen = Reveal.objects.create(
        account="somebody", area_code=kit.VILLAGE, subject=f"person:{person.number}", field="certificate", household_number=mine.number,
        who=person.number, purpose="identity", revealed_at=timezone.now())
    return Register(mine.number, doubt.pk, batch.pk, block.pk, link.pk, token, certificate, phone, person.number, seen.pk, a_case(mine, somebody).pk,
                    make_checkpoint(area_code=kit.VILLAGE, folder=tmp_path / "anchors").pk,
                    str(accept_file(kind="photo", subject=f"household:{mine.number}", area_code=kit.VILLAGE, file=pictures.a_photo(1),
                                    actor=operator(), on=date(2019, 1, 1)).uid))


def a_case(household, actor) -> Case:
    return Case.objects.create(
        procedure="household-exit", edition=date(2016, 4, 23), declaration="0" * 64, subject=f"household:{household.number}", due="appraise",
        area_code=household.village_code, account_id=actor.account_id)


def addresses(found: Register) -> dict[str, list[tuple[str, str, dict]]]:
    """For each address of the map by its name, what is asked of it: method, address, form."""
    batch, home, village = {"pk": found.batch}, {"number": found.number}, {"code": kit.VILLAGE}
    fact = home | {"year": 2018}
    reason = {"reason": "核实", "value": "A", "amount_yuan": "1", "evidence": "card", "seen": "0", "basis": "文件"}
    area, get, post = f"?area={kit.VILLAGE}", "GET", "POST"
    return {
        "home": [(get, f"{reverse('home')}{area}", {})],
        "area": [(get, reverse("area", kwargs=village), {})],
        "map": [(get, f"{reverse('map')}{area}", {})],
        "map-of": [(get, reverse("map-of", kwargs=village) + tail, {}) for tail in ("", "?csv=1", "?on_map=today", "?csv=1&on_map=today")],
        "search": [(get, f"{reverse('search')}?q={text}", {}) for text in (found.number, found.number[:-2], SECRET, found.certificate, found.phone)],
        "households": [(get, reverse("households") + tail, {}) for tail in (
            area, f"{area}&print=yes", f"?search={found.certificate}", f"?search={found.phone}", f"?search={SECRET}", "?verdict=unknown")],
        "export-households": [(get, reverse("export-households") + area, {}),
                              *((post, reverse("export-households") + area, {"purpose": "看看", "suffix": s}) for s in ("csv", "xlsx"))],
        "household": [(get, reverse("household", kwargs=home) + tail, {}) for tail in ("", "?year=2018&on=2018-12-31&compare=2017")],
        "reveal": [(m, reverse("reveal", kwargs=home | {"field": field, "who": who}), {"purpose": "identity"})
                   for m in (get, post) for field, who in (("certificate", found.person), ("phone", "2018"), ("account", "2018"), ("x", "x"))],
        "reveal-shown": [(get, reverse("reveal-shown", kwargs={"pk": found.reveal}), {})],
        "household-evidence": [(get, reverse("household-evidence", kwargs=home), {})],
        "add-evidence": [(m, reverse("add-evidence", kwargs=home | {"kind": "photo"}), {"note": "x"}) for m in (get, post)],
        **{name: [(get, reverse(name, kwargs={"uid": found.evidence}), {})] for name in ("evidence", "evidence-file", "evidence-thumbnail")},
        "correct-fact": [(m, reverse("correct-fact", kwargs=fact | {"name": "house_grade"}), reason) for m in (get, post)],
        "correct-income": [(m, reverse("correct-income", kwargs=fact | {"word": "wage"}), reason) for m in (get, post)],
        "correct-number": [(m, reverse("correct-number", kwargs=fact | {"what": what}), reason) for m in (get, post) for what in ("phone", "account", "x")],
        "member": [(get, reverse("member", kwargs=fact | {"person": found.person}), {})],
        "correct-member": [(m, reverse("correct-member", kwargs=fact | {"person": found.person, "name": "health"}), reason) for m in (get, post)],
        "correct-person": [(m, reverse("correct-person", kwargs=fact | {"person": found.person, "what": what}), reason)
                           for m in (get, post) for what in ("name", "certificate", "x")],
        "correct-village": [(m, reverse("correct-village", kwargs=village | {"year": 2018, "name": "persons"}), reason) for m in (get, post)],
        "villages": [(get, reverse("villages") + area, {})],
        "village": [(get, reverse("village", kwargs=village) + tail, {}) for tail in ("", "?on=2018-12-31&compare=2017")],
        "record-lineage": [(post, reverse("record-lineage", kwargs=village | {"kind": kind}), reason) for kind in ("rename", "merge", "split", "x")],
        "withdraw-lineage": [(post, reverse("withdraw-lineage", kwargs={"code": code, "succession": found.succession}), reason)
                             for code in (kit.VILLAGE, kit.OTHER_VILLAGE)],
        "imports": [(get, reverse("imports") + tail, {}) for tail in ("", area, "?after=1")],
        "import-job": [(get, reverse("import-job", kwargs={"token": found.token}), {})],
        "my-jobs": [(get, reverse("my-jobs") + tail, {}) for tail in ("", "?state=done")],
        "jobs": [(get, reverse("jobs") + tail, {}) for tail in ("", "?state=done")],
        "job-retry": [(post, reverse("job-retry", kwargs={"token": found.token}), {"back": "all"})],
        "job-give-up": [(post, reverse("job-give-up", kwargs={"token": found.token}), {"back": "all"})],
        "import-again": [(post, reverse("import-again", kwargs={"token": found.token}), {"year": "2018"})],
        "import-batch": [(get, reverse("import-batch", kwargs=batch) + tail, {}) for tail in ("", "?household=10431120007", "?outcome=W")],
        **{name: [(post, reverse(name, kwargs=batch), {"heading": "x", "field": "name"})]
           for name in ("import-confirm", "import-merge", "import-abandon", "import-map")},
        "import-errors": [(get, reverse("import-errors", kwargs=batch), {})],
        "import-block": [(m, reverse("import-block", kwargs=batch | {"block": found.block}), {"confirm": "1"}) for m in (get, post)],
        "trail": [(get, reverse("trail") + tail, {}) for tail in ("", f"?subject=household:{found.number}", "?actor=operator", "?day=2018-12-31")],
        "trail-chain": [(get, reverse("trail-chain", kwargs={"code": code}), {}) for code in (kit.VILLAGE, kit.COUNTY)],
        "trail-event": [(get, reverse("trail-event", kwargs={"chain": kit.VILLAGE, "seq": n}), {}) for n in (1, 2)],
        "checkpoints": [(get, reverse("checkpoints"), {})],
        "checkpoint": [(get, reverse("checkpoint", kwargs={"pk": found.checkpoint}), {})],
        "rule": [(get, reverse("rule", kwargs={"name": "household-exit"}), {})],
        "doubts": [(get, reverse("doubts") + tail, {}) for tail in (area, f"{area}&settled=yes", f"{area}&check=Q01")],
        "cases": [(get, reverse("cases") + tail, {}) for tail in ("", "?tab=running", "?tab=ended", f"?household={found.number}")],
        "cases-roster": [(get, reverse("cases-roster"), {})],
        "open-case": [(post, reverse("open-case", kwargs=home | {"procedure": "household-exit"}), {})],
        "case": [(get, reverse("case", kwargs={"pk": found.case}), {})],
        "case-notice": [(get, reverse("case-notice", kwargs={"pk": found.case}), {})],
        **{f"case-{name}": [(post, reverse(f"case-{name}", kwargs={"pk": found.case}), {"text": "异议", "note": "理由"})] for name in ("step", "object", "withdraw")},
        "case-answer": [(post, reverse("case-answer", kwargs={"pk": found.case, "refers": 1}), {"outcome": "dismissed", "note": "理由"})],
        "case-evidence": [(post, reverse("case-evidence", kwargs={"pk": found.case, "name": "minutes"}), {"file": io.BytesIO(b"%PDF-1.4")})],
        "settle-doubt": [(post, reverse("settle-doubt", kwargs={"doubt": found.doubt}), {"finding": "reasonable", "note": "看过"})],
    }


def _names() -> set[str]:
    return {pattern.name for _where, pattern in pages(get_resolver().url_patterns) if isinstance(pattern, URLPattern)}


def taken(url: str, form: dict) -> dict:
    """What of the form the page declares to take; the rest is refused, which tests/scope tries."""
    return {name: value for name, value in form.items() if not undeclared(resolve(url.partition("?")[0]).func.takes, [name])}


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
            assert response.status_code in (200, 302, 403, 404, 405, 409, 422), where
            if response.status_code == 200:
                assert f"/households/{register.number}/" not in body and f"/imports/{register.batch}/" not in body, where
                assert "秘密名册" not in body and (SECRET in url or SECRET not in body), where
                assert register.number not in body or register.number in url, where
            if name in ("area", "map-of", "household", "village", "import-errors", "import-block", "import-batch", "settle-doubt", "reveal", "reveal-shown",
                        "trail-chain", "trail-event", "checkpoint"):
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
            assert response.status_code == 302 and response["Location"].startswith("/login/"), (name, url)
            assert not body


@pytest.mark.parametrize("role", ["reader", "auditor"])
def test_who_only_reads_changes_nothing(register, role):
    client = kit.logged_in(kit.an_official(kit.VILLAGE, role))
    before = _state(register)
    for name, asked in addresses(register).items():
        for method, url, form in asked:
            response, _body = _asked(client, method, url, form)
            if method == "POST" and not (name == "export-households" and role == "auditor"):
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
