"""What is done with one county of an edition, on whatever machine it is done: judged, counted. Pure functions of its facts."""

from __future__ import annotations

from tuopin.engine.roll_up import Totals
from tuopin.engine.tables import Facts, Table
from tuopin.policy.rulebook import rule_named
from tuopin.policy.states.rolling import figures_by_village
from tuopin.policy.states.standings import RECORDED, VILLAGES, standings_of
from tuopin.snapshots.reading import Edition, wanted_of

EXIT = "household-exit"


def columns_of_figures() -> dict[str, list[str]]:
    """The columns of an edition that the key figures are counted from."""
    return wanted_of(rule_named(EXIT).tables, *RECORDED)


def villages_of(edition: Edition, area: str | None = None) -> Table:
    """The villages of an edition with the columns that figures are counted from."""
    return edition.areas("villages", [field.name for field in VILLAGES], area, every=True).villages


def figures_of_county(villages: Table, county: str, facts: Facts) -> Totals:
    """Every key figure of each village of the county; `villages` are those of the whole edition."""
    standings = standings_of(facts, rule_named(EXIT).judge(facts))
    return figures_by_village(standings, villages.between("area_code", int(county), int(county) + 10**6))


def verdicts_of_county(rule: str, county: str, facts: Facts) -> dict:
    """The verdict of each household of the county with every reason, in the order of the edition; see `Judgement.rows`."""
    return rule_named(rule).judge(facts).rows()
