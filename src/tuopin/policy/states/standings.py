"""How each household stands, as columns: what its facts and the household exit come to. Key figures are counted from these alone.

The register keeps them in its table of standings and an edition has them made as it is read; both come from here.
"""

from __future__ import annotations

from tuopin.engine.columns import Quantity
from tuopin.engine.findings import Condition
from tuopin.engine.judgement import Judgement
from tuopin.engine.tables import Facts, Table, code, codes, count, flag
from tuopin.kernel.codelists import code_list
from tuopin.policy.states.conditions import NAMES

NEAR_PERCENT = 3  # "just above the line": over it by less than this
STATUSES = ("poor", "pre_exit", "exited", "returned")
RECORDED = ("status", "main_cause", "house_grade", "water_safe", "helped", "doubts")  # as the register has them
STANDINGS = (
    count("village_code"), code("status", *STATUSES, "removed"), count("persons"), count("net_fen"), count("short_fen"),
    flag("may_exit"), codes("failed", *NAMES), codes("unknown", *NAMES), flag("near_line"), code("house_grade", "A", "B", "C", "D"),
    flag("water_safe"), code("main_cause", *code_list("cause").values), flag("helped"), count("school_age"), count("school_out"),
    count("uninsured"), count("doubts"),
)
VILLAGES = (count("area_code"), count("persons"), count("households"), flag("poor_village"), count("team"), count("first_secretaries"))


def standings_of(facts: Facts, judged: Judgement) -> Table:
    """The columns of STANDINGS for each household judged by household-exit, with those of RECORDED that the facts hold.

    Money is in whole fen: `net_fen` the net income, `short_fen` what is missing up to the line (0 for who reaches it), both
    unknown where the income is. `school_out` and `uninsured` count members the condition fails for: at least one where it fails.
    """
    income, schooling = judged.findings["income_above_line"], judged.findings.get("compulsory_education")
    households, line, net = facts.households, income.threshold, income.value
    columns = {
        "net_fen": net, "short_fen": (line - net).at_least(0), "near_line": (net >= line) & (net * 100 < line * (100 + NEAR_PERCENT)),
        "village_code": households.village_code, "persons": facts.members.per_owner, "may_exit": judged.holds,
        "failed": judged.failed_sets, "unknown": judged.unknown_sets, "school_out": _short_by(schooling, facts),
        "uninsured": _short_by(judged.findings.get("basic_medical_care"), facts),
        "school_age": schooling.threshold.or_nothing() if schooling and schooling.value is not None else facts.members.per_owner * 0,
    }
    columns |= {name: getattr(households, name) for name in RECORDED if name in households}
    return Table("standings", len(households), columns)


def _short_by(condition: Condition | None, facts: Facts) -> Quantity:
    """For each household how many members the condition fails for; at least one where it fails and others are not known."""
    if condition is None:  # the pack does not ask for it
        return facts.members.per_owner * 0
    fails = ~condition.holds
    if condition.value is None:  # no number in force: nothing is known to fail
        return Quantity.of([0] * len(fails))
    return (condition.threshold - condition.value).or_nothing().at_least(1).if_yes(fails)
