"""A number is masked until somebody says what for; then it is shown once, for a minute, to them alone, and that it was is on record."""

import os
import re
from datetime import timedelta
from random import Random

import pytest
from django.test import Client
from django.utils import timezone

from register import a_helper, a_household
from tuopin.kernel.home import alarm_file, keyring
from tuopin.people.selectors import actor_for
from tuopin.people.states import CONFIRMED_AT
from tuopin.privacy.models import Reveal
from tuopin.privacy.services.reveal_number import RationUsed, RevealAsked, reveal_number
from tuopin.privacy.states.reveals import RATION, SHOWN_FOR, is_shown, purpose_is_told
from tuopin.trail.selectors import entries_on
from web import kit

pytestmark = pytest.mark.django_db
PHONE, ACCOUNT, HELPER_PHONE = "13900000001", "6217000000000000001", "13900000002"


@pytest.fixture
def household(own_keys):
    kit.lay_out_places()
    made, ring = a_household(village=kit.VILLAGE, persons=1), keyring()
    form, place = made.forms.get(), f"registry.household_form|%s|{made.number}|2018"
    form.phone_sealed, form.account_sealed = ring.seal(PHONE, place % "phone"), ring.seal(ACCOUNT, place % "account")
    form.save()
    helper = a_helper(of=made)
    helper.phone_sealed = ring.seal(HELPER_PHONE, f"registry.helper|phone|{helper.number}")
    helper.save()
    return made


def person_of(household):
    return household.memberships.get().person


def certificate_of(household):
    person = person_of(household)
    return keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")


def asked_of(household):
    """Each number that the page of the household masks: address and value."""
    helper = household.pairings.get().helper
    return {
        f"/households/{household.number}/reveal/certificate/{person_of(household).number}/": certificate_of(household),
        f"/households/{household.number}/reveal/phone/2018/": PHONE,
        f"/households/{household.number}/reveal/account/2018/": ACCOUNT,
        f"/households/{household.number}/reveal/helper-phone/{helper.number}/": HELPER_PHONE,
    }


def everything_written():
    """All tables' own text, as an export of the database would have it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'kept_%'")
        tables = [name for name, in cursor.fetchall() if not name.startswith("divisions_")]
        texts = []
        for table in tables:
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            texts.append(cursor.fetchone()[0] or "")
    return "\n".join(texts)


def test_the_household_page_shows_masks_and_a_way_to_each_number(household):
    page = kit.logged_in(kit.an_official()).get(f"/households/{household.number}/?year=2018").content.decode()
    for url, value in asked_of(household).items():
        assert url in page and value not in page
    assert not re.search(r"\d{17}[\dX]", page)


def test_a_number_is_shown_after_the_purpose_is_told_and_every_one_is_on_record_without_the_value(household):
    client = kit.logged_in(kit.an_official())
    for url, value in asked_of(household).items():
        form = client.get(url)
        assert form.status_code == 200 and value not in form.content.decode()
        assert client.post(url, {"purpose": ""}).status_code == 422 and client.post(url, {"purpose": "x"}).status_code == 422
        assert client.post(url, {"purpose": "other", "note": "看"}).status_code == 409
        assert not Reveal.objects.filter(field=url.split("/")[4]).exists()
        sent = client.post(url, {"purpose": "contact", "note": "入户前联系"})
        assert sent.status_code == 302 and value not in sent["Location"]
        page = client.get(sent["Location"])
        assert value in page.content.decode() and "no-store" in page["Cache-Control"] and page["Referrer-Policy"] == "no-referrer"
        seconds, back = re.fullmatch(r"(\d+); url=(.*)", page["Refresh"]).groups()
        assert 0 < int(seconds) <= 60 and back == f"/households/{household.number}/"
        assert "<script" not in page.content.decode().replace('<script src="', "")
    made = list(Reveal.objects.order_by("pk"))
    assert [r.account for r in made] == ["official"] * 4
    for reveal in made:
        entry, = [e for e in entries_on(reveal.subject) if e.detail.get("field") == reveal.field]
        assert (entry.verb, entry.actor, entry.basis, entry.detail["purpose"]) == ("reveal", "official", "入户前联系", "contact")
    written = everything_written()
    assert not [value for value in asked_of(household).values() if value in written]


def test_after_a_minute_the_number_is_gone_for_its_reader_too(household):
    client = kit.logged_in(kit.an_official())
    where = client.post(next(iter(asked_of(household))), {"purpose": "identity"})["Location"]
    assert client.get(where).status_code == 200
    Reveal.objects.update(revealed_at=timezone.now() - SHOWN_FOR + timedelta(seconds=5))
    assert client.get(where).status_code == 200
    Reveal.objects.update(revealed_at=timezone.now() - SHOWN_FOR)
    page = client.get(where)
    assert page.status_code == 404 and certificate_of(household) not in page.content.decode()


def test_a_revealed_number_is_its_readers_alone(household):
    where = kit.logged_in(kit.an_official()).post(next(iter(asked_of(household))), {"purpose": "identity"})["Location"]
    other = kit.logged_in(kit.an_official(username="colleague"))
    assert other.get(where).status_code == 404 and Client().get(where).status_code == 302


@pytest.mark.parametrize("role", ["reader", "auditor"])
def test_who_only_reads_or_audits_reveals_nothing(household, role):
    account = kit.an_official(role=role)
    client = kit.logged_in(account)
    page = client.get(f"/households/{household.number}/?year=2018").content.decode()
    for url in asked_of(household):
        assert url not in page and client.get(url).status_code == 403 and client.post(url, {"purpose": "identity"}).status_code == 403
    assert not Reveal.objects.exists()


def test_a_post_that_ended_within_the_minute_shows_nothing_more(household):
    account = kit.an_official()
    client = kit.logged_in(account)
    where = client.post(next(iter(asked_of(household))), {"purpose": "identity"})["Location"]
    account.posts.update(area_code=kit.OTHER_COUNTY)
    assert client.get(where).status_code == 404


def test_who_sits_there_is_asked_again_before_a_number_is_shown(household):
    client = kit.logged_in(kit.an_official())
    session = client.session
    del session[CONFIRMED_AT]
    session.save()
    answer = client.post(next(iter(asked_of(household))), {"purpose": "identity"})
    assert answer.status_code == 403 and not Reveal.objects.exists()


def test_the_thirty_first_number_of_an_hour_is_refused_told_and_recorded(household):
    account = kit.an_official()
    actor, now = actor_for(account, on=timezone.localdate()), timezone.now()
    asked = RevealAsked(household.number, "phone", "2018", "contact")
    for n in range(RATION):
        reveal_number(asked=asked, actor=actor, on=now.date(), at=now - timedelta(minutes=59) + timedelta(seconds=n))
    with pytest.raises(RationUsed):
        reveal_number(asked=asked, actor=actor, on=now.date(), at=now)
    assert Reveal.objects.count() == RATION
    assert [e.verb for e in entries_on(f"household:{household.number}")].count("reveal_refused") == 1
    assert [alarm.what for alarm in alarm_file().alarms()] == ["reveal-ration"]
    answer = kit.logged_in(account).post(f"/households/{household.number}/reveal/phone/2018/", {"purpose": "contact"})
    assert answer.status_code == 409 and PHONE not in answer.content.decode()
    reveal_number(asked=asked, actor=actor, on=now.date(), at=now + timedelta(minutes=2))  # the first ones are more than an hour ago


def test_what_is_not_registered_is_not_there_to_reveal(household):
    client = kit.logged_in(kit.an_official())
    for tail in ("certificate/nobody", "phone/2017", "phone/abcd", "phone/20180", "x/x", "account/٢٠١٨", "helper-phone/nobody"):
        assert client.get(f"/households/{household.number}/reveal/{tail}/").status_code == 404, tail
    other = a_household(village=kit.VILLAGE)
    assert client.get(f"/households/{other.number}/reveal/certificate/{person_of(household).number}/").status_code == 404


def test_a_value_that_was_tampered_with_is_not_shown_and_raises_an_alarm(household):
    client = kit.logged_in(kit.an_official())
    form = household.forms.get()
    form.phone_sealed = bytes(form.phone_sealed[:-1]) + bytes((form.phone_sealed[-1] ^ 1,))
    form.save()
    where = client.post(f"/households/{household.number}/reveal/phone/2018/", {"purpose": "contact"})["Location"]
    client.raise_request_exception = False
    assert client.get(where).status_code == 500
    assert "wrong-tag" in [alarm.what for alarm in alarm_file().alarms()]


def test_a_clock_that_ran_backwards_shows_nothing():
    now = timezone.now()
    assert is_shown(now, now) and is_shown(now - timedelta(seconds=59.9), now)
    assert not is_shown(now - timedelta(seconds=60), now) and not is_shown(now + timedelta(seconds=1), now)
    assert purpose_is_told("other", "补办证件") and not purpose_is_told("other", " 看 ") and not purpose_is_told("look", "a long note")


def test_random_reveals_by_several_people_are_all_in_the_trail_and_no_value_is_anywhere(household):
    """REVEALS and SEED in the environment make it longer and replay it."""
    chance = Random(int(os.environ.get("SEED", "18")))
    actors = [actor_for(kit.an_official(username=f"clerk{n}", role=chance.choice(["clerk", "head"])), on=timezone.localdate()) for n in range(4)]
    fields = [("phone", "2018"), ("account", "2018"), ("certificate", person_of(household).number), ("helper-phone", household.pairings.get().helper.number)]
    done, refused, start = 0, 0, timezone.now()
    for n in range(int(os.environ.get("REVEALS", "60"))):
        field, who = chance.choice(fields)
        asked = RevealAsked(household.number, field, who, chance.choice(["identity", "contact", "other"]), "入户核实")
        try:
            reveal_number(asked=asked, actor=chance.choice(actors), on=start.date(), at=start + timedelta(seconds=20 * n))
            done += 1
        except RationUsed:
            refused += 1
    verbs = [e.verb for subject in {r.subject for r in Reveal.objects.all()} for e in entries_on(subject)]
    assert verbs.count("reveal") == done == Reveal.objects.count() and verbs.count("reveal_refused") == refused
    written = everything_written()
    assert not [value for value in asked_of(household).values() if value in written]
