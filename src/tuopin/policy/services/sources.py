"""Where facts to be judged come from: the living register within the asker's areas, or a yearly edition on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from tuopin.divisions.selectors import names_of
from tuopin.engine.rules import Rule
from tuopin.engine.tables import Facts
from tuopin.kernel.areas import depth_of, subtree
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.states.pieces import HOUSEHOLDS, Piece, piece_of, piece_of_edition, tallies_work
from tuopin.registry import extract
from tuopin.snapshots.pseudonyms import read_shown
from tuopin.snapshots.reading import Edition, unknown_area, wanted_of
from tuopin.snapshots.spreading import Engine, Local

COUNTY = 3


class Source(Protocol):
    """What a judgement asks of a source of facts."""

    @property
    def home(self) -> str:
        """The place that is meant when none is named."""

    @property
    def made_with(self) -> str:
        """The version of the rules by which what it holds was judged when it was made; "" where it is judged now."""

    def pieces(self, rule: Rule, level: int, area: str, on: date, given: dict[str, int]) -> Iterator[Piece]:
        """What an area comes to by the rule, judged and counted at the level a county (or less) at a time."""

    def household(self, rule: Rule, number: str, on: date, area: str | None) -> Facts:
        """The facts of one household; raises NotFound."""

    def names(self, codes: Iterable[str], on: date) -> dict[str, str]:
        """The names of places on the day, by code."""


@dataclass(frozen=True)
class Register:
    """The database, within the areas of the asker."""

    actor: Actor

    @property
    def home(self) -> str:
        return self.actor.home

    @property
    def made_with(self) -> str:
        return ""

    def pieces(self, rule: Rule, level: int, area: str, on: date, given: dict[str, int]) -> Iterator[Piece]:
        return (piece_of(rule.name, level, bool(given), facts) for facts in self._facts(rule, area, on, given))

    def _facts(self, rule: Rule, area: str, on: date, given: dict[str, int]) -> Iterator[Facts]:
        if rule.unit == "county":
            yield extract.county_facts(self.actor, area=area, on=on, given=given)
        elif rule.unit == "village":
            yield extract.village_facts(self.actor, area=area, on=on)
        else:
            whole = depth_of(area) >= COUNTY
            for piece in [area] if whole else extract.counties_registered(self.actor, area=area, on=on):
                yield extract.household_facts(self.actor, area=piece, on=on)

    def household(self, rule: Rule, number: str, on: date, area: str | None) -> Facts:
        return extract.one_household_facts(self.actor, number=number, on=on)

    def names(self, codes: Iterable[str], on: date) -> dict[str, str]:
        return names_of(codes, on)


@dataclass(frozen=True)
class FromEdition:
    """A yearly edition: its files alone, no database. Households are known by their pseudonyms."""

    edition: Edition
    engine: Engine = field(default_factory=Local)

    @classmethod
    def open(cls, folder: Path, on: date | None, engine: Engine | None = None) -> FromEdition:
        """The edition in a folder, to be judged for a day of its year. Raises Damaged, or Refusal for a day of another year."""
        edition = Edition(folder)
        if on and on.year != edition.day.year:
            raise Refusal(
                "day-of-another-year", phrase("评判日期 {on} 不在 {year} 年内。"), phrase("请选择该年度内的日期。"), on=on.isoformat(), year=edition.day.year
            )
        return cls(edition, engine or Local())

    @property
    def home(self) -> str:
        return self.edition.manifest.about.division

    @property
    def made_with(self) -> str:
        return self.edition.manifest.about.rulebook

    def pieces(self, rule: Rule, level: int, area: str, on: date, given: dict[str, int]) -> Iterator[Piece]:
        self._require(area)
        if rule.unit == "household":
            if level != HOUSEHOLDS and not given:
                work, wanted = tallies_work(rule.name, level), wanted_of(rule.tables, "village_code")
            else:
                work, wanted = partial(piece_of_edition, rule.name, level, bool(given)), wanted_of(rule.tables, "household_id", "village_code")
            return (piece for _, piece in self.engine.over_counties(self.edition, wanted, work, area=area, on=on))
        table = "villages" if rule.unit == "village" else "counties"
        facts = self.edition.areas(table, [f.name for f in rule.tables[table]], area, on=on, given=given)
        return iter([piece_of(rule.name, level, bool(given), facts)])

    def household(self, rule: Rule, number: str, on: date, area: str | None) -> Facts:
        if area:
            self._require(area)
        pseudonym = read_shown(number)
        facts = None if pseudonym is None else self.edition.household(pseudonym, wanted_of(rule.tables), area, on=on)
        if facts is None:
            raise NotFound(
                "no-such-household", phrase("这份年度数据中没有代号为 {number} 的户。"),
                phrase("年度数据只有代号:请用 tuopin snapshot pseudonym 户编号 查询。"), number=number,
            )
        return facts

    def names(self, codes: Iterable[str], on: date) -> dict[str, str]:
        return self.edition.names_of(codes)

    def _require(self, area: str) -> None:
        """Raise Refusal for a place that neither lies in the edition nor holds it."""
        low, high = subtree(area)
        mine = subtree(self.home)
        if high <= mine[0] or low >= mine[1]:
            raise unknown_area(area)
