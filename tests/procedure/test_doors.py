"""Which room is asked about a subject, a condition, a rule: many together where it can, one by one else, and nobody where none is named."""

from datetime import UTC, date, datetime

import pytest

from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import operator
from tuopin.procedure.models import Case
from tuopin.procedure.services import doors
from tuopin.procedure.services.doors import avoided, judge, judge_many, meet, notices, overtaken, subject_of
from tuopin.procedure.states import procedure_named

ON, ASKED = date(2018, 9, 3), []


class OneByOne:
    def avoiding(self, number):
        ASKED.append(number)
        return [number.encode()]

    def notice(self, number, *, on):
        ASKED.append((number, on))
        return f"notice of {number}"


class Together(OneByOne):
    def avoiding_many(self, numbers):
        ASKED.append(tuple(numbers))
        return {number: [number.encode()] for number in numbers if number != "H3"}

    def notices(self, numbers, *, on):
        ASKED.append((tuple(numbers), on))
        return {number: f"notice of {number}" for number in numbers}


class Overtaking(OneByOne):
    def overtaken(self, underway, *, on):
        ASKED.append((underway.after, underway.to, dict(underway.began), on))
        return {number: Refusal("passed", "已变。", "请撤回。") for number in underway.began if number != "H2"}


def one_judge(*, number, actor, on):
    ASKED.append(number)
    return f"{number} {on}"


def many_judge(*, number, actor, on):
    return one_judge(number=number, actor=actor, on=on)


def _many(*, numbers, actor, on):
    ASKED.append(tuple(numbers))
    return [f"{number} {on}" for number in numbers]


many_judge.many = _many


def refusing(*, number, actor, on, case):
    raise Refusal("not-met", "不行。", "请改。")


@pytest.fixture(autouse=True)
def rooms(settings):
    here = __name__
    subject_of.cache_clear()
    ASKED.clear()
    settings.PROCEDURE_SUBJECTS = {"household": f"{here}.Together"}
    settings.PROCEDURE_JUDGES = {"one": f"{here}.one_judge", "many": f"{here}.many_judge"}
    settings.PROCEDURE_CONDITIONS = {"stands": f"{here}.refusing"}
    yield settings
    subject_of.cache_clear()


def cases(*numbers):
    return [Case(pk=n, procedure="household-exit", subject=f"household:{number}") for n, number in enumerate(numbers, 1)]


def test_a_room_that_can_is_asked_about_many_at_once_and_about_one_as_ever(rooms):
    assert avoided(cases("H1", "H2", "H3")) == {1: [b"H1"], 2: [b"H2"], 3: []} and ASKED == [("H1", "H2", "H3")]
    ASKED.clear()
    assert avoided(cases("H1")) == {1: [b"H1"]} and ASKED == ["H1"]
    ASKED.clear()
    assert notices(cases("H1", "H2"), on=ON) == {1: "notice of H1", 2: "notice of H2"} and ASKED == [(("H1", "H2"), ON)]
    ASKED.clear()
    assert notices(cases("H1"), on=ON) == {1: "notice of H1"} and ASKED == [("H1", ON)]


def test_a_room_that_cannot_is_asked_one_by_one(rooms):
    rooms.PROCEDURE_SUBJECTS = {"household": f"{__name__}.OneByOne"}
    assert avoided(cases("H1", "H2")) == {1: [b"H1"], 2: [b"H2"]} and ASKED == ["H1", "H2"]
    ASKED.clear()
    assert notices(cases("H1", "H2"), on=ON) == {1: "notice of H1", 2: "notice of H2"} and len(ASKED) == 2


def test_what_has_overtaken_cases_is_asked_once_for_each_procedure_and_said_of_each_case(rooms):
    rooms.PROCEDURE_SUBJECTS, since = {"household": f"{__name__}.Overtaking"}, datetime(2018, 9, 1, 8, tzinfo=UTC)
    many = [*cases("H1", "H2"), Case(pk=7, procedure="household-identification", subject="household:H3")]
    found = overtaken(many, began={1: since, 7: None}, on=ON)
    assert {pk: refusal.code for pk, refusal in found.items()} == {1: "passed", 7: "passed"}
    declared = [procedure_named(name) for name in ("household-exit", "household-identification")]
    assert [(tuple(declared[0].after), declared[0].to, {"H1": since, "H2": None}, ON), (tuple(declared[1].after), declared[1].to, {"H3": None}, ON)] == ASKED
    rooms.PROCEDURE_SUBJECTS = {"household": f"{__name__}.OneByOne"}
    subject_of.cache_clear()
    assert overtaken(many, began={}, on=ON) == {} == overtaken([], began={}, on=ON), "a room that cannot say is not asked"


def test_where_no_room_is_named_the_answer_is_no(rooms):
    rooms.PROCEDURE_SUBJECTS = {}
    with pytest.raises(Refusal, match="no-door"):
        subject_of("household")
    with pytest.raises(Refusal, match="no-door"):
        meet("falls", number="H1", actor=operator(), on=ON)
    with pytest.raises(Refusal, match="no-judge"):
        judge("none", number="H1", actor=operator(), on=ON)
    for numbers in (["H1"], ["H1", "H2"]):
        with pytest.raises(Refusal, match="no-judge"):
            judge_many("none", numbers=numbers, actor=operator(), on=ON)


def test_a_condition_refuses_and_a_judge_answers():
    with pytest.raises(Refusal, match="not-met"):
        meet("stands", number="H1", actor=operator(), on=ON)
    assert judge("one", number="H1", actor=operator(), on=ON) == f"H1 {ON}"
    assert judge_many("one", numbers=["H1", "H2"], actor=operator(), on=ON) == [f"H1 {ON}", f"H2 {ON}"] and ASKED == ["H1", "H1", "H2"]
    ASKED.clear()
    assert judge_many("many", numbers=["H1", "H2"], actor=operator(), on=ON) == [f"H1 {ON}", f"H2 {ON}"] and ASKED == [("H1", "H2")]
    ASKED.clear()
    assert judge_many("many", numbers=["H1"], actor=operator(), on=ON) == [f"H1 {ON}"] and ASKED == ["H1"] and doors.number_of(cases("H9")[0]) == "H9"
