"""Another country's pack: its rules, policies, procedures and titles stand in place of China's, and nothing of the core had to change."""

import json
import os
import re
import subprocess
import sys

import pytest

ASKED = """
import json
from importlib import import_module
from tuopin.benefits.states.catalogue import catalogue
from tuopin.benefits.states.standing import facts_of_example, judge
from tuopin.kernel.pack import keep_pack, pack
from tuopin.policy.rulebook import rule_named, rules, version
from tuopin.policy.states.conditions import CONDITIONS
from tuopin.policy.states.figures import FIGURES
from tuopin.procedure.states import procedures
wrong = []
for name in rules():
    for e in rule_named(name).examples:
        judged = rule_named(name).judge(e.facts)
        got = {n: c.holds[0] for n, c in judged.findings.items()}
        if any(got[n] != answer for n, answer in e.expect.items()) or judged.holds[0] != e.holds:
            wrong.append(f"{name}: {e.name} {got}")
for p in catalogue().values():
    for e in p.examples:
        judged = judge(p, facts_of_example(p, e))
        if ["unknown" if a is None else a for a in judged.holds.answers()] != e["entitled"]:
            wrong.append(f"{p.name}: {e['name']}")
        if "amounts" in e and [f"{fen / 100:g}" for fen in judged.due.numbers()] != e["amounts"]:
            wrong.append(f"{p.name}: {e['name']} {judged.due.numbers()}")
examples = sum(len(rule.examples) for rule in rules().values()) + sum(len(p.examples) for p in catalogue().values())
exit_ = procedures()["household-exit"]
lists = [rule.numbers for rule in rules().values()]
for name in ("policy.rulebook.watch_risk.rule", "policy.rulebook.watch_care.rule", "policy.rulebook.watch_removal.rule", "policy.rulebook.left_out.rule", "policy.rulebook.doubtful_household.rule",
             "policy.rulebook.doubtful_member.rule", "policy.rulebook.monitoring_terms", "policy.rulebook.early_exit_reward", "policy.rulebook.across_years", "policy.rulebook.across_households",
             "ledger.rulebook.lateness"):
    lists.append(import_module("tuopin." + name).NUMBERS)
from tuopin.assistance.states.numbers import numbers
told = {f"{each.rule} {n.name}": f"{n.document} {n.article} {n.note} {n.unit} {n.value}" for each in (*lists, numbers()) for n in each.entries}
print(json.dumps({
    "rules": list(rules()), "numbers": told, "sources": sorted({each.document for each in lists}), "shown": [e.name for rule in rules().values() for e in rule.examples],
    "divided": [n.name for each in lists for n in each.entries if n.divisions != ("000000000000",)],
    "pack": keep_pack().name, "wrong": wrong, "examples": examples, "conditions": list(CONDITIONS), "policies": sorted(catalogue()), "version": version(),
    "figures": [n for n in FIGURES if n.startswith("fails_")], "steps": [s.title for s in exit_.editions[-1].steps], "titles": dict(pack().titles),
    "chinese": sorted(f"{name}: {text}" for name, p in procedures().items() for e in p.editions for text in (
        p.title, e.document, e.article, e.note, *(s.title for s in e.steps), *(s.notice.place for s in e.steps if s.notice),
        *(r.title for s in e.steps for r in (*s.evidence, *s.closing)), *(r.title for r in (e.objection.evidence if e.objection else ()))
    ) if any("\u3000" <= letter <= "\u9fff" for letter in text)),
    "number": str(rule_named("poverty-line").numbers.entries[0].value),
}))
"""


def in_a_system_of(folder, name, code=ASKED):
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"TUOPIN_HOME": str(folder), "TUOPIN_PACK": name}, capture_output=True, text=True, check=False,
    )


@pytest.fixture(scope="module")
def graduation(tmp_path_factory):
    done = in_a_system_of(tmp_path_factory.mktemp("home"), "graduation")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_example_of_the_other_pack_comes_out(graduation):
    assert graduation["pack"] == "graduation" and graduation["wrong"] == [] and graduation["examples"] >= 15


def test_its_criteria_policies_steps_titles_and_numbers_stand_in_place_of_chinas(graduation):
    assert graduation["conditions"] == [
        "income_above_line", "two_meals", "savings_group", "children_in_school", "sound_roof", "latrine", "clean_water",
    ]
    assert graduation["figures"] == [f"fails_{name}" for name in graduation["conditions"]]
    assert graduation["policies"] == ["asset-transfer", "coaching", "consumption-support", "latrine", "savings-group"]
    assert graduation["steps"][0] == "The savings group ranks and agrees" and len(graduation["steps"]) == 5
    assert graduation["titles"]["clerk"] == "Coach" and graduation["number"] == "3000"


def test_every_procedure_of_the_life_of_a_household_speaks_the_packs_own_words(graduation):
    assert graduation["chinese"] == []


def test_every_number_of_every_rule_is_the_programmes_own_with_its_source(graduation):
    """None of it is said of China, in Chinese, or of China's places; and a rule that is not the programme's is not asked."""
    assert graduation["rules"] == ["poverty-line", "household-exit", "household-identification", "village-exit", "county-exit"]
    chinese = re.compile("[\u3000-\u9fff]|CPC|State Council|China")
    assert len(graduation["numbers"]) > 70 and not {name: text for name, text in graduation["numbers"].items() if chinese.search(text)}
    assert graduation["sources"] == ["Programme charter (example)"] and graduation["divided"] == []
    assert not [text for text in graduation["shown"] if chinese.search(text) or "estern" in text]


def test_the_version_of_the_rules_is_another_one(graduation):
    from tuopin.policy.rulebook import version

    assert graduation["version"] != version()


def test_a_system_stays_with_the_pack_it_was_set_up_with(tmp_path):
    keep = "from tuopin.kernel.pack import keep_pack; print(keep_pack().name)"
    assert in_a_system_of(tmp_path, "graduation", keep).stdout.strip() == "graduation"
    assert in_a_system_of(tmp_path, "", keep).stdout.strip() == "graduation"
    refused = in_a_system_of(tmp_path, "china", keep)
    assert refused.returncode != 0 and "other-pack" in refused.stderr


@pytest.mark.parametrize("name", ["atlantis", "../china", "."])
def test_a_pack_that_is_none_is_refused(tmp_path, name):
    refused = in_a_system_of(tmp_path, name, "from tuopin.kernel.pack import pack; pack()")
    assert refused.returncode != 0 and "no-such-pack" in refused.stderr
