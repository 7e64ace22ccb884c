"""Whatever breaks inside a check of permission, sealing or trail, the answer is no: nothing is shown, nothing is written."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from faults.counts import chance
from faults.injected import FAULTS, calls_of_checks, name_of, raising
from procedure.cases import a_clock, an_exit, officials
from register import a_household
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account
from tuopin.people.selectors import actor_for, operator, working_as
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.privacy.services.erase_person import ask_erasure, erase_person
from tuopin.procedure.services import agree
from tuopin.registry.models import Person
from web import kit
from web.test_case_pages import hand_in_all

EVERY = os.environ.get("FAULTS") == "all"  # every call of every function with every kind of fault: hours
PHONE, ONCE = "13900000001", {"once": "a-key-of-one-form-0001"}
UNSEEN = ("kept_%", "django_session", "people_loginfailure", "divisions_%")  # what a request that is refused may leave


@pytest.fixture
def stage(db):
    """A household with everything sealed, an official of its county, a case that waits for its second person."""
    kit.lay_out_places()
    made = a_household(village=kit.VILLAGE, persons=1)
    ring, form = keyring(), made.forms.get()
    form.phone_sealed = ring.seal(PHONE, f"registry.household_form|phone|{made.number}|2018")
    form.save()
    with working_as(operator()):
        judge_counties(year=2018, counties=[kit.COUNTY], actor=operator())
    return made


class Operations:
    """Each operation does its work as a user would and says whether it took effect or showed what is guarded."""

    def __init__(self, household) -> None:
        self.household, self.person = household, household.memberships.get().person
        self.guest = Client(raise_request_exception=False)
        self.guest.get("/login/")
        self.form = household.forms.get().pk
        self.account = kit.identified(kit.an_official())
        self.client = kit.logged_in(self.account)
        self.client.raise_request_exception = False
        with a_clock() as clock:
            self.who = officials()
            self.case = an_exit(household.number, self.who, clock, until=1)
        self.head = kit.logged_in(Account.objects.get(pk=self.who["head"].account_id))
        self.head.raise_request_exception = False
        hand_in_all(self.case)
        self.asker, other = (actor_for(Account.objects.get(username=name), on=timezone.localdate()) for name in ("official", "county_head"))
        asked = ask_erasure(number=self.person.number, basis="删除申请", actor=self.asker)
        agree(case=asked.pk, actor=other)
        self.certificate = keyring().open(self.person.certificate_sealed, f"registry.person|certificate|{self.person.number}")

    def page_of_the_household(self) -> bool:
        response = self.client.get(f"/households/{self.household.number}/?year=2018")
        return self.person.name in response.content.decode()

    def list_of_households(self) -> bool:
        return self.household.number in self.client.get("/households/?year=2018").content.decode()

    def search(self) -> bool:
        response = self.client.post("/search/", {"q": self.certificate})
        return response.status_code == 302 and self.household.number in self.client.get(response["Location"]).content.decode()

    def reveal(self) -> bool:
        return self.client.post(f"/households/{self.household.number}/reveal/phone/2018/", {"purpose": "contact", **ONCE}).status_code == 302

    def what_was_revealed(self) -> bool:
        shown = self.client.post(f"/households/{self.household.number}/reveal/phone/2018/", {"purpose": "contact"})
        return shown.status_code == 302 and PHONE in self.client.get(shown["Location"]).content.decode()

    def correction(self) -> bool:
        sent = {"value": "13911112222", "reason": "本人来电", "seen": self.form, **ONCE}
        return self.client.post(f"/households/{self.household.number}/2018/numbers/phone/", sent).status_code == 302

    def export(self) -> bool:
        response = self.client.post("/households/export/?year=2018", {"suffix": "csv", "purpose": "核对", **ONCE})
        return response.status_code == 200 and "attachment" in response.get("Content-Disposition", "")

    def step_of_a_case(self) -> bool:
        return self.head.post(f"/cases/{self.case.pk}/step/", {"seen": self.case.version, **ONCE}).status_code == 302

    def log_in(self) -> bool:
        self.guest.cookies.clear()
        response = self.guest.post("/login/", {"username": "town_clerk", "password": kit.PASSWORD})
        return response.status_code == 302 and settings.SESSION_COOKIE_NAME in response.cookies

    def erasure_by_two(self) -> bool:
        try:
            with working_as(self.asker), transaction.atomic():
                erase_person(number=self.person.number, basis="删除申请", actor=self.asker, on=timezone.localdate())
        except (*FAULTS, Refusal):
            pass
        return not connection.needs_rollback and Person.objects.get(pk=self.person.pk).erased_at is not None


def fingerprint() -> dict[str, tuple]:
    """What stands in each table of state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE ALL (%s)", [list(UNSEEN)])
        tables = [name for name, in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}', count(*), COALESCE(sum(hashtextextended(r::text, 0)), 0) FROM {t} r" for t in tables))
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


def written_since(before: dict[str, tuple]) -> list[str]:
    """The tables that are not as before; none where the database will take everything back."""
    return [] if connection.needs_rollback else [table for table, found in fingerprint().items() if found != before[table]]


def undone(operation) -> bool:
    """What the operation came to, with all that it wrote taken back."""
    with transaction.atomic():
        done = operation()
        transaction.set_rollback(True)
    return done


READS = ("page_of_the_household", "list_of_households", "search", "what_was_revealed", "log_in")
WRITES = ("reveal", "correction", "export", "step_of_a_case", "erasure_by_two")


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_a_check_that_breaks_says_no(stage, name):
    operations, dice = Operations(stage), chance("fail closed")
    account = Account.objects.get(username="town_clerk")
    account.set_password(kit.PASSWORD)
    account.save()
    operation = getattr(operations, name)
    assert undone(operation), "it works while nothing breaks"
    with calls_of_checks() as called:
        assert undone(operation)
    before, tried, open_ = fingerprint(), 0, []
    for code, times in sorted(called.items(), key=lambda item: name_of(item[0])):
        places = [(nth, fault) for nth in range(1, times + 1) for fault in FAULTS] if EVERY else [(1, dice.choice(FAULTS))]
        for nth, fault in places:
            with transaction.atomic():
                with raising(code, nth, fault) as came:
                    done = operation()
                changed = ["yes"] if done else written_since(before) if name in WRITES else []
                transaction.set_rollback(True)
            tried += came[0]
            if came[0] and changed:
                open_.append((name_of(code), nth, fault.__name__, changed))
    print(f"{name}: {tried} faults in {len(called)} checks, {len(open_)} answered with yes")
    assert not open_, open_
    assert tried > 5



def unending():
    while True:
        yield 1


def test_a_generator_thrown_away_during_an_operation_is_no_check_that_broke():
    left_over = unending()
    next(left_over)
    with raising(unending.__code__, 1, AttributeError) as came:
        del left_over
    assert came == [False]
    with raising(unending.__code__, 1, AttributeError) as came, pytest.raises(AttributeError):
        next(unending())
    assert came == [True]
