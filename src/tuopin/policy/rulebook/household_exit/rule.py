"""Whether a household meets the standard for leaving the register: income over the line, and every guarantee.

It is the poverty line and the two assurances and three guarantees with drinking water, and nothing else; one condition
that fails is enough to stay, whatever the income. That the household agrees, the notice and the signatures are steps of
the procedure, not of this standard.
"""

from __future__ import annotations

from tuopin.engine.findings import Findings
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.poverty_line import rule as poverty_line
from tuopin.policy.rulebook.two_assurances_three_guarantees import rule as assurances

QUESTION = phrase("这户是否达到贫困户退出标准?")
UNIT = "household"
CONDITIONS = poverty_line.CONDITIONS | assurances.CONDITIONS
TABLES = {
    "households": poverty_line.TABLES["households"] + assurances.TABLES["households"],
    "members": assurances.TABLES["members"],
}
NUMBERS = read_numbers(__file__)


def judge(facts: Facts) -> Findings:
    return {**poverty_line.judge(facts), **assurances.judge(facts)}
