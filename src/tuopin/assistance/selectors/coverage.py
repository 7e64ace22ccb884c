"""村村有帮扶单位、家家有帮扶人: counted live from what holds on the day, village by village."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from tuopin.assistance.selectors.places import inside, ranges_asked
from tuopin.assistance.states.numbers import whole
from tuopin.divisions.selectors import merged_away
from tuopin.people.selectors import Actor
from tuopin.scope.selectors import rows_of

REGISTERED = """coalesce((SELECT s.kind FROM registry_statusevent s WHERE s.household_id = h.id AND s."on" <= %(on)s
    ORDER BY s."on" DESC, s.id DESC LIMIT 1), 'removed') <> 'removed'"""
RUNS = "{t}.starts_on <= %(on)s AND ({t}.ends_on IS NULL OR {t}.ends_on > %(on)s)"
VILLAGES = f"""
WITH forms AS (
    SELECT DISTINCT ON (f.village_code) f.village_code AS code, f.poor_village, f.year FROM registry_villageform f
    WHERE f.superseded_at IS NULL AND f.year <= extract(year FROM %(on)s::date) AND {inside("f.village_code")} ORDER BY f.village_code, f.year DESC),
homes AS (
    SELECT h.village_code AS code, count(*) AS households,
        count(*) FILTER (WHERE EXISTS (SELECT FROM registry_pairing p WHERE p.household_id = h.id AND {RUNS.format(t="p")})) AS paired
    FROM registry_household h WHERE {inside("h.village_code")} AND {REGISTERED} GROUP BY 1),
units AS (
    SELECT r.place_code AS code, count(*) AS units FROM assistance_relation r
    WHERE r.kind = 'team' AND {inside("r.place_code")} AND {RUNS.format(t="r")} GROUP BY 1),
teams AS (
    SELECT t.village_code AS code, min(t.id) AS team FROM assistance_team t WHERE {inside("t.village_code")} AND {RUNS.format(t="t")} GROUP BY 1),
members AS (
    SELECT p.village_code AS code, count(DISTINCT p.helper_id) AS members, count(*) FILTER (WHERE p.first_secretary) AS firsts
    FROM registry_posting p WHERE {inside("p.village_code")} AND {RUNS.format(t="p")} GROUP BY 1)
SELECT code, f.poor_village, coalesce(h.households, 0), coalesce(h.paired, 0), coalesce(u.units, 0), t.team, coalesce(m.members, 0), coalesce(m.firsts, 0), coalesce(f.year, 0)
FROM forms f FULL JOIN homes h USING (code) LEFT JOIN units u USING (code) LEFT JOIN teams t USING (code) LEFT JOIN members m USING (code) ORDER BY 1
"""
CADRES = f"""
SELECT count(*), count(*) FILTER (WHERE carried > %(most)s), coalesce(sum(carried), 0) FROM (
    SELECT p.helper_id, count(DISTINCT p.household_id) AS carried FROM registry_pairing p JOIN registry_household h ON h.id = p.household_id
    WHERE {inside("h.village_code")} AND {RUNS.format(t="p")} AND {REGISTERED} GROUP BY 1) carried
"""


@dataclass(frozen=True)
class VillageCovered:
    """What of a village is covered on the day."""

    code: str
    poor: bool | None
    households: int
    paired: int
    units: int
    team: int | None
    members: int
    first_secretaries: int
    year: int = 0  # of its form

    @property
    def wants_team(self) -> bool:
        """Every poor village has a resident team; of an unknown one it is not yet said."""
        return self.poor is True


@dataclass(frozen=True)
class Coverage:
    """How far a place is covered on a day: every figure with the rows behind it in `gaps`."""

    villages: list[VillageCovered]
    cadres: int  # helpers with at least one household here
    overloaded: int
    pairs: int
    team_least: int

    @property
    def households(self) -> int:
        return sum(v.households for v in self.villages)

    @property
    def paired(self) -> int:
        return sum(v.paired for v in self.villages)

    @property
    def with_unit(self) -> int:
        return sum(v.units > 0 for v in self.villages)

    @property
    def poor(self) -> list[VillageCovered]:
        return [v for v in self.villages if v.wants_team]

    @property
    def with_team(self) -> int:
        return sum(v.team is not None for v in self.poor)

    @property
    def teams(self) -> list[VillageCovered]:
        return [v for v in self.villages if v.team is not None]

    @property
    def members(self) -> int:
        return sum(v.members for v in self.teams)

    @property
    def small_teams(self) -> int:
        return sum(v.members < self.team_least for v in self.teams)

    @property
    def first_secretaries(self) -> int:
        return sum(v.first_secretaries for v in self.villages)

    @property
    def twice(self) -> int:
        return sum(v.first_secretaries > 1 for v in self.villages)

    @property
    def households_per_cadre(self) -> Fraction | None:
        """Paired households for each cadre, exactly."""
        return Fraction(self.pairs, self.cadres) if self.cadres else None

    @property
    def complete(self) -> bool:
        """Every village has its unit and every household its helper."""
        return self.with_unit == len(self.villages) and self.paired == self.households


def coverage(actor: Actor, area: str, *, on: date) -> Coverage:
    """How far the asker's part of the place is covered on the day. Raises NotFound outside."""
    asked = {"on": on, **ranges_asked(actor, area)}
    villages = _standing([VillageCovered(*row) for row in rows_of(VILLAGES, asked, planned=False)], on)
    (cadres, overloaded, pairs), = rows_of(CADRES, asked | {"most": whole("households_most", on, area)}, planned=False)
    return Coverage(villages, cadres, overloaded, int(pairs), whole("team_least", on, area))


def _standing(villages: list[VillageCovered], on: date) -> list[VillageCovered]:
    """The villages that stand on the day, each with what is still on record under those that went into it; poor as its own form says, or theirs where it is older."""
    rows = {village.code: village for village in villages}
    for code, hops in merged_away(rows, on).items():
        (heir, _day), old = hops[-1], rows.pop(code)
        new = rows.get(heir, VillageCovered(heir, None, 0, 0, 0, None, 0, 0))
        newer = any(place == heir and new.year >= day.year for place, day in hops)
        rows[heir] = replace(
            new, poor=new.poor if newer or not old.poor else True, households=new.households + old.households, paired=new.paired + old.paired,
            units=new.units + old.units, team=old.team if new.team is None else new.team, members=new.members + old.members,
            first_secretaries=new.first_secretaries + old.first_secretaries)
    return [rows[code] for code in sorted(rows)]
