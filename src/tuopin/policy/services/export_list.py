"""Writes a filtered list of households to a file, with what it is for on record; personal numbers are masked unless asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.selectors.households import household_rows
from tuopin.policy.states.filters import query_of
from tuopin.procedure.models import Case
from tuopin.procedure.services import ask_agreement
from tuopin.registry.services.export_households import WITH_NUMBERS, Exported, spend_for_numbers, write_households
from tuopin.trail.services import record


@dataclass(frozen=True)
class ListAsked:
    """A list of households: of which area and year, filtered and sorted how, with whole personal numbers or masked ones."""

    area: str
    year: int
    filters: dict = field(default_factory=dict)
    sort: str = "place"
    with_numbers: bool = False

    @property
    def exactly(self) -> str:
        """What another person agrees to when the list is to go out with whole numbers."""
        return repr((self.area, self.year, query_of(self.filters)))


def ask_for_numbers(*, asked: ListAsked, purpose: str, actor: Actor) -> Case:
    """Ask another person to agree that this list goes out with whole numbers; raises NotFound, Forbidden, Refusal without a purpose."""
    actor.require("export", asked.area)
    actor.require("reveal", asked.area)
    return ask_agreement(what=WITH_NUMBERS, about=asked.exactly, area_code=asked.area, note=purpose, actor=actor)


def export_list(*, asked: ListAsked, path: Path, purpose: str, actor: Actor, on: date) -> Exported:
    """Write the households of the list that the asker may export to `path` (.xlsx, .csv or .zip).

    Raises NotFound or Forbidden without the act `export` (with whole numbers also `reveal`) there, Refusal when the purpose is missing or,
    for whole numbers, nobody else has agreed.
    """
    if not purpose.strip():
        raise Refusal("purpose-missing", phrase("没有填写导出用途。"), phrase("请写明用途,例如“2018年度退出公示”。"))
    if asked.with_numbers:
        spend_for_numbers(about=asked.exactly, area_code=asked.area, actor=actor)
    rows = household_rows(actor, area=asked.area, year=asked.year, filters=asked.filters, sort=asked.sort)
    exported = write_households(
        numbers=(row.number for row in rows), year=asked.year, path=path, actor=actor, with_numbers=asked.with_numbers
    )
    record(
        area_code=asked.area, verb="export", subject=f"area:{asked.area}", actor=actor, on=on, basis=purpose.strip()[:300],
        year=asked.year, filters=[name for name, _value in query_of(asked.filters)], rows=exported.rows,
        households=exported.households, with_numbers=asked.with_numbers,
    )
    return exported
