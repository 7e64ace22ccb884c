"""Bounds of what is said of a case, each from both sides."""

import pytest
from django.db import transaction

from procedure.cases import an_exit, officials
from register import a_household
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.models import Case
from tuopin.procedure.services import object_to, open_case
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
