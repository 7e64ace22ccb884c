"""The basic services whose gaps are kept on record: schools, clinics, culture stations; without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Service:
    """One basic service: its name, the sector that sees to it, the yes-or-no of the village form that tells of it ("" = none)."""

    name: str
    title: str
    sector: str
    fact: str = ""

    @property
    def source(self) -> str:
        """What the ledger's tasks of its gaps name as what asked for them."""
        return f"service-gap:{self.name}"


SERVICES = {service.name: service for service in (
    Service("school", phrase("学校"), "education"), Service("clinic", phrase("卫生室"), "health", "clinic"), Service("culture", phrase("文化活动室"), "culture", "culture_room"),
)}
SOURCES = {service.source: service.name for service in SERVICES.values()}


def open_at_year_ends(gaps: Iterable[tuple[date, date | None]], years: Iterable[int]) -> dict[int, int]:
    """For each year how many gaps (found, closed or None) were open on its last day."""
    gaps = list(gaps)
    ends = {year: date(year, 12, 31) for year in years}
    return {year: sum(found <= end and (closed is None or closed > end) for found, closed in gaps) for year, end in ends.items()}
