"""Each condition of the judgement of cases by itself: the one deed that this condition alone holds back, and the one next to it that is allowed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from procedure.pure import COUNTY, PERSONS, SEATS, TOWN, VILLAGE, a_deed, a_setting, pieces, the_way, walked
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.states import Seat, allow, standing_of

DAY = timedelta(days=1)


def refused(deeds, deed, setting=None):
    with pytest.raises(Refusal) as refusal:
        allow(setting or a_setting(), deeds, deed)
    return refusal.value.code


def a_rejection(place=1, **changes):
    """The deeds before a step, and the rejection of it by whoever would have taken it."""
    way = the_way(place + 1)
    return way[:place], replace(way[place], **({"kind": "reject", "note": "未通过", "verdict": None, "pieces": ()} | changes))


def test_a_rejection_needs_no_piece_of_evidence_but_takes_none_that_is_anothers():
    before, deed = a_rejection()
    assert allow(a_setting(), before, deed).state == "rejected"
    wanted = a_setting().edition.step(deed.step).evidence
    assert allow(a_setting(), before, replace(deed, pieces=pieces(wanted, deed.at))).state == "rejected"
    assert refused(before, replace(deed, pieces=pieces(wanted, deed.at, subject="household:H0002"))) == "evidence-of-another"


def test_who_took_a_step_or_belongs_to_the_household_does_not_reject_the_next():
    before, deed = a_rejection()
    assert refused(before, replace(deed, person=PERSONS["clerk"])) == "same-person"
    assert refused(before, deed, a_setting(avoiding=frozenset({deed.person}))) == "own-household"


@pytest.mark.parametrize("shift", [1, -2])
def test_a_rejection_is_told_neither_ahead_nor_before_the_step_before(shift):
    before, deed = a_rejection()
    assert refused(before, replace(deed, happened_on=deed.happened_on + shift * DAY)) == "bad-happened-on"


def test_a_rejection_comes_from_the_post_of_the_step():
    before, deed = a_rejection()
    assert refused(before, replace(deed, seat=SEATS["town_head"])) == "not-your-step"


def test_a_notice_is_neither_skipped_by_a_step_nor_put_up_where_there_is_none_nor_twice():
    way = the_way(4)
    assert refused(way[:2], replace(way[2], kind="step")) == "not-this-step"
    assert refused([], replace(way[0], kind="publish")) == "not-this-step"
    again = replace(way[2], at=way[2].at + DAY, happened_on=way[2].happened_on + DAY, pieces=a_deed("publish", "publish", "town_clerk", way[2].at + DAY).pieces)
    assert refused(way[:3], again) == "not-this-step"
    with pytest.raises(Refusal, match="not-this-step"):  # nor is the step under notice turned down while the notice hangs
        allow(a_setting(), way[:3], replace(again, kind="reject", note="未通过", pieces=()))


def appealing(**changes):
    """A case that appeals against a rejection of its second step."""
    return a_setting(**({"appealed": "verify", "decided": frozenset({90})} | changes))


@pytest.mark.parametrize(("seat", "allowed"), [
    (Seat(VILLAGE, "head"), True), (Seat(TOWN, "head"), True), (Seat(COUNTY, "head"), False), (Seat("431100000000", "head"), False),
])
def test_what_is_appealed_against_is_looked_at_by_the_same_level_or_the_one_above(seat, allowed):
    way = the_way(2)
    deed = replace(way[1], seat=seat, person=70)
    assert allow(appealing(), way[:1], deed) if allowed else refused(way[:1], deed, appealing()) == "not-your-step"


def test_another_step_of_an_appeal_is_taken_by_its_own_level_alone():
    deed = replace(the_way(1)[0], seat=Seat(TOWN, "clerk"), person=70)
    assert refused([], deed, appealing()) == "not-your-step"
    assert allow(appealing(appealed="appraise"), [], deed)


def test_who_rejected_does_not_look_again_but_may_take_the_other_steps():
    way = the_way(2)
    assert refused(way[:1], replace(way[1], person=90), appealing()) == "rejected-before"
    assert allow(appealing(), way[:1], replace(way[1], person=91))
    assert allow(appealing(), [], replace(way[0], person=90))


@pytest.mark.parametrize(("votes", "code"), [((60, 60, 60), None), ((60, 60, 59), None), ((60, 60, 0), "not-carried"), ((60, 60, -1), "votes-missing")])
def test_all_may_come_and_all_may_agree_and_none_in_favour_is_an_answer_too(votes, code):
    deed = replace(the_way(1)[0], **dict(zip(("entitled", "present", "in_favour"), votes, strict=True)))
    assert allow(a_setting(), [], deed) if code is None else refused([], deed) == code


def test_evidence_accepted_at_the_moment_of_the_deed_counts():
    way = the_way(2)
    deed = replace(way[1], pieces=tuple(replace(piece, accepted_at=way[1].at) for piece in way[1].pieces))
    assert allow(a_setting(), way[:1], deed)


def test_an_objection_after_an_answered_one_stops_the_clock_for_its_own_time():
    way = the_way(3)
    on = way[2].at
    for begun, answered in ((1, 2), (4, 6)):
        way += [a_deed("object", "publish", "clerk", on + begun * DAY, note="村民来信")]
        answer = {"refers": len(way), "outcome": "dismissed", "note": "入户调查"}
        way += [a_deed("answer", "publish", "town_deputy", on + answered * DAY, **answer)]
    standing = walked(way)
    assert standing.hung(on + 10 * DAY) == 7 * DAY and not standing.open_objections
    assert standing.due_at(on + 8 * DAY) == on + 10 * DAY


def test_of_two_open_objections_the_answered_one_alone_runs_out():
    way = the_way(3)
    on = way[2].at
    way += [a_deed("object", "publish", "clerk", on + n * DAY, note="村民来信") for n in (1, 3)]
    way += [a_deed("answer", "publish", "town_deputy", on + 5 * DAY, refers=4, outcome="dismissed", note="入户调查")]
    standing = standing_of(a_setting(), way)
    assert [(stop.since - on, stop.until and stop.until - on) for stop in standing.stops] == [(DAY, 5 * DAY), (3 * DAY, None)]
    assert standing.open_objections == (5,) and standing.hung(on + 9 * DAY) == DAY


def test_a_rejected_a_stopped_and_a_withdrawn_case_are_ended_for_everybody():
    before, deed = a_rejection()
    at = deed.at + DAY
    assert refused([*before, deed], replace(deed, at=at, happened_on=deed.happened_on + DAY)) == "case-ended"
    withdrawn = replace(a_deed("withdraw", "verify", "clerk", at, note="户主外迁"), step="")
    assert refused([*before, deed], withdrawn) == "case-ended"
    assert refused([*before, withdrawn], replace(withdrawn, at=at + DAY, happened_on=withdrawn.happened_on + DAY)) == "case-ended"
    assert all(standing_of(a_setting(), deeds).is_ended for deeds in ([*before, deed], [*before, withdrawn], the_way()))
    assert not standing_of(a_setting(), before).is_ended and not standing_of(a_setting(), the_way(3)).is_ended
