"""Bounds of what is said of a case, each from both sides."""

from datetime import timedelta

import pytest
from django.db import transaction

from procedure.cases import an_exit, officials
from procedure.test_ways import ordinary
from register import a_household
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.models import Case
from tuopin.procedure.services import Said, object_to, open_case, reject
from tuopin.procedure.services import clock as the_clock
from tuopin.procedure.services.publish_notice import said_in

pytestmark = pytest.mark.django_db


def test_a_note_longer_than_its_column_is_kept_as_far_as_there_is_room():
    case = open_case(procedure="household-exit", number=a_household().number, actor=officials()["clerk"], note=" " + "事" * 299 + "由尾")
    assert Case.objects.get(pk=case.pk).note == "事" * 299 + "由"


def test_an_objection_says_something_and_no_more_than_two_thousand_characters(clock):
    who = officials()
    case = an_exit(a_household().number, who, clock, until=3)
    for text in ("", "  ", "话" * 2001):
        with pytest.raises(Refusal, match="note-missing"), transaction.atomic():
            object_to(case=case.pk, text=text, actor=who["clerk"])
    assert said_in(object_to(case=case.pk, text=" " + "话" * 2000, actor=who["clerk"]))["text"] == "话" * 2000


@pytest.mark.parametrize(("after", "late"), [
    (timedelta(seconds=-1), True), (timedelta(0), False), (timedelta(days=30), False), (timedelta(days=30, microseconds=1), True),
])
def test_an_appeal_is_in_time_from_the_instant_of_the_rejection_to_the_last_of_its_days(monkeypatch, after, late):
    who = officials()
    number = ordinary(1, who["clerk"])[0].number
    case = open_case(procedure="household-identification", number=number, actor=who["clerk"])
    reject(case=case.pk, actor=who["clerk"], said=Said(note="家有商品房"))
    case.refresh_from_db()
    monkeypatch.setattr(the_clock, "now", lambda: case.ended_at + after)
    if late:
        with pytest.raises(Refusal, match="appeal-late"):
            open_case(procedure="household-identification", number=number, actor=who["clerk"], appeals=case.pk)
    else:
        assert open_case(procedure="household-identification", number=number, actor=who["clerk"], appeals=case.pk).appeals_id == case.pk
