"""For every kind of deed by itself: not from another's seat, not on another day, not by kin; nothing of it may be left out of the judgement."""

from dataclasses import replace
from datetime import timedelta

import pytest

from procedure.pure import PERSONS, START, a_deed, a_setting, the_way
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.states import Seat, allow

DAY = timedelta(days=1)
ELSEWHERE, READS = Seat("433130100201", "clerk"), Seat("431129210213", "reader")


def deeds_of(kind):
    """The deeds before one of the kind, and one that is allowed then."""
    way = the_way(6)
    at = way[2].at + 2 * DAY
    objected = a_deed("object", "publish", "head", way[2].at + DAY, note="收入不实", person=50)
    return {
        "step": ([], way[0]), "publish": (way[:2], way[2]), "close": (way[:3], way[3]),
        "object": (way[:3], objected),
        "answer": ([*way[:3], objected], a_deed("answer", "publish", "county_head", at, note="已核实", refers=4, outcome="dismissed", person=60)),
        "withdraw": (way[:3], replace(a_deed("withdraw", "appraise", "clerk", at, note="户主外迁"), step="")),
    }[kind]


KINDS = ("step", "publish", "close", "object", "answer", "withdraw")


def code_of(kind, setting=None, **change):
    before, deed = deeds_of(kind)
    with pytest.raises(Refusal) as refusal:
        allow(setting or a_setting(), before, replace(deed, **change))
    return refusal.value.code


@pytest.mark.parametrize("kind", KINDS)
def test_as_it_ought_to_be_each_is_allowed(kind):
    before, deed = deeds_of(kind)
    assert allow(a_setting(), before, deed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seat", [ELSEWHERE, READS])
def test_nothing_is_done_from_a_seat_of_another_place_or_of_one_who_only_reads(kind, seat):
    assert code_of(kind, seat=seat) == "not-your-step"


@pytest.mark.parametrize("kind", ["publish", "close", "answer", "withdraw"])
@pytest.mark.parametrize("shift", [-1, 1])
def test_what_counts_from_its_day_is_told_on_its_day(kind, shift):
    deed = deeds_of(kind)[1]
    assert code_of(kind, happened_on=deed.happened_on + shift * DAY) == "not-today"


@pytest.mark.parametrize(("kind", "shift"), [("step", 1), ("object", 1), ("object", -9)])
def test_a_step_and_an_objection_are_told_neither_ahead_nor_before_what_came_before(kind, shift):
    deed = deeds_of(kind)[1]
    assert code_of(kind, happened_on=deed.happened_on + shift * DAY) == "bad-happened-on"


@pytest.mark.parametrize("kind", ["step", "publish", "close", "answer"])
def test_members_of_the_household_decide_nothing_about_it(kind):
    deed = deeds_of(kind)[1]
    assert code_of(kind, a_setting(avoiding=frozenset({deed.person}))) == "own-household"


@pytest.mark.parametrize("kind", ["publish", "answer"])
def test_kin_of_whoever_acted_before_keep_away(kind):
    deed = deeds_of(kind)[1]
    assert code_of(kind, a_setting(kin=frozenset({frozenset((PERSONS["clerk"], deed.person))}))) == "kin"


def test_what_belongs_to_a_notice_is_done_at_that_notice_and_while_it_hangs():
    for kind in ("object", "answer", "close"):
        assert code_of(kind, step="review") == "not-on-notice", kind
    assert code_of("publish", step="appraise") == "not-this-step" and code_of("step", step="verify") == "not-this-step"
    way = the_way(4)
    with pytest.raises(Refusal, match="not-on-notice"):  # it has been taken down
        allow(a_setting(), way, a_deed("object", "publish", "head", way[3].at + DAY, note="晚了", person=50))


def test_two_deeds_of_one_moment_are_no_clock_that_went_back():
    way = the_way(2)
    assert allow(a_setting(), way[:1], replace(way[1], at=START, happened_on=way[0].happened_on, pieces=a_deed("step", "verify", "head", START).pieces))
