"""Cases from the command line: the whole way, what is printed, and every refusal in one sentence."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from procedure.cases import DAY, a_clock, a_file, officials
from register import a_household
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
