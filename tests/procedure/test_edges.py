"""Each single condition of the judgement of cases, tried where it alone decides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from procedure.pure import (
    COUNTY,
    EXIT,
    NEIGHBOUR,
    PERSONS,
    SEATS,
    START,
    TOWN,
    VILLAGE,
    a_deed,
    a_setting,
    pieces,
    the_way,
    walked,
)
from procedure.test_states import DAY, answer, objection, refused
from tuopin.procedure.states import Seat, allow, standing_of
from tuopin.procedure.states.standing import ENDED, STATES, Standing

OUTSIDE = [Seat(NEIGHBOUR, "clerk"), Seat(VILLAGE, "reader"), Seat("000000000000", "auditor")]


def on_notice(*more):
    way = the_way(3)
    return [*way, *(deed(way[2].at) for deed in more)]


def test_four_states_are_ends_and_two_are_not():
    assert {"completed", "stopped", "withdrawn", "rejected"} == ENDED and set(STATES) - ENDED == {"underway", "on_notice"}
    assert [state for state in STATES if not Standing(state, None).is_ended] == ["underway", "on_notice"]


def test_a_notice_is_put_up_only_by_the_post_that_is_named_and_only_once():
    way = the_way(3)
    for seat in (SEATS["head"], SEATS["town_head"], Seat(COUNTY, "clerk"), *OUTSIDE):
        assert refused(way[:2], replace(way[2], seat=seat, person=90)) == "not-your-step"
    assert refused(way, replace(way[2], person=91, at=way[2].at + DAY)) == "not-this-step"
    assert refused(way[:2], replace(way[2], kind="step")) == "not-this-step", "a step with a notice is not taken without it"
    assert refused(way[:1], replace(way[1], kind="publish")) == "not-this-step"
    assert refused(way, replace(way[2], kind="step", at=way[2].at + DAY)) == "not-this-step"


def test_a_step_taken_while_its_notice_hangs_is_refused_whatever_it_is_called():
    hanging = replace(EXIT, steps=tuple(replace(one, notice=None) if one.name == "verify" else one for one in EXIT.steps))
    assert refused(the_way(3), the_way(5)[4], a_setting(edition=hanging)) == "not-this-step"


def test_an_objection_is_entered_by_a_post_above_the_place_and_not_ahead_of_the_day():
    way = on_notice()
    at = way[2].at + DAY
    for seat in OUTSIDE:
        assert refused(way, replace(objection(at), seat=seat)) == "not-your-step"
    assert refused(way, replace(objection(at), happened_on=objection(at).happened_on + DAY)) == "bad-happened-on"
    assert refused(way, replace(objection(at), happened_on=way[2].happened_on - DAY)) == "bad-happened-on"


def test_an_answer_belongs_to_the_notice_that_hangs_and_to_the_day():
    assert refused(the_way(1), answer(START + DAY, 1)) == "not-on-notice"
    way = on_notice(lambda on: objection(on + DAY))
    at = way[2].at + 2 * DAY
    assert refused(way, replace(answer(at, 4), step="review")) == "not-on-notice"
    assert refused(way, replace(answer(at, 4), happened_on=answer(at, 4).happened_on - DAY)) == "not-today"
    assert allow(a_setting(), way, answer(at, 4))


def test_an_answer_is_not_given_by_who_rejected_before_nor_by_family():
    way = on_notice(lambda on: objection(on + DAY))
    deed, who = answer(way[2].at + 2 * DAY, 4), PERSONS["town_deputy"]
    assert refused(way, deed, a_setting(decided=frozenset({who}))) == "decided-before"
    assert allow(a_setting(decided=frozenset({who + 90})), way, deed)
    assert refused(way, deed, a_setting(avoiding=frozenset({who}))) == "own-household"
    assert refused(way, deed, a_setting(kin=frozenset({frozenset((who, PERSONS["head"]))}))) == "kin"


def test_a_notice_is_taken_down_only_by_the_post_that_is_named():
    way = the_way(4)
    for seat in (SEATS["head"], SEATS["town_head"], *OUTSIDE):
        assert refused(way[:3], replace(way[3], seat=seat, person=90)) == "not-your-step"


@pytest.mark.parametrize(("change", "code"), [
    ({}, None), ({"pieces": ()}, None), ({"seat": SEATS["town_head"]}, "not-your-step"), ({"seat": Seat(NEIGHBOUR, "head")}, "not-your-step"),
    ({"person": PERSONS["clerk"]}, "same-person"), ({"happened_on": START.date() - DAY}, "bad-happened-on"), ({"note": " "}, "note-missing"),
    ({"pieces": pieces(EXIT.step("review").evidence, START + DAY)}, "evidence-unasked"), ({"step": "review"}, "not-this-step"),
])
def test_a_rejection_is_judged_like_the_step_it_stands_for_but_needs_no_evidence(change, code):
    way = the_way(1)
    deed = replace(a_deed("reject", "verify", "head", START + DAY, note="收入不实"), **change)
    if code is None:
        assert allow(a_setting(), way, deed).state == "rejected"
    else:
        assert refused(way, deed) == code


def test_a_withdrawal_is_entered_by_a_post_of_the_place_on_the_day():
    deed = replace(a_deed("withdraw", "appraise", "clerk", START + DAY, note="户主外迁"), step="")
    for seat in OUTSIDE:
        assert refused(the_way(1), replace(deed, seat=seat)) == "not-your-step"
    for seat in (SEATS["clerk"], SEATS["county_head"], SEATS["town_clerk"]):
        assert allow(a_setting(), the_way(1), replace(deed, seat=seat)).state == "withdrawn"
    assert refused(the_way(1), replace(deed, happened_on=deed.happened_on - DAY)) == "not-today"


def test_what_was_rejected_is_looked_at_again_by_the_same_level_or_one_above_but_not_by_the_same_person():
    way, appeal = the_way(2), a_setting(appealed="verify", decided=frozenset({77}))
    above, far = replace(way[1], seat=Seat(TOWN, "head")), replace(way[1], seat=Seat(COUNTY, "head"))
    assert allow(appeal, way[:1], way[1]) and allow(appeal, way[:1], above)
    assert refused(way[:1], far, appeal) == "not-your-step" and refused(way[:1], above) == "not-your-step"
    assert refused(way[:1], above, a_setting(appealed="review")) == "not-your-step"
    assert refused(way[:1], replace(way[1], person=77), appeal) == "rejected-before"
    assert allow(a_setting(appealed="verify", decided=frozenset({78})), way[:1], replace(way[1], person=77))
    assert allow(a_setting(appealed="approve", decided=frozenset({77})), way[:1], replace(way[1], person=77)), "another step than the one rejected"


@pytest.mark.parametrize(("votes", "code"), [((60, 40, 0), "not-carried"), ((60, 60, 60), None), ((60, 60, 31), None), ((60, 60, 30), "not-carried")])
def test_all_may_be_present_and_nobody_may_agree(votes, code):
    deed = replace(the_way(1)[0], **dict(zip(("entitled", "present", "in_favour"), votes, strict=True)))
    assert allow(a_setting(), [], deed) if code is None else refused([], deed) == code


def test_evidence_accepted_at_the_very_moment_is_fresh():
    deed = the_way(1)[0]
    now = replace(deed, pieces=tuple(replace(piece, accepted_at=deed.at) for piece in deed.pieces))
    assert allow(a_setting(), [], now)


def test_the_clock_of_a_notice_runs_only_while_it_hangs_and_nothing_is_open():
    way = on_notice(lambda on: objection(on + 2 * DAY))
    on = way[2].at
    before = standing_of(a_setting(), way[:2])
    assert before.hung(on + 9 * DAY) == timedelta(0) and before.due_at(on) is None
    assert standing_of(a_setting(), way).hung(on + 5 * DAY) == 2 * DAY
    later = standing_of(a_setting(), the_way(4))
    assert later.due_at(on + 9 * DAY) is None, "a notice that was taken down has no day to come"


def test_each_objection_stops_the_clock_for_its_own_time():
    way = on_notice(lambda on: objection(on + DAY), lambda on: answer(on + 2 * DAY, 4), lambda on: objection(on + 4 * DAY), lambda on: answer(on + 5 * DAY, 6))
    on, standing = way[2].at, walked(way)
    assert [(stop.since - on, stop.until - on) for stop in standing.stops] == [(DAY, 2 * DAY), (4 * DAY, 5 * DAY)]
    assert standing.hung(on + 6 * DAY) == 4 * DAY and standing.hung(on + 4 * DAY + DAY / 2) == 3 * DAY and standing.due_at(on + 6 * DAY) == on + 9 * DAY
