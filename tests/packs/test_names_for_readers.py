"""What readers see of rules and policies has the names of the forms and of the pack: no name of a column, a parameter or a condition stands bare, in any pack."""

import json
import re
import tomllib

import pytest

from packs.test_graduation import in_a_system_of
from tuopin.benefits.states.catalogue import PolicyUnfit, read_policy
from tuopin.kernel.pack import PACKS
from tuopin.kernel.refusals import Refusal
from tuopin.policy.rulebook.declared import declared_rule

BARE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
READ = """
import json
import django
django.setup()
from django.utils import translation
from tuopin.benefits.states.catalogue import catalogue
from tuopin.benefits.views.catalogue import _read_out
from tuopin.benefits.views.words import numbers_said
from tuopin.policy.rulebook import rules
from tuopin.policy.states.conditions import NAMES
from tuopin.policy.views.rules import _example, number_title
from tuopin.web.pages.households import short_condition
from datetime import date
said = []
with translation.override("en"):
    for policy in catalogue().values():
        said += [_read_out(policy, sentence.text) for sentence in policy.target.values()] + [row[name] for row in numbers_said(policy, date(2018, 12, 31)) for name in ("title", "unit")]
    for rule in rules().values():
        said += [number_title(number) for number in rule.all_numbers()]
        for example in rule.examples:
            told = _example(rule, example)
            said += [str(name) for name, _value in told["unit"]] + [str(name) for _table, rows in told["rows"] for row in rows for name, _value in row]
    said += [short_condition(name) for name in NAMES]
print(json.dumps(said))
"""


@pytest.mark.parametrize("pack", ["china", "graduation"])
def test_no_column_parameter_or_condition_stands_bare_before_a_reader(pack, tmp_path):
    done = in_a_system_of(tmp_path, pack, READ)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    coded = re.compile(r'"[a-z_0-9]+"')  # the words of a code list, as the rule compares them
    assert not any("currency" in text for text in said)
    assert len(said) > 80 and not [text for text in said if not text or BARE.search(coded.sub("", text))]


def test_a_policy_or_rule_whose_number_has_no_title_is_not_gone_by(tmp_path):
    policy = (PACKS / "graduation" / "policies" / "asset-transfer.toml").read_text(encoding="utf-8")
    titled = re.compile(r'(\[\[numbers\.\w+\]\]\n)title = "[^"]+"\n')
    with pytest.raises(PolicyUnfit) as refused:
        read_policy(titled.sub(r"\1", policy), "asset-transfer")
    assert "numbers.working_from.title" in refused.value.params["fault"] and read_policy(policy, "asset-transfer").numbers.entries[0].title == "Lowest working age"
    rule = (PACKS / "graduation" / "rules" / "household_exit.toml").read_text(encoding="utf-8")
    (tmp_path / "rule.toml").write_text(titled.sub(r"\1", rule), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        declared_rule(tmp_path / "rule.toml")
    assert refused.value.params["names"] == ["school_from", "school_until"] and tomllib.loads(rule)["numbers"]["school_from"][0]["title"]
