"""What is done with one county of an edition, on whatever machine it is done: judged, counted. Told as columns of its facts."""

from __future__ import annotations

from datetime import date
from functools import partial

from tuopin.engine.roll_up import Totals, together
from tuopin.engine.sweeps import BY_VILLAGE, ROWS, Kept, Made, Sweep
from tuopin.engine.tables import Facts, Table
from tuopin.policy.rulebook import rule_named
from tuopin.policy.states.rolling import OVER_HOUSEHOLDS, counted_over_households, with_figures_of_villages
from tuopin.policy.states.standings import RECORDED, VILLAGES, standings_of
from tuopin.snapshots.reading import Edition, wanted_of
from tuopin.snapshots.spreading import Engine

EXIT = "household-exit"


def columns_of_figures() -> dict[str, list[str]]:
    """The columns of an edition that the key figures are counted from."""
    return wanted_of(rule_named(EXIT).tables, *RECORDED)


def villages_of(edition: Edition, area: str | None = None) -> Table:
    """The villages of an edition with the columns that figures are counted from."""
    return edition.areas("villages", [field.name for field in VILLAGES], area, every=True).villages


def _counted(facts: Facts) -> Made:
    return counted_over_households(standings_of(facts, rule_named(EXIT).judge(facts)))


def verdicts_work(rule: str) -> Sweep:
    """The verdict of each household of a county with every reason, in the order of the edition; see `Judgement.rows`."""
    return Sweep(partial(_verdicts, rule), _as_kept, ROWS)


def _verdicts(rule: str, facts: Facts) -> Made:
    return rule_named(rule).judge(facts).rows()


def _as_kept(county: str, kept: Kept) -> Kept:
    return kept


figures_of_county = Sweep(_counted, _as_kept, BY_VILLAGE)  # the figures of households, of each village of the county


def figures_of_edition(edition: Edition, engine: Engine, *, area: str | None = None, on: date | None = None) -> Totals:
    """Every key figure of each village of an edition or of an area of it, those of the villages themselves among them."""
    counties = engine.over_counties(edition, columns_of_figures(), figures_of_county, area=area, on=on)
    return with_figures_of_villages(together((totals for _, totals in counties), tuple(OVER_HOUSEHOLDS)), villages_of(edition, area))
