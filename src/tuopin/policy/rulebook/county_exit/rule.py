"""Whether a poor county meets the standard for leaving the list: four rates, any one of which is a veto.

The composite incidence counts the persons still registered as poor together with those whom the survey found wrongly
exited or left out; the simple incidence, kept apart and shown beside it, counts the registered alone. Rates are compared
as whole numbers. The counts of the survey come from the register of surveys or are given with the question; a rate may
also be given directly, and then stands before the one computed.
"""

from __future__ import annotations

from tuopin.engine.columns import Quantity
from tuopin.engine.findings import PERCENT_SCALE, Condition, Findings, PercentLimit, Ratio
from tuopin.engine.numbers import NumbersInForce, read_numbers
from tuopin.engine.tables import Facts, Table, count
from tuopin.kernel.words import phrase

QUESTION = phrase("这个贫困县是否达到退出(摘帽)标准?")
UNIT = "county"
CONDITIONS = {
    "composite_incidence": phrase("综合贫困发生率达标"),
    "false_exit_rate": phrase("错退率达标"),
    "omission_rate": phrase("漏评率达标"),
    "recognition_rate": phrase("群众认可度达标"),
}
RATES = ("composite_incidence", "false_exit_rate", "omission_rate", "recognition_rate")
COUNTS = (
    "poor_persons", "exited_persons", "agricultural_persons", "persons", "unregistered_persons", "exited_sampled", "exited_false",
    "unregistered_sampled", "unregistered_surveyed", "omitted", "asked", "recognising",
)
# A rate that is given is held in ten-thousandths of a percent.
TABLES = {"counties": (count("area_code"), *(count(name) for name in (*COUNTS, *RATES)))}
NUMBERS = read_numbers(__file__)
WHOLE = 100 * PERCENT_SCALE


def judge(facts: Facts) -> Findings:
    numbers, counties = NUMBERS.on(facts.on), facts.counties
    shares = {
        "composite_incidence": Ratio(_still_poor(counties, numbers), _first_recorded(counties, numbers, "incidence_base")),
        "false_exit_rate": Ratio(counties.exited_false, counties.exited_sampled),
        "omission_rate": Ratio(counties.omitted, _first_recorded(counties, numbers, "omission_base")),
        "recognition_rate": Ratio(counties.recognising, counties.asked),
    }
    return {name: _within_limit(counties, numbers, name, share) for name, share in shares.items()}


def measures(facts: Facts) -> dict[str, Ratio]:
    """What is shown beside the conditions and decides nothing: the simple incidence."""
    numbers, counties = NUMBERS.on(facts.on), facts.counties
    return {"incidence": Ratio(counties.poor_persons, _first_recorded(counties, numbers, "incidence_base"))}


def _within_limit(counties: Table, numbers: NumbersInForce, name: str, computed: Ratio) -> Condition:
    limit = numbers.for_each(f"{name}_limit", counties.area_code, scale=PERCENT_SCALE)
    given = getattr(counties, name)
    whole = Quantity.of([WHOLE] * len(counties)).only_where(given.is_known)
    share = Ratio(given.or_else(computed.numerator), whole.or_else(computed.denominator))
    holds = share.at_least(limit) if name == "recognition_rate" else share.at_most(limit)
    return Condition(holds, share, PercentLimit(limit), "%", limit)


def _still_poor(counties: Table, numbers: NumbersInForce) -> Quantity:
    """Registered and not exited, with the wrongly exited and the omitted: as found, or scaled up from the sample."""
    method = numbers.of_nation("composite_counts")
    if method and method.value == "extrapolated":
        false = (counties.exited_false * counties.exited_persons).shared_by(counties.exited_sampled)
        surveyed = _first_recorded(counties, numbers, "omission_base")
        omitted = (counties.omitted * counties.unregistered_persons).shared_by(surveyed)
        return counties.poor_persons + false + omitted
    return counties.poor_persons + counties.exited_false + counties.omitted


def _first_recorded(counties: Table, numbers: NumbersInForce, name: str) -> Quantity:
    wanted = numbers.of_nation(name)
    found = Quantity.of([None] * len(counties))
    for column in wanted.value if wanted else ():
        found = found.or_else(getattr(counties, column))
    return found
