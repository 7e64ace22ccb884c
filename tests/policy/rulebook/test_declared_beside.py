"""What stands beside the answer of a condition that a pack declares in words: what was found and what was asked for, where one fact is asked."""

from pathlib import Path

import tuopin
from tuopin.policy.rulebook.declared import declared_rule

RULE = Path(tuopin.__file__).parent / "packs" / "graduation" / "rules" / "household_exit.toml"


def test_one_fact_asked_for_is_told_beside_the_answer_and_more_than_one_is_not():
    rule = declared_rule(RULE)
    told = set()
    for example in rule.examples:
        found = rule.find(example.facts)
        lines = {name: condition.line(name, 0) for name, condition in found.items()}
        for name, fact in (("two_meals", "food_enough"), ("savings_group", "cooperative"), ("latrine", "sanitary_toilet"), ("clean_water", "water_safe")):
            stated = example.stated["households"].get(fact)
            assert (lines[name]["value"], lines[name]["threshold"]) == (stated, True), (example.name, name)
            assert lines[name]["holds"] == stated, "a plain fact is its own answer"
            told.add(stated)
        grade = example.stated["households"].get("house_grade")
        assert (lines["sound_roof"]["value"], lines["sound_roof"]["threshold"]) == (grade, "A/B")
        assert (lines["children_in_school"]["value"], lines["children_in_school"]["threshold"]) == (None, None)
        assert lines["income_above_line"]["threshold"] is not None
    assert told >= {True, False}
