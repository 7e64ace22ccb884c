"""A form takes effect once: the same key again, sixteen at a time, with other content, after a refusal, after a fault."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client

from faults.counts import chance, how_many
from register import a_household
from tuopin.desk.models import Submission
from tuopin.registry.models import HouseholdForm
from tuopin.trail.models import Entry
from web import kit

REPLAYS, AT_ONCE = how_many("REPLAYS", 200), 16


@pytest.fixture
def form(committed_official):
    """The address of a correction and what is sent to it."""
    household = a_household(village=kit.VILLAGE, house_grade="C")
    seen = household.forms.get().pk
    return f"/households/{household.number}/2018/facts/house_grade/", {"value": "A", "reason": "入户核实", "seen": seen}


def corrections() -> int:
    return Entry.objects.filter(verb__contains="correct").count()


def key_on(client: Client, url: str) -> str:
    return re.search(r'name="once" value="([^"]+)"', client.get(url).content.decode())[1]


def test_every_form_of_a_page_carries_a_key_of_its_own(committed_official, form):
    client = kit.logged_in(committed_official)
    for url in (form[0], "/imports/", "/doubts/", "/account/"):
        page = client.get(url).content.decode()
        forms = [text for text in re.findall(r'<form[^>]*method="post".*?</form>', page, re.S) if 'role="search"' not in text]  # what only looks
        keys = [re.search(r'name="once" value="([A-Za-z0-9_-]{22})"', text) for text in forms]
        assert forms and all(keys), url
        assert len({found[1] for found in keys}) == len(forms)


def test_the_same_form_twice_has_one_effect_and_the_same_answer(committed_official, form):
    client, (url, said) = kit.logged_in(committed_official), form
    said = said | {"once": key_on(client, url)}
    first, second = client.post(url, said), client.post(url, said)
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert HouseholdForm.objects.count() == 2 and corrections() == 1
    assert "没有重复办理" in client.get(second["Location"]).content.decode()


def test_a_form_with_the_key_of_another_content_is_refused(committed_official, form):
    client, (url, said) = kit.logged_in(committed_official), form
    said = said | {"once": key_on(client, url)}
    client.post(url, said)
    response = client.post(url, said | {"value": "B"})
    assert response.status_code == 409 and "内容与上次不同" in response.content.decode()
    assert corrections() == 1


def test_what_was_refused_or_faulty_may_be_sent_again_under_the_same_key(committed_official, form):
    client, (url, said) = kit.logged_in(committed_official), form
    said = said | {"once": key_on(client, url)}
    assert client.post(url, said | {"reason": ""}).status_code in (200, 422)
    client.post(url, said | {"value": "B", "once": "B" * 22})
    assert client.post(url, said).status_code == 409, "edited meanwhile"
    assert not Submission.objects.filter(key=said["once"]).exists()
    assert client.post(url, said | {"seen": HouseholdForm.objects.latest("pk").pk}).status_code == 302 and corrections() == 2


def test_an_effect_and_its_key_stand_or_fall_together(committed_official, form, monkeypatch):
    """A fault after the change takes both back: the form may be sent again, and has one effect."""
    client, (url, said) = kit.logged_in(committed_official), form
    client.raise_request_exception = False
    said = said | {"once": key_on(client, url)}
    from tuopin.web.pages import corrections as page

    def breaks(**asked):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(page, "judge_household_again", breaks)
        assert client.post(url, said).status_code == 500
    assert (HouseholdForm.objects.count(), corrections(), Submission.objects.count()) == (1, 0, 0)
    assert client.post(url, said).status_code == 302
    assert (HouseholdForm.objects.count(), corrections(), Submission.objects.count()) == (2, 1, 1)


def test_the_key_of_another_person_is_another_key(committed_official, form):
    (url, said), other = form, kit.an_official(kit.COUNTY, username="other")
    said = said | {"once": "A" * 22}
    assert kit.logged_in(committed_official).post(url, said).status_code == 302
    response = kit.logged_in(other).post(url, said | {"value": "B"})
    assert response.status_code == 409, "not the first answer, but a conflict: the household was edited meanwhile"


def test_sixteen_at_once_and_any_number_of_repetitions_have_one_effect_each(committed_official, form):
    """The short version of G16: rounds of sixteen equal forms sent at the same moment; SEED= replays."""
    dice, (url, said) = chance("once"), form
    session = kit.logged_in(committed_official).cookies
    for n in range(1, REPLAYS // AT_ONCE + 1):
        said = {"value": "ABCD"[n % 4], "reason": f"第{n}次核实", "seen": HouseholdForm.objects.latest("pk").pk, "once": f"{dice.getrandbits(120):032x}"}
        answers = _at_once(session, url, said)
        assert {code for code, _ in answers} == {302} and len({where for _, where in answers}) == 1, f"round {n}: {answers}"
        assert corrections() == n, f"round {n}"
    print(f"{n} rounds of {AT_ONCE} equal forms at once: one effect each")


def _at_once(session, url, said) -> list[tuple[int, str]]:
    answers, gate = [], threading.Barrier(AT_ONCE)

    def send() -> None:
        client = Client()
        client.cookies = session
        gate.wait()
        try:
            response = client.post(url, said)
            answers.append((response.status_code, response.headers.get("Location", "")))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
