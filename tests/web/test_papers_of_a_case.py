"""What was handed in, signed, objected and answered stands on the case's page and papers afterwards."""

from __future__ import annotations

import re

import pytest

from monitoring.watching import a_case_done, a_check, a_clue
from procedure.cases import a_file, an_exit, an_official, evidence, officials, said
from register import a_household
from tuopin.monitoring import services as monitoring
from tuopin.people.models import Account
from tuopin.procedure.services import Said, answer_objection, object_to, take_step
from tuopin.procedure.services.clock import today
from tuopin.procedure.states import procedure_named
from web import kit
from web.test_case_pages import client_of, page
from web.test_case_told import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


@pytest.fixture
def who():
    found = officials()
    Account.objects.filter(username="county_head").update(name="周批")
    return found


def answered(case, who) -> str:
    """An objection by a named neighbor, found groundless by the head of the township; its address on paper."""
    object_to(case=case.pk, text="他家有一辆小车", objector="邻居甲", actor=who["head"])
    asked = procedure_named(case.procedure).editions[0].objection.evidence
    answer_objection(case=case.pk, refers=case.acts.count(), outcome="dismissed", actor=who["town_head"], said=Said(note="车是亲戚的", evidence=evidence(asked, case.subject)))
    return f"/cases/{case.pk}/paper/publish/"


def test_who_approves_reads_what_was_objected_how_it_was_found_and_what_was_answered(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    paper = answered(case, who)
    told = words_of(page(client_of(who["county_head"]), f"/cases/{case.pk}/")).partition("办理记录")[2]
    assert re.search(r"异议 .*他家有一辆小车.*答复 .*异议不成立 +车是亲戚的", told), told
    printed = words_of(page(client_of(who["county_head"]), paper))
    assert re.search(r"答复 .* 异议不成立 +车是亲戚的", printed) and "小车" not in printed, "a paper goes from hand to hand"
    assert "☑ 异议调查材料" in printed
    for other in (an_official("reader", ("431100000000", "reader", "")), who["head"]):
        looked = words_of(page(client_of(other), f"/cases/{case.pk}/"))
        assert "异议不成立" in looked and "小车" not in looked, "what is kept sealed is opened for those who decide on it"


def test_who_answers_is_told_the_name_that_the_objector_left_and_nobody_else_is(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    object_to(case=case.pk, text="他家有一辆小车", objector="邻居甲", actor=who["head"])
    assert "异议人:邻居甲" in words_of(page(client_of(who["town_head"]), f"/cases/{case.pk}/"))
    assert "邻居甲" not in words_of(page(client_of(who["clerk"]), f"/cases/{case.pk}/"))


def test_what_was_handed_in_is_ticked_on_the_paper_and_a_signature_is_shown_before_and_after_the_step(who, clock):
    household = a_household()
    case, client = an_exit(household.number, who, clock, until=1), client_of(who["head"])
    address = f"/cases/{case.pk}/paper/verify/"
    assert "☑" not in page(client, address) and "class=\"signed\"" not in page(client, address)
    signed = a_file("signature", case.subject, note="户主认可退出的签名或指印")
    for _ in ("handed in", "rests on it"):
        text = page(client, address)
        assert f'src="/evidence/{signed.uid}/file/?show=1"' in text
        assert re.search(rf"☑ 户主认可退出的签名或指印 +{signed.digest[:12]}", words_of(text)), words_of(text)
        if _ == "handed in":
            others = [one for one in said("verify", case.subject).evidence if one[0] != "recognition"]
            take_step(case=case.pk, step="verify", actor=who["head"], said=said("verify", case.subject, evidence=(*others, ("recognition", signed.uid))))
    assert "☐" not in words_of(page(client, address)).partition("这一步的材料")[2]
    assert "☐" in page(client, f"/cases/{case.pk}/paper/approve/"), "what is still to come has its empty box"


def test_the_history_says_who_admitted_to_monitoring_and_by_which_case(who, clock):
    household = a_household(status="exited")
    watch = a_clue(household, who["head"])
    monitoring.check_clue(watch=watch.pk, check=a_check("unstable", 20000), actor=who["head"], on=today())
    case = monitoring.open_admission(watch=watch.pk, actor=who["clerk"])
    a_case_done(case, who, clock)
    history = words_of(page(client_of(who["clerk"]), f"/households/{household.number}/")).partition("沿革与痕迹")[2]
    assert re.search(rf"纳入监测 脱贫不稳定户 +办理事项 #{case.pk} · 周批 · ", history), history
