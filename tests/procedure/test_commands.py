"""Cases from the command line: the whole way, what is printed, and every refusal in one sentence."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from click.testing import CliRunner

from identification.families import families
from procedure.cases import DAY, a_clock, a_file, officials
from register import a_household
from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.commands import case as command
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.handed_in import wanted_now
from tuopin.procedure.services.clock import today

pytestmark = pytest.mark.django_db


def told(account, *asked, stdin=None):
    result = CliRunner().invoke(command, [str(word) for word in asked], obj={"account": account}, standalone_mode=False, input=stdin)
    if result.exception:
        raise result.exception
    return result.output.strip()


def hand_in_all(case):
    case.refresh_from_db()
    for requirement in wanted_now(case):
        for _ in range(requirement.least):
            a_file(sorted(requirement.kinds)[0], case.subject, note=requirement.title)


def test_a_household_leaves_by_commands_alone(tmp_path):
    officials()
    household = a_household()
    with a_clock() as clock:
        number = told("clerk", "open", household.number, "--note", "年度退出")
        case = Case.objects.get(pk=number)
        assert json.loads(told("clerk", "list", "--waiting", "--json"))[0]["due"] == "appraise"
        assert household.number in told("clerk", "list") and told("clerk", "list", "--ended") == ""
        hand_in_all(case)
        told("clerk", "step", number, "--votes", 60, 45, 40, "--on", today())
        hand_in_all(case)
        told("head", "step", number)
        hand_in_all(case)
        told("town_clerk", "step", number)
        assert told("head", "object", number, "--objector", stdin="邻居\n他家有车") == "4"
        hand_in_all(case)
        told("town_deputy", "answer", number, 4, "dismissed", "--note", "无车")
        clock(7 * DAY)
        hand_in_all(case)
        assert "board-last" in told("town_clerk", "show", number)
        told("town_clerk", "step", number)
        for who in ("town_head", "county_head"):
            hand_in_all(case)
            told(who, "step", number)
    shown = json.loads(told("clerk", "show", number, "--json"))
    assert shown["state"] == "completed" and len(shown["acts"]) == 8 and shown["wanted"] == []
    assert "已办结" in told("clerk", "show", number)


def test_files_are_named_with_what_they_are_for_and_a_case_is_withdrawn(tmp_path):
    officials()
    number = told("clerk", "open", a_household().number)
    with pytest.raises(Refusal, match="no-file"):
        told("clerk", "step", number, "--evidence", f"minutes={tmp_path}/none.pdf")
    (tmp_path / "not.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(Refusal):
        told("clerk", "step", number, "--evidence", f"minutes={tmp_path}/not.pdf")
    assert told("clerk", "withdraw", number, "--note", "户主外迁") == "1"
    with pytest.raises(Refusal, match="no-person"):
        told(None, "open", a_household().number)


def test_a_case_is_rejected_and_appealed_against_by_commands():
    who = officials()
    with a_clock():
        household, other = families(2, who["clerk"])
        number = told("clerk", "open", household.number, "--procedure", "household-identification")
        with pytest.raises(Refusal, match="note-missing|reason-missing"):
            told("clerk", "reject", number, "--note", " ")
        with pytest.raises(Refusal):
            told("county_head", "reject", number, "--note", "不是县里这一步")
        assert Case.objects.get(pk=number).state == "underway"
        key = "5b0f9f3e-6a8e-4a55-9d55-3b2f0f2e1c11"
        assert told("clerk", "reject", number, "--note", "评议未通过", "--key", key) == told("clerk", "reject", number, "--note", "评议未通过", "--key", key) == "1"
        assert Case.objects.get(pk=number).state == "rejected"
        with pytest.raises(Refusal, match="nothing-to-appeal"):
            told("head", "open", other.number, "--procedure", "household-identification", "--appeals", number)
        appeal = told("head", "open", household.number, "--procedure", "household-identification", "--appeals", number, "--note", "户主申诉")
        assert Case.objects.get(pk=appeal).appeals_id == int(number)
    assert "评议未通过" in told("clerk", "show", number) and "已驳回" in told("clerk", "show", number)


def test_whose_turn_and_until_when_stand_there_in_words():
    officials()
    household = a_household()
    with a_clock() as clock:
        number = told("clerk", "open", household.number)
        case = Case.objects.get(pk=number)
        assert told("clerk", "show", number).splitlines()[1].startswith("→  村民主评议  ") and "clerk" not in told("clerk", "show", number)
        for who, votes in (("clerk", ("--votes", 60, 45, 40)), ("head", ()), ("town_clerk", ())):
            hand_in_all(case)
            told(who, "step", number, *votes)
        until = json.loads(told("clerk", "show", number, "--json"))["notice_until"]
        said = f"公示中,期满时间 {datetime.fromisoformat(until).astimezone(local_zone()):%Y-%m-%d %H:%M}。"
        assert said in told("clerk", "show", number)
        clock(9 * DAY)
        assert said in told("clerk", "show", number) and json.loads(told("clerk", "show", number, "--json"))["notice_until"] == until, "it does not move"
        told("head", "object", number, stdin="他家有车")
        assert "调查并答复异议" in told("clerk", "show", number) and said not in told("clerk", "show", number)


def test_a_step_that_is_sent_twice_under_one_key_is_one_step_and_says_so_again():
    officials()
    household, key, votes = a_household(), "5b0f9f3e-6a8e-4a55-9d55-3b2f0f2e1c12", ("--votes", 60, 45, 40)
    with a_clock() as clock:
        number = told("clerk", "open", household.number)
        case = Case.objects.get(pk=number)
        hand_in_all(case)
        assert told("clerk", "step", number, *votes, "--key", key) == told("clerk", "step", number, *votes, "--key", key) == "1"
        with pytest.raises(Refusal, match="key-reused"):
            told("clerk", "step", number, "--votes", 60, 45, 41, "--key", key)
        hand_in_all(case)
        told("head", "step", number)
        for at, days in ((3, 7), (4, 0)):  # hung, and taken down
            hand_in_all(case)
            key = f"5b0f9f3e-6a8e-4a55-9d55-3b2f0f2e1c2{at}"
            assert told("town_clerk", "step", number, "--key", key) == told("town_clerk", "step", number, "--key", key) == str(at)
            clock(days * DAY)
        case.refresh_from_db()
        assert (case.due, case.version) == ("review", 4)


def test_a_procedure_without_appeal_says_so():
    officials()
    household = a_household()
    number = told("clerk", "open", household.number)
    told("clerk", "reject", number, "--note", "评议未通过")
    with pytest.raises(Refusal, match="no-appeal") as refused:
        told("head", "open", household.number, "--appeals", number)
    assert "贫困户退出" in refused.value.say(str)[0] and "0" not in refused.value.say(str)[0]
