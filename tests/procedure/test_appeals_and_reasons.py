"""A rejection says why, and in an appeal nobody answers for what they themselves decided before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from procedure.pure import a_deed, a_setting, the_way
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.states import allow

DAY = timedelta(days=1)


def refused(deeds, deed, setting):
    with pytest.raises(Refusal) as refusal:
        allow(setting, deeds, deed)
    return refusal.value.code


@pytest.mark.parametrize("note", ["", "  ", "\n"])
def test_a_rejection_without_a_reason_is_none(note):
    way = the_way(2)
    deed = replace(way[1], kind="reject", pieces=(), verdict=None, note=note)
    assert refused(way[:1], deed, a_setting()) == "note-missing"
    assert allow(a_setting(), way[:1], replace(deed, note="评议未通过")).state == "rejected"


def test_whoever_decided_before_does_not_answer_an_objection_in_the_appeal():
    way = the_way(3)
    way += [a_deed("object", "publish", "clerk", way[2].at + DAY, note="村民来信", person=50)]
    answer = a_deed("answer", "publish", "town_deputy", way[2].at + 2 * DAY, refers=4, outcome="dismissed", note="入户调查")
    appeal = a_setting(appealed="verify", decided=frozenset({answer.person}))
    assert refused(way, answer, appeal) == "decided-before"
    assert allow(appeal, way, replace(answer, person=91)) and allow(a_setting(), way, answer)
