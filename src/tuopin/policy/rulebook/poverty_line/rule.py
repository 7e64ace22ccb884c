"""Whether a household's net income reaches the poverty line of its place, its standard and the day.

Compared are totals: the net income of the household against the line times its persons, both in whole fen; a share per
head rounded for showing would decide wrongly on the line. The line itself passes (稳定超过 is read as "not below").

Net income is wages, plus business income less business expenditure, plus property, transfers and rewards. It is known only
when wages, both business lines, some property line and some transfer line are recorded and no recorded line is unknown.
"""

from __future__ import annotations

from tuopin.engine.columns import Quantity
from tuopin.engine.findings import Condition, Findings, Instead
from tuopin.engine.numbers import read_numbers
from tuopin.engine.tables import Facts, Table, code, count, money
from tuopin.engine.truth import any_of
from tuopin.kernel.words import phrase

QUESTION = phrase("这户的年纯收入是否达到所在地当年的贫困线?")
UNIT = "household"
CONDITIONS = {"income_above_line": phrase("人均纯收入达到扶贫标准")}

PROPERTY = ("property", "property_dividend", "property_land", "property_other")
TRANSFER = (
    "transfer", "transfer_family_planning", "transfer_subsistence", "transfer_five_guarantee", "transfer_pension",
    "transfer_ecology", "transfer_other",
)
INCOME_LINES = ("wage", "business_income", "business_expense", *PROPERTY, *TRANSFER, "reward")
TABLES = {
    "households": (
        count("village_code"), code("standard", "national", "provincial", "city"), *(money(line) for line in INCOME_LINES),
    ),
    "members": (),
}
NUMBERS = read_numbers(__file__)
FEN_A_YUAN = 100


def judge(facts: Facts) -> Findings:
    return {"income_above_line": income_above_line(facts)}


def income_above_line(facts: Facts) -> Condition:
    """Net income of the household (fen) not below the line × persons; without recorded members unknown, and the line shown a head."""
    households, persons = facts.households, facts.members.per_owner
    line = NUMBERS.on(facts.on).for_each("poverty_line", households.village_code, households.standard, FEN_A_YUAN)
    net, needed = net_income(households), (line * persons).only_where(persons > 0)
    a_head = Instead(~(persons > 0), line, phrase("元/人·年"))
    return Condition(net >= needed, net, needed, phrase("元"), line, money=True, instead=a_head)


def net_income(households: Table) -> Quantity:
    """The net income of each household in whole fen (纯收入)."""
    net = households.wage + households.business_income - households.business_expense
    for line in (*PROPERTY, *TRANSFER, "reward"):
        net = net + getattr(households, line).if_recorded()
    some_property = any_of(*(getattr(households, line).recorded for line in PROPERTY))
    some_transfer = any_of(*(getattr(households, line).recorded for line in TRANSFER))
    return net.only_where(some_property & some_transfer)
