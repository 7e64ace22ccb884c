"""What is missing, as lists: villages without unit or team, teams too small, households without helper, plan or visit, helpers with too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.assistance.selectors.coverage import REGISTERED, RUNS, coverage
from tuopin.assistance.selectors.first_secretaries import two_hats
from tuopin.assistance.selectors.places import inside, ranges_asked
from tuopin.assistance.states.numbers import whole
from tuopin.divisions.selectors import merged_away
from tuopin.kernel.areas import level_of
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.scope.selectors import rows_of

HEAD = """LEFT JOIN LATERAL (SELECT n.name FROM registry_memberform m JOIN registry_person n ON n.id = m.person_id
    WHERE m.household_id = h.id AND m.relation = 'head' AND m.superseded_at IS NULL ORDER BY m.year DESC LIMIT 1) head ON true"""
HOUSEHOLDS = f"""
SELECT h.number, h.village_code, coalesce(head.name, ''), {{more}} FROM registry_household h {HEAD} {{join}}
WHERE {inside("h.village_code")} AND {REGISTERED} AND {{gap}} ORDER BY h.village_code, h.number LIMIT %(limit)s OFFSET %(offset)s
"""
UNPAIRED = HOUSEHOLDS.format(
    more="(SELECT max(p.ends_on) FROM registry_pairing p WHERE p.household_id = h.id)", join="",
    gap=f"NOT EXISTS (SELECT FROM registry_pairing p WHERE p.household_id = h.id AND {RUNS.format(t='p')})")
PLANLESS = HOUSEHOLDS.format(
    more="NULL::date", join="",
    gap="NOT EXISTS (SELECT FROM assistance_helpplan a WHERE a.household_id = h.id AND a.year = extract(year FROM %(on)s::date))")
IDLE = HOUSEHOLDS.format(
    more="last.day", join='LEFT JOIN LATERAL (SELECT max(v."on") AS day FROM assistance_visit v WHERE v.household_id = h.id AND v."on" <= %(on)s) last ON true',
    gap="(last.day IS NULL OR last.day < %(idle)s)")
OVERLOADED = f"""
SELECT r.area_code || '/' || r.number, r.area_code, r.name, NULL::date, count(DISTINCT p.household_id), r.id FROM registry_pairing p
JOIN registry_household h ON h.id = p.household_id JOIN registry_helper r ON r.id = p.helper_id
WHERE {inside("h.village_code")} AND {RUNS.format(t="p")} AND {REGISTERED} GROUP BY r.id, r.area_code, r.number, r.name
HAVING count(DISTINCT p.household_id) > %(most)s ORDER BY 5 DESC, 1 LIMIT %(limit)s OFFSET %(offset)s
"""
VILLAGE = 5
COUNT = "SELECT count(*) FROM ({rows}) gap"
LED = f"""
SELECT code, EXISTS (SELECT FROM assistance_appointment a WHERE a.place_code = code AND a.post = 'secretary' AND {RUNS.format(t="a")})
FROM (SELECT DISTINCT village_code AS code FROM registry_villageform WHERE superseded_at IS NULL AND year <= extract(year FROM %(on)s::date)
    UNION SELECT a.place_code FROM assistance_appointment a WHERE a.post = 'secretary' AND a.starts_on <= %(on)s) places WHERE {inside("code")} ORDER BY 1
"""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: a household, a village or a helper, with since when or how much."""

    kind: str  # household | village | helper
    key: str  # number, code, or row
    place: str
    name: str = ""
    since: date | None = None
    count: int | None = None
    row: int | None = None


GAPS = {  # name: what the list is called
    "unit": phrase("没有帮扶单位的村"), "team": phrase("没有驻村工作队的贫困村"), "small": phrase("队员不足的工作队"),
    "twice": phrase("有两名以上第一书记的村"), "hats": phrase("第一书记与村主要负责人疑为一人的村"), "vacant": phrase("党组织书记空缺的村"), "unpaired": phrase("没有帮扶责任人的户"), "overload": phrase("结对户数超过上限的帮扶责任人"),
    "plan": phrase("没有本年度帮扶计划的户"), "idle": phrase("帮扶台账空白过久的户"),
}
OF_HOUSEHOLDS = {"unpaired": UNPAIRED, "plan": PLANLESS, "idle": IDLE}


def gaps(actor: Actor, area: str, kind: str, *, on: date, limit: int | None = None, offset: int = 0) -> list[Gap]:
    """The rows of one kind of gap in the asker's part of the place, in order of places. Raises NotFound outside."""
    asked = _asked(actor, area, on) | {"limit": limit, "offset": offset}
    if kind in OF_HOUSEHOLDS:
        return [Gap("household", number, village, name, since) for number, village, name, since in rows_of(OF_HOUSEHOLDS[kind], asked, planned=False)]
    if kind == "overload":
        return [Gap("helper", key, place, name, since, count, row) for key, place, name, since, count, row in rows_of(OVERLOADED, asked, planned=False)]
    if kind == "vacant":
        found = _vacant(asked, on)
    elif kind == "hats":
        found = [Gap("village", code, code) for code in two_hats(asked)]
    else:
        found = _villages(actor, area, kind, on)
    return found[offset:None if limit is None else offset + limit]


class GapPages:
    """The rows of one kind of gap for a pager: counted in the database, and read a page at a time."""

    def __init__(self, actor: Actor, area: str, kind: str, on: date) -> None:
        self.actor, self.area, self.kind, self.on = actor, area, kind, on

    def __len__(self) -> int:
        statement = (OF_HOUSEHOLDS | {"overload": OVERLOADED})[self.kind]
        [(count,)] = rows_of(COUNT.format(rows=statement), _asked(self.actor, self.area, self.on) | {"limit": None, "offset": 0}, planned=False)
        return count

    def __getitem__(self, rows: slice) -> list[Gap]:
        return gaps(self.actor, self.area, self.kind, on=self.on, limit=rows.stop - rows.start, offset=rows.start)


def gap_pages(actor: Actor, area: str, kind: str, *, on: date) -> Sequence[Gap] | GapPages:
    """The rows of one kind of gap as a pager wants them: those of households and helpers, which may be many thousands, a page at a time."""
    return GapPages(actor, area, kind, on) if kind in OF_HOUSEHOLDS or kind == "overload" else gaps(actor, area, kind, on=on)


def _asked(actor: Actor, area: str, on: date) -> dict:
    return {
        "on": on, "most": whole("households_most", on, area), "idle": on - timedelta(days=whole("ledger_idle_days", on, area)), **ranges_asked(actor, area),
    }


def _vacant(asked: dict, on: date) -> list[Gap]:
    """The villages that stand on the day without a secretary: one that went into another wants none, and its own leads the other no more."""
    led = dict(rows_of(LED, asked, planned=False))
    gone = merged_away(led, on)
    standing = {code for code in led if code not in gone and level_of(code) == VILLAGE} | {hops[-1][0] for hops in gone.values()}
    return [Gap("village", code, code) for code in sorted(standing) if not led.get(code)]


def _villages(actor: Actor, area: str, kind: str, on: date) -> list[Gap]:
    found = coverage(actor, area, on=on)
    kept = {
        "unit": lambda v: v.units == 0, "team": lambda v: v.wants_team and v.team is None,
        "small": lambda v: v.team is not None and v.members < found.team_least, "twice": lambda v: v.first_secretaries > 1,
    }[kind]
    return [Gap("village", v.code, v.code, count={"small": v.members, "twice": v.first_secretaries}.get(kind)) for v in found.villages if kept(v)]
