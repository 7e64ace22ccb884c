"""Which steps decide, and so are none for whoever helps the household; and which cases of a list are asked what has overtaken them."""

from datetime import date

import pytest

from procedure.cases import EXIT, an_exit, officials
from procedure.test_doors import ASKED
from register import a_household
from tuopin.procedure.models import Act, Case
from tuopin.procedure.services import Said, open_case, withdraw
from tuopin.procedure.services.doors import number_of, overtaken_among, subject_of
from tuopin.procedure.states.machine import Setting, own_help_of


def test_writing_down_votes_and_hanging_a_notice_decide_nothing_and_every_other_step_does():
    setting = Setting(EXIT, "household:H1", "431129210213", helping=frozenset({7}))
    decided = {step.name: own_help_of(setting, step, 7) is not None for step in EXIT.steps}
    assert decided == {step.name: step.present is None and step.notice is None for step in EXIT.steps}
    assert {name for name, told in decided.items() if not told} >= {"appraise", "publish"} and decided["verify"] and decided["approve"]
    assert own_help_of(setting, EXIT.objection, 7).code == "own-help"
    assert not any(own_help_of(setting, step, 8) for step in (*EXIT.steps, EXIT.objection)), "who never helped may do each"


@pytest.mark.django_db
def test_of_a_list_the_running_cases_are_asked_with_the_instant_of_their_first_act(settings, clock):
    who = officials()
    acted = an_exit(a_household().number, who, clock, until=3)
    fresh, ended = (open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"]) for _ in range(2))
    withdraw(case=ended.pk, actor=who["clerk"], said=Said(note="重复立案"))
    first = Act.objects.get(case=acted, seq=1).recorded_at
    assert Act.objects.filter(case=acted).count() == 3 and first is not None
    settings.PROCEDURE_SUBJECTS = {"household": "procedure.test_doors.Overtaking"}
    subject_of.cache_clear()
    try:
        ASKED.clear()
        found = overtaken_among(list(Case.objects.filter(pk__in=[acted.pk, fresh.pk, ended.pk])), on=date(2018, 9, 3))
    finally:
        subject_of.cache_clear()
    ((_after, _to, began, _on),) = ASKED
    assert set(found) == {acted.pk, fresh.pk} and began == {number_of(acted): first, number_of(fresh): None}
