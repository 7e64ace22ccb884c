"""Whether a household is in need of being registered: its income lies under the line, or one of the guarantees is not met.

It is the opposite of the standard for leaving the register, so that nobody can be on both sides at once. One condition that is
known to fail is enough; where none fails and one is not known, the answer is unknown, and the household is looked at again.
"""

from __future__ import annotations

from tuopin.engine.columns import how_many
from tuopin.engine.findings import Condition, Findings
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts
from tuopin.engine.truth import any_of
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.household_exit import rule as household_exit

QUESTION = phrase("这户是否符合贫困户识别标准?")
UNIT = "household"
CONDITIONS = {"below_standard": phrase("收入低于扶贫标准,或两不愁三保障有一项未达到")}
TABLES = household_exit.TABLES
NUMBERS = read_numbers(__file__)


def judge(facts: Facts) -> Findings:
    lacking = [~condition.holds for condition in household_exit.judge(facts).values()]
    least = NUMBERS.on(facts.on).of_nation("least_lacking")
    return {"below_standard": Condition(any_of(*lacking), how_many(*lacking), least.value if least else None, phrase("项未达标"), least)}
