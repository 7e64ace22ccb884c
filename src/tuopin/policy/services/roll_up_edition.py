"""All key figures of an edition at every level in one pass over its counties, without the database."""

from __future__ import annotations

from datetime import date

from tuopin.engine.roll_up import Totals
from tuopin.policy.states.county_work import figures_of_edition
from tuopin.policy.states.rolling import figures_by_level
from tuopin.snapshots.reading import Edition
from tuopin.snapshots.spreading import Engine, Local


def roll_up_edition(edition: Edition, *, area: str | None = None, on: date | None = None, engine: Engine | None = None) -> dict[int, Totals]:
    """Level (0 nation … 5 village) → the figures of its places. The same functions count the register's own figures."""
    return figures_by_level(figures_of_edition(edition, engine or Local(), area=area, on=on))
