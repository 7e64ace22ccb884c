"""Programs read with a token: what each answer is held to, who is let in, and what ends a token at the very next call."""

from __future__ import annotations

import importlib.util
import json
from base64 import urlsafe_b64encode
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from procedure.cases import an_official
from register import a_household
from scope.duty_addresses import lay_out_duties
from source import ROOT
from tuopin.api.urls import urlpatterns
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.ledger.models import Task
from tuopin.ledger.services import accept_task
from tuopin.people.models import AccessToken, Account, Post
from tuopin.people.selectors import operator, working_as
from tuopin.people.services import access_tokens, check_login, end_sessions, make_token, open_tokens, reset_password
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.privacy.models import PublicCount, PublicEdition
from tuopin.procedure.services import open_case
from tuopin.trail.services import make_checkpoint, record
from tuopin.trail.services.verify_file import verify_proof_file
from tuopin.trail.services.verify_states import replayed
from web import kit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def a_token(account: Account, *, name: str = "看板", days: int = 30) -> str:
    return make_token(account=account, post_id=account.posts.first().pk, name=name, ends_on=TODAY() + timedelta(days=days), on=TODAY())[1]


def program(text: str) -> Client:
    return Client(headers={"authorization": f"Bearer {text}"})


def api(area: str = kit.VILLAGE, role: str = "clerk") -> Client:
    return program(a_token(kit.an_official(area, role, username=f"{role}{area}{AccessToken.objects.count()}")))


@pytest.fixture
def household():
    """A judged household with a task, a case's worth of trail and a published edition of its county."""
    household = a_household()
    judge_counties(year=2018, counties=[kit.COUNTY], on=date(2018, 12, 31), actor=operator())
    lay_out_duties("秘密")
    edition = PublicEdition.objects.create(year=2018, area_code=kit.COUNTY, actor="x", basis="文")
    PublicCount.objects.create(edition=edition, area_code=kit.COUNTY, attribute="total", category="", households=40)
    PublicCount.objects.create(edition=edition, area_code=kit.VILLAGE, attribute="total", category="", households=None)
    return household


def fits(value, schema, at="") -> list[str]:
    """What of a value is not as its schema says: the part of JSON Schema that our declarations use."""
    kinds = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, kinds[kind]) and not (kind == "integer" and isinstance(value, bool)) for kind in allowed):
        return [f"{at}: {value!r} is no {allowed}"]
    if isinstance(value, dict) and "properties" in schema:
        wrong = [f"{at}.{name}" for name in set(schema["required"]) ^ set(value)]
        return wrong + [fault for name, one in schema["properties"].items() if name in value for fault in fits(value[name], one, f"{at}.{name}")]
    if isinstance(value, dict) and isinstance(schema.get("additionalProperties"), dict):
        return [fault for name, one in value.items() for fault in fits(one, schema["additionalProperties"], f"{at}.{name}")]
    if isinstance(value, list):
        return [fault for n, one in enumerate(value) for fault in fits(one, schema["items"], f"{at}[{n}]")]
    return []


def test_every_answer_is_as_the_document_says_and_sets_no_cookie(household):
    client = api(kit.COUNTY, "head")
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1") and len(document["paths"]) == len(urlpatterns)
    edition = PublicEdition.objects.get().pk
    case = open_case(procedure="household-exit", number=household.number, actor=an_official("盘明", (kit.VILLAGE, "clerk", "")))
    for path, verbs in document["paths"].items():
        number = edition if "figures" in path else case.pk if "cases" in path else household.number
        url = path.replace("{number}", str(number)).replace("{name}", "micro-credit")
        answer = client.get(url, {"year": "2018"} if "households" in path else {})
        assert answer.status_code == 200, (url, answer.content)
        schema = verbs["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert fits(answer.json(), schema) == [], url
        assert not answer.cookies and "Set-Cookie" not in answer.headers and answer["Cache-Control"] == "private, no-store"
    rows = {path: client.get(path, {"year": "2018"} if "house" in path else {}).json()["rows"] for path in ("/api/v1/households/", "/api/v1/tasks/", "/api/v1/figures/")}
    assert all(rows.values()), "nothing is shown by an empty list"


def test_numbers_are_masked_and_small_counts_stay_hidden(household):
    client = api()
    told = client.get(f"/api/v1/households/{household.number}/", {"year": "2018"}).json()
    certificates = [member["certificate"] for member in told["members"] if member["certificate"]]
    assert certificates and all("*" in number for number in certificates)
    assert client.get(f"/api/v1/figures/{PublicEdition.objects.get().pk}/").status_code == 404  # of the whole county: not the village's
    counts = api(kit.COUNTY).get(f"/api/v1/figures/{PublicEdition.objects.get().pk}/").json()["counts"]
    assert [one["households"] for one in counts] == [40, None]


def proved(answer, **more) -> tuple[int, str]:
    """What the checker that shares no line with the system says of an answer, as an outsider runs it."""
    spec = importlib.util.spec_from_file_location("verify_proof", ROOT / "tools" / "verify_proof.py")
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    told = checker.verify(answer.content, **more)
    return told["exit"], told.get("field", "")


def test_the_proof_of_a_household_leads_to_the_root_on_the_paper_and_an_outsider_checks_it(household, tmp_path):
    from tuopin.trail.models import Entry

    url, subject = f"/api/v1/households/{household.number}/proof/", f"household:{household.number}"

    def act(about: str) -> None:
        record(area_code=kit.VILLAGE, verb="correct", subject=about, actor=operator(), on=date(2018, 12, 31), basis="入户核实")

    for about in (subject, "household:H9999999999", subject, "household:H9999999999"):
        act(about)
    client = api()
    assert proved(client.get(url)) == (2, ""), "nobody signed anything yet"
    papers = [make_checkpoint(area_code=kit.COUNTY, folder=tmp_path).root]
    village = api()
    first = village.get(url)
    events = first.json()["events"]["rows"]
    assert [(e["chain"], e["seq"], e["hash"]) for e in events] == [
        (e.chain, e.seq, bytes(e.hash).hex()) for e in Entry.objects.filter(subject=subject).order_by("pk")] and len(events) == 2
    assert proved(first, root=papers[0]) == (0, "") and first.json()["inclusions"][0]["path"], "several chains are under the root"
    one = client.get(url, {"limit": "1"})
    assert proved(one, root=papers[0]) == (0, "") and len(one.json()["inclusions"][0]["links"]) >= 3
    act(subject)
    assert proved(client.get(url)) == (2, ""), "the newest act is under no root yet"
    papers.append(make_checkpoint(area_code=kit.COUNTY, folder=tmp_path).root)
    assert papers[0] != papers[1] and proved(client.get(url), root=papers[1]) == (0, "") and proved(client.get(url), root=papers[0]) == (1, "root")
    on_paper = " ".join(papers[0][n:n + 4] for n in range(0, 64, 4)).upper()
    old = client.get(url, {"root": on_paper})
    assert proved(old, root=papers[0]) == (2, "") and all(one["text"].count(papers[0]) for one in old.json()["inclusions"])
    assert client.get(url, {"root": "1" * 64}).status_code == 404
    (tmp_path / "proof.json").write_bytes(first.content)
    assert verify_proof_file(tmp_path / "proof.json", root=papers[0]).code == 0 and verify_proof_file(tmp_path / "proof.json", root=papers[1]).code == 1
    (tmp_path / "proof.json").write_bytes(old.content)
    assert verify_proof_file(tmp_path / "proof.json", root=papers[0]).code == 2


@pytest.mark.parametrize("path", ["households/", "tasks/", "cases/", "watches/", "teams/", "pairings/"])
def test_outside_the_posts_area_there_is_nothing(household, path):
    for area in (kit.OTHER_VILLAGE, kit.NEIGHBOUR):
        client = program(a_token(kit.an_official(area, username=f"at{area}")))
        assert client.get(f"/api/v1/{path}", {"area": kit.VILLAGE}).status_code == 404
        assert client.get(f"/api/v1/{path}").json()["rows"] == []
        assert client.get(f"/api/v1/households/{household.number}/").status_code == 404
        assert client.get(f"/api/v1/households/{household.number}/proof/").status_code == 404


def test_pages_follow_each_other_without_a_gap_or_a_double(household):
    for _n in range(4):
        a_household()
    judge_counties(year=2018, counties=[kit.COUNTY], on=date(2018, 12, 31), actor=operator())
    client, after, seen = api(), "", []
    while True:
        page = client.get("/api/v1/households/", {"year": "2018", "limit": "2", **({"after": after} if after else {})}).json()
        seen += [row["number"] for row in page["rows"]]
        after = page["after"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 5
    events, after = [], ""
    while after is not None:
        page = client.get(f"/api/v1/households/{household.number}/proof/", {"limit": "1", **({"after": after} if after else {})}).json()["events"]
        events, after = events + page["rows"], page["after"]
    assert [event["seq"] for event in events] == sorted({event["seq"] for event in events})
    for wrong in ({"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"after": "x"}, {"search": "李"}, {"year": "1"}, {"area": "x"}):
        answer = client.get("/api/v1/households/" if "after" not in wrong else "/api/v1/tasks/", wrong)
        assert answer.status_code in (400, 404) and set(answer.json()) == {"code", "message", "fix"}, wrong


def ends(how: str, account: Account, text: str) -> None:
    today = TODAY()
    if how == "post":
        Post.objects.filter(account=account).update(ends_on=today)
    elif how == "closed":
        Account.objects.filter(pk=account.pk).update(is_active=False)
    elif how == "sessions":
        end_sessions(username=account.username, actor="operator", on=today)
    elif how == "password":
        reset_password(username=account.username, actor=operator(), on=today)
    elif how == "day":
        AccessToken.objects.update(starts_on=today - timedelta(days=9), ends_on=today)
    elif how == "moved":
        Post.objects.create(account=account, area_code=kit.COUNTY, role="head", starts_on=today)
        Post.objects.filter(account=account, area_code=kit.VILLAGE).update(ends_on=today)
    else:
        kit.logged_in(account).post(f"/account/tokens/{AccessToken.objects.get().pk}/revoke/")


@pytest.mark.parametrize("how", ["post", "closed", "sessions", "password", "day", "moved", "revoked"])
def test_a_token_is_dead_at_the_next_call_when(how):
    account = kit.an_official(kit.VILLAGE)
    client = program(text := a_token(account))
    assert client.get("/api/v1/").status_code == 200
    ends(how, account, text)
    answer = client.get("/api/v1/")
    assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer") and "rows" not in answer.json()


def test_a_stranger_who_guesses_at_a_name_stops_no_program_of_its_holder():
    account = kit.an_official(kit.VILLAGE)
    client = program(a_token(account))
    for _ in range(6):
        with pytest.raises(Refusal) as refused:
            check_login(username=account.username, password="wrong", on=TODAY(), at=timezone.now())
    assert refused.value.code == "login-locked" and client.get("/api/v1/").status_code == 200


def test_nobody_without_a_token_and_no_session_opens_it():
    account = kit.an_official(kit.VILLAGE)
    for client in (Client(), kit.logged_in(account), program("tuopin_nothing"), program(""), Client(headers={"authorization": "Basic eA=="}), program("x" * 500)):
        answer = client.get("/api/v1/")
        assert answer.status_code == 401 and answer.json()["code"] in ("token-missing", "token-refused")
    assert api().post("/api/v1/").status_code == 405 and api(kit.COUNTY).get("/api/v1/nothing/").status_code == 404
    assert api(kit.TOWN).get("/api/households/").status_code == 404
    assert program(a_token(account)).get("/households/").status_code == 302, "a token opens no page"


def test_only_so_many_calls_a_minute_each_token_by_itself(monkeypatch):
    monkeypatch.setattr(access_tokens, "A_MINUTE", 3)
    account = kit.an_official(kit.VILLAGE)
    one, other = program(a_token(account)), program(a_token(account, name="另一个"))
    assert [one.get("/api/v1/").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = one.get("/api/v1/")
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 61 and refused.json()["code"] == "too-many-calls"
    assert other.get("/api/v1/").status_code == 200
    AccessToken.objects.update(minute_at=timezone.now() - timedelta(seconds=61))
    assert one.get("/api/v1/").status_code == 200


def test_a_token_is_made_on_the_account_page_shown_once_and_kept_as_a_digest():
    account = kit.an_official(kit.VILLAGE)
    client = kit.logged_in(account)
    form = {"name": "县局看板", "post": account.posts.get().pk, "ends_on": (TODAY() + timedelta(days=30)).isoformat()}
    made = client.post("/account/tokens/", form).content.decode()
    text = "tuopin_" + made.partition("tuopin_")[2].partition("<")[0]
    assert program(text).get("/api/v1/").json()["token"]["name"] == "县局看板"
    assert text not in client.get("/account/tokens/").content.decode() and "县局看板" in client.get("/account/tokens/").content.decode()
    assert text not in str(AccessToken.objects.values_list())
    assert client.post("/account/tokens/", form).status_code == 422  # the name is taken
    session = client.session
    session["confirmed_at"] = 0
    session.save()
    assert client.post("/account/tokens/", form | {"name": "又一个"}).status_code == 403 and AccessToken.objects.count() == 1
    with working_as(operator()):
        assert [found for found in replayed() if not isinstance(found, int) and found.subject.startswith("account")] == []


def test_a_token_is_of_a_post_of_ones_own_for_a_year_at_most():
    mine, other = kit.an_official(kit.VILLAGE, username="mine"), kit.an_official(kit.COUNTY, username="other")
    day = TODAY()
    with pytest.raises(NotFound):
        make_token(account=mine, post_id=other.posts.get().pk, name="x", ends_on=day + timedelta(days=1), on=day)
    post = mine.posts.get()
    for ends_on, name in ((day, "x"), (day + timedelta(days=367), "x"), (day + timedelta(days=9), " ")):
        with pytest.raises(Refusal, match="token-unclear"):
            make_token(account=mine, post_id=post.pk, name=name, ends_on=ends_on, on=day)
    Post.objects.filter(pk=post.pk).update(ends_on=day + timedelta(days=5))
    with pytest.raises(Refusal, match="token-unclear"):
        make_token(account=mine, post_id=post.pk, name="x", ends_on=day + timedelta(days=6), on=day)
    make_token(account=mine, post_id=post.pk, name="x", ends_on=day + timedelta(days=5), on=day)
    AccessToken.objects.update(starts_on=day - timedelta(days=9), ends_on=day)
    make_token(account=mine, post_id=post.pk, name="x", ends_on=day + timedelta(days=5), on=day)  # the one before is past its day
    assert open_tokens(mine, on=day).count() == 1


def test_a_token_writes_nothing_though_its_post_may(monkeypatch):
    lay_out_duties("秘密")
    account = kit.an_official(kit.VILLAGE, "head")
    text, task = a_token(account), Task.objects.get(source="plan:1")
    admitted = access_tokens.admit(text, at=timezone.now(), on=TODAY())
    assert {act for _area, acts in admitted.actor.areas for act in acts} == {"read"}
    with working_as(admitted.actor), pytest.raises(Forbidden):
        accept_task(task=task.pk, actor=admitted.actor, on=TODAY())
    tried = []

    def writes(*_given, **_named):  # a selector that writes, as a fault of ours might have it
        tried.append(1)
        Task.objects.filter(pk=task.pk).update(detail="改")

    monkeypatch.setattr("tuopin.api.views.tasks.tasks_asked", writes)
    assert program(text).get("/api/v1/tasks/").status_code == 503 and tried
    assert Task.objects.get(pk=task.pk).detail == ""


def test_a_fault_on_the_way_is_a_no_in_json(monkeypatch):
    client = api()
    monkeypatch.setattr("tuopin.api.gate.admit", lambda *_, **__: 1 / 0)
    answer = client.get("/api/v1/")
    assert answer.status_code == 500 and answer.json()["code"] == "fault"


def token_of(told: object) -> str:
    """A place in a list as somebody may write it by hand."""
    return urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@pytest.mark.parametrize("told", [
    [0, "\ud800", "x"], [0, "431129210213", "a\0b"], [0, None, None], [0, True, "x"], [0, ["431129210213"], "x"], [0, 431129210213, "x"], [0, "431129210213"],
    [True, "431129210213", "x"], [2, "431129210213", "x"], ["0", "431129210213", "x"], {}, None, 7, [],
])
def test_a_place_in_a_list_that_no_page_gave_is_refused_and_never_a_fault(household, told):
    answer = api(kit.COUNTY, "head").get("/api/v1/households/", {"year": "2018", "after": token_of(told)})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-page"), told


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e400", 10**30, True, None, 1.5, "１e99"])
def test_an_amount_in_a_place_that_no_column_could_hold_is_refused(household, amount):
    sort = {"year": "2018", "sort": "income"}
    assert api(kit.COUNTY, "head").get("/api/v1/households/", sort | {"after": token_of([0, "12.50", "x"])}).status_code == 200
    place = token_of([0, amount, "x"])
    answer = api(kit.COUNTY, "head").get("/api/v1/households/", sort | {"after": place})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-page"), amount


@pytest.mark.parametrize("names", ["year", "limit", "after", "area", "sort"])
def test_what_is_given_twice_is_refused_since_nobody_knows_which_is_meant(household, names):
    sent = [("year", "2018"), (names, "2018"), (names, "2017")]
    answer = api(kit.COUNTY, "head").get("/api/v1/households/?" + urlencode(sent))
    assert (answer.status_code, answer.json()["code"]) == (400, "given-twice")
    one = api(kit.COUNTY, "head").get("/api/v1/households/?year=2018&house=A&house=B")
    assert one.status_code == 200, "a filter may hold several words"
