"""The two borders of China's three phases, on the last day before and the first day after: which phase, policies, lines, forms; and cases that cross them."""

from __future__ import annotations

from datetime import date

import pytest

from procedure.cases import an_exit, officials, said
from register import VILLAGE, a_household
from tuopin.benefits.states.catalogue import policies_on
from tuopin.kernel.codelists import choices
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.policy.rulebook import monitoring_terms, rule_named
from tuopin.procedure.services import take_step
from tuopin.procedure.states import procedure_named
from tuopin.registry.forms import FactForm
from tuopin.registry.models import StatusEvent
from tuopin.registry.selectors.fields import CORRECTABLE

LAST_OF_ALL, FIRST_OF_TRANSITION = date(2020, 12, 31), date(2021, 1, 1)
LAST_OF_TRANSITION, FIRST_OF_REGULAR = date(2025, 12, 31), date(2026, 1, 1)
DAYS = (LAST_OF_ALL, FIRST_OF_TRANSITION, LAST_OF_TRANSITION, FIRST_OF_REGULAR)


def test_each_day_lies_in_one_phase():
    assert [pack().phase_on(day).name for day in DAYS] == ["targeted-alleviation", "transition", "transition", "regular"]


def test_policies_of_a_phase_end_with_its_last_day():
    before, after, last, regular = ({policy.name for policy in policies_on(day)} for day in DAYS)
    assert before - after == {"medical-premium", "relocation", "subsistence-allowance"} and after - before == {"medical-premium-transition"}
    assert last - regular == {"medical-premium-transition", "micro-credit-transition"} and regular - last == set()


@pytest.mark.parametrize("rule", ["household-exit", "household-identification", "village-exit", "county-exit"])
def test_nobody_is_judged_by_the_standard_of_2020_after_it_ended(rule):
    assert rule_named(rule).numbers_on(LAST_OF_ALL)
    for day in DAYS[1:]:
        with pytest.raises(Refusal, match="no-number-in-force"):
            rule_named(rule).numbers_on(day)


def test_the_monitoring_line_changes_at_new_year_and_goes_on_after_the_transition():
    assert [monitoring_terms.line_yuan(VILLAGE, day) for day in (date(2019, 12, 31), date(2020, 1, 1), *DAYS)] == [None, 5000, 5000, 6000, 8000, 8000]
    assert [procedure_named("watch-admit").edition_on(day).steps[0].name for day in DAYS[1:]] == [procedure_named("watch-admit").edition_on(LAST_OF_ALL).steps[0].name] * 3


def test_a_form_of_2020_offers_no_answer_that_came_in_with_2021():
    field = CORRECTABLE["attribute"]
    offered = {year: {word for word, _name in FactForm(field=field, year=year).fields["value"].choices} for year in (2017, 2020, 2021)}
    assert offered[2021] - offered[2020] == {"exited", "farming"} and offered[2020] - offered[2017] == {"ordinary_exited", "subsistence_exited", "support_exited"}
    assert not FactForm({"value": "farming", "reason": "x"}, field=field, year=2020).is_valid() and FactForm({"value": "farming", "reason": "x"}, field=field, year=2021).is_valid()
    kept = FactForm(field=field, year=2020, initial={"value": "farming"})
    assert "farming" in dict(kept.fields["value"].choices), "what stands there already can be kept"
    assert len(choices("attribute")) == len(choices("attribute", year=2026)) == 10


@pytest.mark.django_db
def test_an_exit_goes_by_the_line_of_the_year_of_its_facts_however_long_its_case_takes(clock):
    """Appraised on the facts of 2020 a household is let go by the line of 2020, though its notice ends in a later year; on facts of 2021 there is none."""
    who = officials()
    case = an_exit(a_household(year=2020).number, who, clock)
    assert (case.state, StatusEvent.objects.get(case=case).kind) == ("completed", "exited")
    later = an_exit(a_household(year=2021).number, who, clock, until=1)
    with pytest.raises(Refusal) as refused:
        take_step(case=later.pk, step="verify", actor=who["head"], said=said("verify", later.subject))
    assert refused.value.code in ("no-number-in-force", "verdict-fails") and all(refused.value.say())


def test_a_watch_begun_in_the_transition_is_decided_by_the_procedure_it_began_under():
    """The editions in force on the two sides of the border are one and the same: a case on its way in 2025 ends in 2026 by the steps it began with."""
    for name in ("watch-admit", "watch-removal", "household-identification", "household-removal", "household-return", "member-change"):
        assert procedure_named(name).edition_on(LAST_OF_TRANSITION, VILLAGE).digest == procedure_named(name).edition_on(FIRST_OF_REGULAR, VILLAGE).digest
