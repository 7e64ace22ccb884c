"""A case read by a program says what its page and the command say, step by step; and a word that is none is refused, not answered with nothing or with all."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from api.test_api import api
from procedure.cases import DAY, EXIT, a_clock, officials
from procedure.test_commands import hand_in_all
from register import a_household
from tuopin.procedure.commands import case as command
from tuopin.procedure.models import Case
from tuopin.procedure.selectors import evidence_for, gathered
from tuopin.procedure.services import Said, answer_objection, close_notice, object_to, open_case, publish_notice, take_step
from tuopin.procedure.services.clock import now
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
SECRET = "他家在县城有一套房子"
ANSWERS = {requirement.name for requirement in EXIT.objection.evidence}
SAME = ("procedure", "subject", "area", "state", "due", "late")
SAME_OF_ACT = ("seq", "kind", "step", "by", "name", "area", "role", "title", "entitled", "present", "in_favour", "holds", "happened_on", "late", "outcome", "evidence")


def said(actor, case, *, answering: bool = False, **more) -> Said:
    """What the actor submits, with all evidence that is asked for."""
    hand_in_all(case)
    found = gathered(actor, Case.objects.get(pk=case.pk), at=now())
    names = {one.requirement.name for one in found}
    return Said(evidence=evidence_for(found, names & ANSWERS if answering else names - ANSWERS), **more)


def printed(number: int) -> dict:
    result = CliRunner().invoke(command, ["show", str(number), "--json"], obj={"account": "clerk"}, standalone_mode=False)
    assert result.exception is None, result.exception
    return json.loads(result.output)


def agrees(client, pk: int) -> dict:
    """What the program is told of the case, which is what the command prints, what the list says and what the trail holds."""
    told, by_command = client.get(f"/api/v1/cases/{pk}/").json(), printed(pk)
    assert {name: told[name] for name in SAME} == {name: by_command[name] for name in SAME}
    assert told["number"] == by_command["case"] and told["notice_until"] == by_command["notice_until"]
    assert [{name: act[name] for name in SAME_OF_ACT} for act in told["acts"]] == [{name: act[name] for name in SAME_OF_ACT} for act in by_command["acts"]]
    assert told["wanted"] == by_command["wanted"]
    [row] = client.get("/api/v1/cases/", {"subject": told["subject"]}).json()["rows"]
    assert row == {name: told[name] for name in row}
    opened, *events = Entry.objects.filter(subject=f"case:{pk}").order_by("pk")
    assert (opened.verb, opened.actor, opened.post) == ("case-open", "clerk", f"clerk@{kit.VILLAGE}")
    assert [event.post for event in events] == [f"{act['role']}@{act['area']}" for act in told["acts"]], "by which post somebody acted stands in the trail itself"
    assert [(event.actor, {digest for digest in event.evidence.split(",") if digest}) for event in events] == [(act["by"], set(act["evidence"])) for act in told["acts"]]
    return told


def test_a_case_is_told_to_a_program_as_the_command_and_the_trail_tell_it():
    kit.lay_out_places()
    who = officials()
    client, number = api(), a_household().number
    with a_clock() as clock:
        case = open_case(procedure="household-exit", number=number, actor=who["clerk"], note=SECRET)
        told = agrees(client, case.pk)
        assert (told["due"], told["due_level"], told["due_role"], told["acts"]) == ("appraise", "village", "clerk", []) and told["wanted"]
        take_step(case=case.pk, step="appraise", actor=who["clerk"], said=said(who["clerk"], case, entitled=60, present=45, in_favour=40, note=SECRET))
        assert [act["in_favour"] for act in agrees(client, case.pk)["acts"]] == [40]
        take_step(case=case.pk, step="verify", actor=who["head"], said=said(who["head"], case))
        publish_notice(case=case.pk, actor=who["town_clerk"], said=said(who["town_clerk"], case))
        told = agrees(client, case.pk)
        assert told["state"] == "on_notice" and told["notice_until"]
        act = object_to(case=case.pk, text=SECRET, objector="邻居", actor=who["head"], said=Said())
        told = agrees(client, case.pk)
        assert told["open_objections"] == [act.seq]
        answer_objection(case=case.pk, refers=act.seq, outcome="dismissed", actor=who["town_deputy"], said=said(who["town_deputy"], case, answering=True, note=SECRET))
        told = agrees(client, case.pk)
        assert told["open_objections"] == [] and told["acts"][-1]["refers"] == act.seq and told["acts"][-1]["outcome"] == "dismissed"
        clock(8 * DAY)
        close_notice(case=case.pk, actor=who["town_clerk"], said=said(who["town_clerk"], case))
        for name, step in (("town_head", "review"), ("county_head", "approve")):
            take_step(case=case.pk, step=step, actor=who[name], said=said(who[name], case))
        told = agrees(client, case.pk)
    [changed] = Entry.objects.filter(subject=f"household:{number}", verb="change-status")
    assert (changed.actor, changed.post) == ("county_head", f"head@{kit.COUNTY}")
    assert told["state"] == "completed" and told["due"] == told["due_role"] == "" and told["wanted"] == [] and told["ended_at"]
    assert SECRET not in client.get(f"/api/v1/cases/{case.pk}/").content.decode(), "what people wrote stays on the page"


def test_a_case_of_the_next_village_is_not_found():
    kit.lay_out_places()
    case = open_case(procedure="household-exit", number=a_household().number, actor=officials()["clerk"])
    for area in (kit.OTHER_VILLAGE, kit.NEIGHBOUR):
        assert api(area).get(f"/api/v1/cases/{case.pk}/").status_code == 404
    assert api().get("/api/v1/cases/2000000000/").status_code == api().get("/api/v1/cases/99999999999999999999/").status_code == 404


@pytest.mark.parametrize(("path", "name", "good"), [
    ("cases", "state", "underway"), ("cases", "procedure", "household-exit"), ("cases", "due", "appraise"), ("tasks", "state", "issued"), ("tasks", "state", "open"),
    ("tasks", "when", "late"), ("households", "cause", "ill"), ("households", "attribute", "ordinary"), ("households", "check", "Q01-birth-date"),
])
def test_a_word_that_is_none_of_its_list_is_refused_by_name(path, name, good):
    client = api()
    assert client.get(f"/api/v1/{path}/", {name: good}).status_code == 200
    refused = client.get(f"/api/v1/{path}/", {name: "lateish"})
    assert refused.status_code == 400 and refused.json()["code"] == "bad-choice"
    assert name in refused.json()["message"] and re.search(rf"\b{good}\b", refused.json()["message"]), refused.json()


def test_a_step_of_another_procedure_is_no_step_of_this_one():
    refused = api().get("/api/v1/cases/", {"procedure": "household-exit", "due": "announce"})
    assert refused.status_code == 400 and "announce" not in refused.json()["message"]
