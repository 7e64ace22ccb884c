"""The judgement of cases: on both sides of each threshold, and every way around."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from procedure.pure import (
    COUNTY,
    EXIT,
    HOLDS,
    NEIGHBOUR,
    PERSONS,
    SEATS,
    START,
    SUBJECT,
    TOWN,
    VILLAGE,
    a_deed,
    a_setting,
    pieces,
    the_way,
    walked,
)
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.procedure.states import Seat, Verdict, allow, procedure_named, procedures, standing_of
from tuopin.procedure.states.declared import Undeclared, read_procedure
from tuopin.procedure.states.machine import is_late
from tuopin.procedure.states.verdicts import apart

DAY = timedelta(days=1)


def refused(deeds, deed, setting=None):
    with pytest.raises(Refusal) as refusal:
        allow(setting or a_setting(), deeds, deed)
    assert all(refusal.value.say()), "a refusal says why and what to do"
    return refusal.value.code


def test_an_exit_that_goes_its_whole_way_is_completed():
    standing = walked(the_way())
    assert standing.state == "completed" and len(standing.persons) == 5 and standing.due is None


@pytest.mark.parametrize("place", range(6))
def test_no_step_can_be_left_out(place):
    way = the_way()
    codes = {refused(way[:place], later) for later in way[place + 1:]}
    assert codes <= {"not-this-step", "not-on-notice"}


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5])
def test_no_piece_of_evidence_can_be_left_out(place):
    way = the_way()
    for piece in way[place].pieces:
        rest = tuple(p for p in way[place].pieces if p is not piece)
        assert refused(way[:place], replace(way[place], pieces=rest)) == "evidence-missing"


@pytest.mark.parametrize(("change", "code"), [
    ({"subject": "household:H0002"}, "evidence-of-another"), ({"kind": "photo"}, "evidence-unasked"), ({"name": "poem"}, "evidence-unasked"),
    ({"accepted_at": START + DAY - timedelta(days=30)}, None), ({"accepted_at": START + DAY - timedelta(days=30, seconds=1)}, "evidence-stale"),
    ({"accepted_at": START + DAY + timedelta(seconds=1)}, "evidence-stale"), ({"subject": f"village:{VILLAGE}"}, "evidence-of-another"),
])
def test_evidence_is_of_this_household_of_the_kind_asked_and_fresh(change, code):
    way = the_way(2)
    changed = replace(way[1], pieces=(replace(way[1].pieces[0], **change), *way[1].pieces[1:]))
    assert allow(a_setting(), way[:1], changed) if code is None else refused(way[:1], changed) == code


def test_minutes_of_a_meeting_may_be_the_villages_but_not_another_villages():
    minutes, photo = the_way(1)[0].pieces
    deed = the_way(1)[0]
    assert allow(a_setting(), [], replace(deed, pieces=(replace(minutes, subject=f"village:{VILLAGE}"), photo)))
    assert refused([], replace(deed, pieces=(replace(minutes, subject=f"village:{NEIGHBOUR}"), photo))) == "evidence-of-another"


def test_one_file_is_not_two_pieces_of_evidence():
    way = the_way(2)
    first, *others = way[1].pieces
    assert refused(way[:1], replace(way[1], pieces=(first, replace(others[0], digest=first.digest), *others[1:]))) == "evidence-twice"
    assert refused(way[:1], replace(way[1], pieces=(replace(first, digest=way[0].pieces[0].digest), *others))) == "evidence-twice"


def test_the_households_own_evidence_of_another_procedure_is_spent():
    way = the_way(2)
    spent = way[1].pieces[0].digest
    assert refused(way[:1], way[1], a_setting(spent=frozenset({spent}))) == "evidence-spent"
    assert allow(a_setting(spent=frozenset({"0" * 64})), way[:1], way[1])


@pytest.mark.parametrize("place", [1, 2, 4, 5])
def test_nobody_takes_two_steps_of_a_case(place):
    way = the_way()
    for earlier in way[:place]:
        assert refused(way[:place], replace(way[place], person=earlier.person)) == "same-person"


def test_the_publisher_or_someone_new_takes_the_notice_down():
    way = the_way(4)
    assert allow(a_setting(), way[:3], way[3])
    assert allow(a_setting(), way[:3], replace(way[3], person=99))
    assert refused(way[:3], replace(way[3], person=PERSONS["clerk"])) == "same-person"


def test_a_successor_on_the_same_seat_is_not_another_pair_of_eyes():
    twice = replace(EXIT, steps=(EXIT.steps[0], replace(EXIT.steps[1], role="clerk"), *EXIT.steps[2:]))
    way = the_way(2)
    second = replace(way[1], seat=SEATS["clerk"], person=77)
    assert refused(way[:1], second, a_setting(edition=twice)) == "same-seat"
    assert allow(a_setting(edition=replace(twice, one_office=True)), way[:1], second)


def test_kin_and_members_of_the_household_keep_away():
    way = the_way(2)
    kin = a_setting(kin=frozenset({frozenset((PERSONS["clerk"], PERSONS["head"]))}))
    assert refused(way[:1], way[1], kin) == "kin"
    assert refused([], way[0], a_setting(avoiding=frozenset({PERSONS["clerk"]}))) == "own-household"


def test_kin_of_the_publisher_does_not_take_the_notice_down():
    way = the_way(4)
    kin = a_setting(kin=frozenset({frozenset((PERSONS["town_clerk"], 99))}))
    assert refused(way[:3], replace(way[3], person=99), kin) == "kin"


@pytest.mark.parametrize("seat", [
    Seat(NEIGHBOUR, "clerk"), Seat(VILLAGE, "head"), Seat(TOWN, "clerk"), Seat(COUNTY, "clerk"), Seat(VILLAGE, "reader"), Seat("000000000000", "auditor"),
])
def test_a_step_is_taken_by_the_post_that_is_named_and_no_other(seat):
    assert refused([], replace(the_way(1)[0], seat=seat)) == "not-your-step"


@pytest.mark.parametrize(("votes", "code"), [
    ((60, 40, 21), None), ((60, 40, 20), "not-carried"), ((60, 39, 39), "no-quorum"), ((60, 61, 40), "votes-missing"),
    ((0, 0, 0), "votes-missing"), ((60, 40, 41), "votes-missing"), ((60, 40, None), "votes-missing"), ((60, 40, -1), "votes-missing"),
])
def test_an_appraisal_needs_two_thirds_present_and_more_than_half_of_them_in_favour(votes, code):
    deed = replace(the_way(1)[0], **dict(zip(("entitled", "present", "in_favour"), votes, strict=True)))
    assert allow(a_setting(), [], deed) if code is None else refused([], deed) == code


@pytest.mark.parametrize(("verdict", "code"), [
    (None, "verdict-missing"), (Verdict("village-exit", True), "verdict-missing"), (replace(HOLDS, holds=False, why_not=("food",)), "verdict-fails"),
    (replace(HOLDS, holds=None), "verdict-fails"),
])
@pytest.mark.parametrize("place", [1, 5])
def test_a_household_is_verified_and_let_go_only_while_the_verdict_holds(place, verdict, code):
    way = the_way()
    assert refused(way[:place], replace(way[place], verdict=verdict)) == code


@pytest.mark.parametrize(("names", "told"), [
    (("food",), "按规则评判,还没有做到:吃。"), (("food?",), "按规则还不能评判,待核实:吃。"), (("water?", "food?"), "按规则还不能评判,待核实:喝、吃。"),
    (("food", "water?"), "按规则评判,还没有做到:吃;待核实、不能评判:喝。"),
])
def test_what_cannot_be_judged_is_not_told_as_failed(names, told):
    why, unknown = apart(names, {"food": "吃", "water": "喝"})
    deed = replace(the_way()[1], verdict=Verdict("household-exit", False if why else None, why, unknown))
    with pytest.raises(Refusal) as refusal:
        allow(a_setting(), the_way()[:1], deed)
    assert refusal.value.say()[0] == told and all(refusal.value.say())


@pytest.mark.parametrize(("place", "shift", "code"), [
    (0, -20, None), (0, 1, "bad-happened-on"), (1, -2, "bad-happened-on"), (2, -1, "not-today"), (3, -1, "not-today"), (4, -3, "bad-happened-on"),
])
def test_a_day_may_be_told_late_but_never_ahead_and_never_before_the_step_before(place, shift, code):
    way = the_way()
    deed = replace(way[place], happened_on=way[place].happened_on + shift * DAY)
    assert allow(a_setting(), way[:place], deed) if code is None else refused(way[:place], deed) == code


def test_what_is_told_late_is_marked_late():
    deed = the_way(1)[0]
    assert not is_late(EXIT, replace(deed, happened_on=deed.happened_on - 3 * DAY))
    assert is_late(EXIT, replace(deed, happened_on=deed.happened_on - 4 * DAY))


def test_a_notice_hangs_seven_whole_days_to_the_second_and_from_its_checkpoint():
    way = the_way(3)
    end = way[2].at + 7 * DAY
    assert allow(a_setting(), way, a_deed("close", "publish", "town_clerk", end))
    assert refused(way, a_deed("close", "publish", "town_clerk", end - timedelta(seconds=1))) == "notice-too-short"
    later = [*way[:2], replace(way[2], sealed_at=way[2].at + DAY)]
    assert refused(later, a_deed("close", "publish", "town_clerk", end)) == "notice-too-short"
    assert allow(a_setting(), later, a_deed("close", "publish", "town_clerk", end + DAY))
    assert refused([*way[:2], replace(way[2], sealed_at=None)], a_deed("close", "publish", "town_clerk", end + 9 * DAY)) == "notice-too-short"


def test_a_notice_whose_end_is_in_no_checkpoint_ends_nothing():
    way = the_way(5)
    assert refused([*way[:3], replace(way[3], sealed_at=None)], way[4]) == "notice-not-sealed"


def objection(at, who="clerk"):
    return a_deed("object", "publish", who, at, note="村民来信")


def answer(at, refers, outcome="dismissed", who="town_deputy"):
    return a_deed("answer", "publish", who, at, refers=refers, outcome=outcome, note="入户调查")


def test_when_a_notice_was_full_does_not_move_with_the_moment_at_which_one_asks():
    way = the_way(3)
    on = way[2].at
    for days in (0, 6, 7, 9, 400):
        assert standing_of(a_setting(), way).due_at(on + days * DAY) == on + 7 * DAY
    late = [*way, objection(on + 9 * DAY), answer(on + 11 * DAY, 4)]  # whoever objects while it still hangs is heard; full it was before
    assert standing_of(a_setting(), late).due_at(on + 12 * DAY) == on + 7 * DAY


def test_a_notice_that_stands_in_no_checkpoint_has_its_whole_length_before_it():
    way = the_way(3)
    on = way[2].at
    unsealed = standing_of(a_setting(), [*way[:2], replace(way[2], sealed_at=None)])
    assert unsealed.due_at(on + 3 * DAY) == on + 10 * DAY and unsealed.hung(on + 3 * DAY) == timedelta(0)
    assert standing_of(a_setting(), way).due_at(on + 3 * DAY) == on + 7 * DAY
    assert replace(unsealed, published=None).due_at(on) == on + 7 * DAY, "with nothing published the days are all before it too"


def test_an_objection_at_the_moment_a_notice_is_full_and_those_after_it_move_nothing():
    way = the_way(3)
    on = way[2].at
    at_the_end = [*way, objection(on + 7 * DAY), answer(on + 9 * DAY, 4)]
    assert standing_of(a_setting(), at_the_end).due_at(on + 9 * DAY) == on + 7 * DAY
    just_before = [*way, objection(on + 7 * DAY - timedelta(seconds=1)), answer(on + 9 * DAY, 4)]
    assert standing_of(a_setting(), just_before).due_at(on + 9 * DAY) == on + 9 * DAY + timedelta(seconds=1)
    twice = [*at_the_end, objection(on + 10 * DAY), answer(on + 12 * DAY, 6)]
    assert standing_of(a_setting(), twice).due_at(on + 12 * DAY) == on + 7 * DAY


def test_two_stops_are_each_left_out_and_where_they_overlap_once():
    way = the_way(3)
    on = way[2].at
    apart_in_time = [*way, objection(on + DAY), answer(on + 3 * DAY, 4), objection(on + 4 * DAY), answer(on + 6 * DAY, 6)]
    assert standing_of(a_setting(), apart_in_time).due_at(on + 6 * DAY) == on + 11 * DAY
    over_one_another = [*way, objection(on + DAY), objection(on + 2 * DAY), answer(on + 5 * DAY, 5), answer(on + 6 * DAY, 4)]
    assert standing_of(a_setting(), over_one_another).due_at(on + 6 * DAY) == on + 12 * DAY
    one_within = [*way, objection(on + DAY), objection(on + 2 * DAY), answer(on + 3 * DAY, 5), answer(on + 6 * DAY, 4), objection(on + 8 * DAY),
                  answer(on + 9 * DAY, 8)]
    assert standing_of(a_setting(), one_within).due_at(on + 9 * DAY) == on + 13 * DAY


def test_an_objection_stops_the_clock_until_it_is_answered():
    way = the_way(3)
    on = way[2].at
    way += [objection(on + 2 * DAY)]
    assert refused(way, a_deed("close", "publish", "town_clerk", on + 30 * DAY)) == "objection-open"
    assert standing_of(a_setting(), way).due_at(on + 3 * DAY) is None
    way += [answer(on + 12 * DAY, 4)]
    assert standing_of(a_setting(), way).due_at(on + 13 * DAY) == on + 17 * DAY
    assert standing_of(a_setting(), way).due_at(on + 40 * DAY) == on + 17 * DAY, "a notice left hanging was full when it was full, not now"
    assert refused(way, a_deed("close", "publish", "town_clerk", on + 17 * DAY - timedelta(seconds=1))) == "notice-too-short"
    assert walked([*way, a_deed("close", "publish", "town_clerk", on + 17 * DAY)]).state == "underway"


def test_two_objections_at_once_stop_the_clock_once():
    way = the_way(3)
    on = way[2].at
    way += [objection(on + 1 * DAY), objection(on + 2 * DAY), answer(on + 5 * DAY, 5), answer(on + 4 * DAY + DAY, 4)]
    standing = walked(way)
    assert standing.hung(on + 6 * DAY) == 2 * DAY and not standing.open_objections
    assert standing.hung(on - DAY) == timedelta(0), "a clock set back shortens nothing"


def test_an_objection_that_is_upheld_ends_the_case():
    way = the_way(3)
    way += [objection(way[2].at + DAY), answer(way[2].at + 2 * DAY, 4, "upheld")]
    assert walked(way).state == "stopped"
    assert refused(way, a_deed("close", "publish", "town_clerk", way[2].at + 9 * DAY)) == "case-ended"


@pytest.mark.parametrize(("change", "code"), [
    ({"refers": 3}, "no-open-objection"), ({"outcome": ""}, "no-outcome"), ({"person": PERSONS["clerk"]}, "same-person"),
    ({"person": PERSONS["town_clerk"]}, "same-person"), ({"person": 50}, "same-person"), ({"note": " "}, "note-missing"), ({"pieces": ()}, "evidence-missing"),
    ({"seat": SEATS["head"]}, "not-your-step"), ({"seat": SEATS["town_clerk"]}, "not-your-step"), ({"seat": SEATS["county_head"]}, None),
])
def test_an_objection_is_answered_by_someone_else_with_evidence_and_an_outcome(change, code):
    way = the_way(3)
    way += [replace(objection(way[2].at + DAY), person=50)]
    deed = replace(answer(way[2].at + 2 * DAY, 4), **change)
    assert allow(a_setting(), way, deed) if code is None else refused(way, deed) == code


def test_objections_belong_to_a_notice_and_say_something():
    assert refused(the_way(1), objection(START + DAY)) == "not-on-notice"
    way = the_way(3)
    assert refused(way, replace(objection(way[2].at + DAY), note="")) == "note-missing"
    assert refused(way, replace(objection(way[2].at + DAY), step="review")) == "not-on-notice"


def test_a_case_is_withdrawn_with_a_reason_at_any_time_before_its_end():
    for place in range(6):
        way = the_way(place)
        at = START + 20 * DAY
        deed = replace(a_deed("withdraw", "appraise", "clerk", at, note="户主外迁"), step="")
        assert walked([*way, deed]).state == "withdrawn"
        assert refused(way, replace(deed, note="")) == "note-missing"
    assert refused(the_way(), a_deed("withdraw", "appraise", "clerk", START + 20 * DAY, note="反悔")) == "case-ended"


def test_a_clock_that_went_back_allows_nothing():
    way = the_way(2)
    assert refused(way[:1], replace(way[1], at=START - timedelta(seconds=1))) == "clock-went-back"


def test_two_persons_are_two_persons():
    both = a_setting(edition=procedure_named("two-persons").editions[0], subject="act:export", area_code=COUNTY)
    ask = replace(the_way(1)[0], step="ask", seat=Seat(COUNTY, "head"), pieces=())
    agree = replace(ask, step="agree", person=8, at=ask.at + timedelta(minutes=1))
    assert walked([ask, agree], both).state == "completed"
    assert refused([ask], replace(agree, person=ask.person), both) == "same-person"
    assert refused([ask], replace(agree, seat=Seat(COUNTY, "clerk")), both) == "not-your-step"


def test_editions_are_dated_and_named():
    procedure = procedure_named("household-exit")
    assert procedure.edition_on(date(2020, 1, 1)) is procedure.edition_from(EXIT.starts_on)
    with pytest.raises(Refusal, match="no-edition"):
        procedure.edition_on(date(2016, 4, 22))
    with pytest.raises(NotFound):
        procedure_named("quick-exit")
    assert EXIT.step("nothing") is None and EXIT.document in EXIT.source


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("persons = 5", "persons = 4", "persons"), ('role = "clerk"\nquorum', 'role = "reader"\nquorum', "who"), ("days = 7", "days = 0", "notice"),
    ('name = "review"', 'name = "verify"', "step names"), ('kinds = ["signature", "scan"], fresh_days = 30 }', 'kinds = [], fresh_days = 30 }', "evidence"),
    ('kinds = ["signature", "scan"], fresh_days = 30 }', 'kinds = ["signature", "video"], fresh_days = 30 }', "evidence"),
    ('article = "二(一)贫困人口退出"\nverified', 'article = ""\nverified', "source"),
    ('role = "head"\nverdict = "household-exit"\nevidence = [{ name = "reply"',
     'role = "head"\nnotice = { days = 7, place = "x" }\nclosing = [{ name = "c", title = "c", kinds = ["photo"], fresh_days = 1 }]\n'
     'evidence = [{ name = "reply"', "last step"),
])
def test_a_file_that_promises_less_is_not_worked_by(tmp_path, old, new, fault):
    from tuopin.procedure.states.declared import FOLDER

    text = (FOLDER / "household_exit.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "unfit.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Undeclared) as refusal:
        read_procedure(tmp_path / "unfit.toml")
    assert any(fault in said for said in refusal.value.params["faults"])


def test_a_procedure_of_one_person_is_not_worked_by(tmp_path):
    from tuopin.procedure.states.declared import FOLDER

    text = (FOLDER / "two_persons.toml").read_text(encoding="utf-8")
    (tmp_path / "one.toml").write_text(text.replace("persons = 2", "persons = 1").partition('[[edition.step]]\nname = "agree"')[0], encoding="utf-8")
    with pytest.raises(Undeclared):
        read_procedure(tmp_path / "one.toml")


def test_every_declared_procedure_names_its_source():
    for procedure in procedures().values():
        assert all(edition.document and edition.article for edition in procedure.editions)


def test_more_evidence_than_asked_is_welcome():
    deed = the_way(1)[0]
    more = pieces(EXIT.steps[0].evidence[:1], START, subject=SUBJECT)
    assert allow(a_setting(), [], replace(deed, pieces=deed.pieces + more))
