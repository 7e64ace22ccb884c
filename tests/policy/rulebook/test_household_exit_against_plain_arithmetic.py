"""The household exit, run over random households at once, against the same questions asked one by one in plain Python."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tuopin.engine.tables import Facts, Grouped, Table
from tuopin.kernel.days import age_on
from tuopin.policy.rulebook import rule_named
from tuopin.policy.rulebook.poverty_line.rule import INCOME_LINES, PROPERTY, TRANSFER
from tuopin.policy.rulebook.two_assurances_three_guarantees.rule import NOT_SCHOOL, SCHOOL

ON = date(2018, 12, 31)
LINE_FEN = 299500
TRI = st.sampled_from((True, False, None))
HEALTH = ("healthy", "chronic", "serious", "disabled")
MEMBER = st.fixed_dictionaries({
    "born_on": st.one_of(st.none(), st.dates(date(2002, 12, 25), date(2003, 1, 5)), st.dates(date(2012, 12, 25), date(2013, 1, 5)),
                         st.dates(date(1930, 1, 1), ON)),
    "student": st.sampled_from((None, *NOT_SCHOOL, *SCHOOL)),
    "dropout_reason": st.sampled_from((None, "ill", "disabled", "averse", "other")),
    "education": st.sampled_from((None, "illiterate", "primary", "junior")),
    "health": st.one_of(st.none(), st.lists(st.sampled_from(HEALTH), min_size=1, max_size=2, unique=True).map(",".join)),
    "resident_medical": TRI, "employee_medical": TRI,
})
AMOUNT = st.one_of(st.none(), st.integers(0, 2_000_000), st.just(LINE_FEN), st.just(LINE_FEN * 2))
INCOME = st.fixed_dictionaries(
    {"wage": AMOUNT, "business_income": AMOUNT, "business_expense": AMOUNT},
    optional={name: AMOUNT for name in INCOME_LINES if name not in ("wage", "business_income", "business_expense")},
)
HOUSEHOLD = st.tuples(INCOME, st.fixed_dictionaries({
    "food_enough": TRI, "clothing_enough": TRI, "water_safe": TRI, "house_grade": st.sampled_from((None, "A", "B", "C", "D")),
}), st.lists(MEMBER, max_size=5))


def net_of(income):
    needed = [income["wage"], income["business_income"], income["business_expense"]]
    if None in income.values() or None in needed or not any(p in income for p in PROPERTY) or not any(t in income for t in TRANSFER):
        return None
    return sum(-fen if line == "business_expense" else fen for line, fen in income.items())


def every(answers):
    return None if not answers else False if False in answers else None if None in answers else True


def some(*answers):
    return True if True in answers else None if None in answers else False


def schooling_of(m):
    said_otherwise = False if m["education"] or m["dropout_reason"] else None
    in_school = said_otherwise if m["student"] is None else m["student"] in SCHOOL
    ill = None if m["health"] is None else bool({"serious", "disabled"} & set(m["health"].split(",")))
    of_age = None if m["born_on"] is None else 6 <= age_on(m["born_on"], ON) < 16
    return some(None if of_age is None else not of_age, in_school, m["dropout_reason"] in ("ill", "disabled"), ill)


def insurance_of(m):
    return some(m["resident_medical"], m["employee_medical"] or False)


def plain_verdict(income, form, members):
    net = net_of(income)
    return {
        "income_above_line": None if net is None or not members else net >= LINE_FEN * len(members),
        "food": form["food_enough"], "clothing": form["clothing_enough"],
        "compulsory_education": every([schooling_of(m) for m in members]),
        "basic_medical_care": every([insurance_of(m) for m in members]),
        "safe_housing": None if form["house_grade"] is None else form["house_grade"] in "AB",
        "safe_water": form["water_safe"],
    }


@settings(max_examples=200)
@given(st.lists(HOUSEHOLD, min_size=1, max_size=8))
def test_a_batch_is_judged_as_each_household_by_hand(households):
    rule = rule_named("household-exit")
    rows = [{"village_code": 431129210213, "standard": "national"} | income | form for income, form, _ in households]
    facts = Facts(ON, {
        "households": Table.of_rows("households", rule.tables["households"], rows),
        "members": Grouped.of_lists("members", rule.tables["members"], [members for *_, members in households]),
    })
    judged = rule.judge(facts)
    for n, household in enumerate(households):
        plain = plain_verdict(*household)
        assert {name: c.holds[n] for name, c in judged.findings.items()} == plain
        assert judged.holds[n] is every(list(plain.values()))
        assert judged.why_not(n) == [name if holds is False else f"{name}?" for name, holds in plain.items() if holds is not True]
    reasons = [";".join(judged.why_not(n)) for n in range(len(households))]
    assert judged.reasons() == reasons
    tally = judged.tally()
    assert tally["judged"] == len(households) == tally["holds"] + tally["fails"] + tally["unknown"]
    assert tally["failed_by"]["food"] == sum(form["food_enough"] is False for _, form, _ in households)
