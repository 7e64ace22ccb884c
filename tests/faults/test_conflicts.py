"""Two people change the same thing at once: one of them does, the other sees the difference, and nothing is lost without a word."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from faults.counts import chance, how_many
from register import a_household
from tuopin.policy.models import Doubt
from tuopin.registry.models import HouseholdForm, HouseholdIncome
from tuopin.trail.models import Entry
from web import kit

PAIRS = how_many("CONFLICTS", 50)


@pytest.fixture
def two(transactional_db):
    kit.lay_out_places()
    people = [kit.an_official(kit.COUNTY, username=name) for name in ("jia", "yi")]
    return [kit.logged_in(account).cookies for account in people]


def test_of_two_corrections_at_once_one_stands_and_the_other_sees_the_difference(two):
    household, dice = a_household(village=kit.VILLAGE, house_grade="D", income={"wage": 100}), chance("conflicts")
    forms = {
        "facts/house_grade": lambda: {"seen": HouseholdForm.objects.latest("pk").pk},
        "income/wage": lambda: {"seen": HouseholdIncome.objects.latest("pk").pk, "evidence": "self_report"},
    }
    lost = 0
    for n in range(PAIRS):
        what = dice.choice(sorted(forms))
        seen, stood = forms[what](), Entry.objects.filter(verb="correct").count()
        values = ("A", "B") if "facts" in what and n % 2 else ("C", "B" if n % 2 else "A") if "facts" in what else (1000 + n * 2, 1001 + n * 2)
        said = [seen | {("value" if "facts" in what else "amount_yuan"): value, "reason": f"{n} {value}"} for value in values]
        answers = _at_once(two, f"/households/{household.number}/2018/{what}/", said)
        made = Entry.objects.filter(verb="correct").count() - stood
        codes = sorted(code for code, _ in answers)
        assert codes in ([302, 409], [302, 302]), answers
        if codes == [302, 302]:  # one of them wrote what stood already
            assert made <= 1, (n, what, values)
            continue
        assert made == 1, f"round {n} {what}: {made} effects"
        lost += 1
        assert "两次更正的差别" in next(page for code, page in answers if code == 409)
    assert lost >= PAIRS // 3
    print(f"{PAIRS} pairs, {lost} conflicts: 0 lost updates, each loser saw the difference")


def test_who_does_not_say_which_version_was_read_overwrites_nothing(two):
    household = a_household(village=kit.VILLAGE, house_grade="D")
    client = Client()
    client.cookies = two[0]
    for seen in ("", "0", "999999"):
        response = client.post(f"/households/{household.number}/2018/facts/house_grade/", {"value": "A", "reason": "核实", "seen": seen})
        assert response.status_code == 409, seen
    assert HouseholdForm.objects.count() == 1


def test_a_doubt_settled_meanwhile_is_not_settled_over(two):
    household = a_household(village=kit.VILLAGE)
    kit.judged_figures()
    doubt = Doubt.objects.create(household_id=household.pk, village_code=kit.VILLAGE, year=2018, check_code="Q01", raised_at=timezone.now())
    first, second = Client(), Client()
    first.cookies, second.cookies = two
    first.post(f"/doubts/{doubt.pk}/settle/", {"finding": "problem", "note": "入户看过"})
    page = second.post(f"/doubts/{doubt.pk}/settle/", {"finding": "reasonable", "note": "电话问过"}, follow=True).content.decode()
    doubt.refresh_from_db()
    assert (doubt.finding, doubt.found_by) == ("problem", "jia") and "jia 已先核实为" in page


def _at_once(sessions, url, forms) -> list[tuple[int, str]]:
    answers, gate = [], threading.Barrier(len(forms))

    def send(session, form) -> None:
        client = Client()
        client.cookies = session
        gate.wait()
        try:
            response = client.post(url, form)
            answers.append((response.status_code, response.content.decode()))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in zip(sessions, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
