"""The sum of income that a page shows is the one the rule judges by, whatever is recorded, unknown or never asked."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuopin.engine.tables import Table
from tuopin.kernel.money import to_fen, to_yuan
from tuopin.policy.rulebook.poverty_line import rule
from tuopin.registry.selectors import income

AMOUNT = st.one_of(st.none(), st.integers(0, 2_000_000))


def test_the_page_and_the_rule_know_the_same_lines():
    assert set(income.LINES) == set(rule.INCOME_LINES)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine with others at work draws slowly
@given(st.dictionaries(st.sampled_from(rule.INCOME_LINES), AMOUNT))
def test_the_net_income_shown_is_the_net_income_judged(fen):
    row = {"village_code": 431129210213, "standard": "national"} | fen
    judged = rule.net_income(Table.of_rows("households", rule.TABLES["households"], [row]))[0]
    lines = {word: income.IncomeLine(None if n is None else to_yuan(n)) for word, n in fen.items()}
    shown = income.income_of(lines, {}, persons=3).net
    assert (None if shown is None else to_fen(shown)) == judged
