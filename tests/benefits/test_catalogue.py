"""Every policy of the pack is fit to go by: its examples come out, and one without source, batch or an askable target is refused."""

from datetime import date

import pytest

from tuopin.benefits.states.catalogue import (
    BATCHES,
    PolicyUnfit,
    catalogue,
    file_text,
    others_of_group,
    read_policy,
    with_others_of_group,
)
from tuopin.benefits.states.standing import facts_of_example, judge, state_of
from tuopin.engine.expressions import Unsaid
from tuopin.policy.rulebook.declared import COLUMNS

EXAMPLES = [(policy.name, n) for policy in catalogue().values() for n in range(len(policy.examples))]


@pytest.mark.parametrize(("name", "n"), EXAMPLES)
def test_an_example_of_a_policy_comes_out_as_it_says(name, n):
    policy = catalogue()[name]
    example = policy.examples[n]
    judged = judge(policy, facts_of_example(policy, example))
    assert ["unknown" if answer is None else answer for answer in judged.holds.answers()] == example["entitled"]
    if "amounts" in example:
        assert [f"{fen / 100:g}" for fen in judged.due.numbers()] == example["amounts"]


def every_registered_household(policy, name: str) -> bool:
    """Whether the condition asks for the status alone and takes every one that a registered household can have: it cannot fail."""
    if {column for columns in policy.target[name].needs.values() for column in columns} != {"status"}:
        return False
    asked = [{"on": policy.starts_on, "households": {"status": word}} for word in COLUMNS["households"]["status"].words]
    return all(judge(policy, facts_of_example(policy, example)).conditions[name].yes.all() for example in asked)


def test_every_condition_of_every_policy_is_shown_where_it_holds_and_where_it_fails():
    shown = {
        (policy.name, name): [judge(policy, facts_of_example(policy, example)).conditions[name] for example in policy.examples]
        for policy in catalogue().values() for name in policy.target
    }
    assert not [which for which, answers in shown.items() if not any(answer.yes.any() for answer in answers)], "no example in which the condition holds"
    one_sided = [(policy, name) for policy, name in shown if not any(answer.no.any() for answer in shown[policy, name])]
    assert not [(p, name) for p, name in one_sided if not every_registered_household(catalogue()[p], name)], "no example in which the condition fails"


def test_every_batch_has_a_policy_and_every_policy_one_batch():
    assert {policy.words["batch"] for policy in catalogue().values()} == set(BATCHES)


@pytest.mark.parametrize(("old", "new", "why"), [
    ('batch = "education"', 'batch = ["education", "security"]', PolicyUnfit),
    ('batch = "education"', 'batch = "culture"', PolicyUnfit),
    ('number = "国开办发〔2015〕19号"', "", PolicyUnfit),
    ('evidence = ["在校证明(学籍)", "补助发放银行流水"]', "evidence = []", PolicyUnfit),
    ('causes = ["schooling"]', 'causes = ["weather"]', PolicyUnfit),
    ('status in ("poor",', 'status in ("rich",', Unsaid),
    ("'status in (\"poor\", \"pre_exit\", \"exited\", \"returned\")'", "'__import__(\"os\").system(\"true\")'", Unsaid),
    ("'status in (\"poor\", \"pre_exit\", \"exited\", \"returned\")'", "'wage < 500000'", Unsaid),
    ("'status in (\"poor\", \"pre_exit\", \"exited\", \"returned\")'", "'head_name == \"x\"'", Unsaid),
    ('amount = "aid"', 'amount = "3000"', Unsaid),
])
def test_a_policy_that_is_not_fit_is_refused(old, new, why):
    text = file_text("rain-dew")
    assert old in text
    with pytest.raises(why):
        read_policy(text.replace(old, new, 1), "rain-dew")


def test_what_is_not_known_is_never_taken_for_a_right_or_for_none():
    assert [state_of(e, r, True) for e in (True, False, None) for r in (True, False)] == [
        "received", "gap", "over", "not", "unknown", "unknown",
    ]
    assert state_of(True, False, False) == "eligible"


def test_numbers_change_with_the_day():
    premium = catalogue()["medical-premium"].numbers
    assert [premium.on(date(year, 12, 31)).of_nation("premium").value for year in (2018, 2019, 2020)] == [220, 250, 280]
    assert premium.on(date(2021, 1, 1)).of_nation("premium") is None


def test_policies_of_one_group_are_all_of_households_or_all_of_persons():
    assert {tuple(sorted({one.unit for one in catalogue().values() if one.group == group})) for group in {one.group for one in catalogue().values() if one.group}} <= {("households",), ("members",)}
    assert {one.name for one in others_of_group(catalogue()["relocation"])} == {"dangerous-house"} and others_of_group(catalogue()["rain-dew"]) == []
    assert [one.name for one in with_others_of_group([catalogue()["relocation"], catalogue()["dangerous-house"]])] == ["relocation", "dangerous-house"]
