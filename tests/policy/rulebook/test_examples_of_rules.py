"""Every example of every rule comes out as it says, and a rule whose folder is not whole does not load."""

import shutil
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from tuopin.engine.numbers import RuleUnfit
from tuopin.engine.rules import load_rule, rulebook_version
from tuopin.kernel.refusals import Refusal
from tuopin.policy import rulebook

EXAMPLES = [(rule.name, example) for rule in rulebook.rules().values() for example in rule.examples]
FOLDER = Path(rulebook.__file__).parent


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{name}: {example.name}" for name, example in EXAMPLES])
def test_the_example_comes_out_as_it_says(rule, example):
    judged = rulebook.rule_named(rule).judge(example.facts)
    assert {name: judged.findings[name].holds[0] for name in example.expect} == example.expect
    if example.holds is not None:
        assert judged.holds[0] is example.holds


@pytest.mark.parametrize("name", rulebook.rules())
def test_every_condition_of_the_rule_has_a_source_on_a_day_of_2018(name):
    rule = rulebook.rule_named(name)
    lines = rule.judge(next(e.facts for e in rule.examples if e.on.year == 2018)).verdict(0)
    assert [line["name"] for line in lines] == list(rule.condition_names)
    assert all(line["source"] for line in lines)


def a_copy(tmp_path, edit) -> Path:
    folder = tmp_path / "poverty_line"
    shutil.copytree(FOLDER / "poverty_line", folder, ignore=shutil.ignore_patterns("__pycache__"))
    edit(folder)
    return folder


def load_copy(folder: Path):
    spec = spec_from_file_location("a_copied_rule", folder / "rule.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return load_rule(module)


def drop_below_the_line(folder: Path) -> None:
    text = (folder / "examples.toml").read_text()
    (folder / "examples.toml").write_text(text.replace('edge = "poverty_line"\nhouseholds = { wage = "3999.99" }', 'households = { wage = "3999.99" }'))


def drop_every_failure(folder: Path) -> None:
    text = (folder / "examples.toml").read_text()
    (folder / "examples.toml").write_text(text.replace("income_above_line = false", 'income_above_line = "unknown"'))


def drop_a_source(folder: Path) -> None:
    text = (folder / "parameters.toml").read_text()
    (folder / "parameters.toml").write_text(text.replace('document = "国家统计局 农村贫困标准(现价)"\n', "", 1))


def test_the_copied_rule_loads_when_it_is_whole(tmp_path):
    assert load_copy(a_copy(tmp_path, lambda folder: None)).name == "poverty-line"


@pytest.mark.parametrize("spoil", [drop_below_the_line, drop_every_failure, drop_a_source, lambda f: (f / "examples.toml").unlink()],
                         ids=["an edge on one side only", "a condition that never fails", "a number without source", "no examples"])
def test_a_rule_that_is_not_whole_does_not_load(tmp_path, spoil):
    with pytest.raises(RuleUnfit):
        load_copy(a_copy(tmp_path, spoil))


def test_the_version_changes_with_any_file(tmp_path):
    folder = a_copy(tmp_path, lambda folder: None)
    before = rulebook_version(folder)
    assert rulebook_version(folder) == before
    (folder / "parameters.toml").write_text((folder / "parameters.toml").read_text().replace("2995", "2996"))
    assert rulebook_version(folder) != before
    assert len(rulebook.version()) <= 20


def test_an_unknown_rule_is_refused_with_the_names_there_are():
    with pytest.raises(Refusal, match="no-such-rule") as refusal:
        rulebook.rule_named("household_exit")
    assert "household-exit" in str(refusal.value.params)


def test_no_line_is_in_force_after_2020_and_the_other_conditions_are_judged_all_the_same():
    rule = rulebook.rule_named("household-exit")
    with pytest.raises(Refusal, match="no-number-in-force"):
        rule.numbers_on(date(2021, 1, 1))
    facts = rule.examples[0].facts
    later = rule.judge(type(facts)(date(2021, 1, 1), facts.tables))
    assert later.findings["income_above_line"].holds[0] is None
    assert later.findings["safe_housing"].holds[0] is True
