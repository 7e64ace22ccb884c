"""The resident teams of a place, one team with its people, days and diary, and the team of a village on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from tuopin.assistance.models import DiaryEntry, DutyDay, DutyStation, Leave, Team
from tuopin.assistance.selectors.coverage import RUNS
from tuopin.assistance.selectors.exits import may_close_team
from tuopin.assistance.selectors.places import inside, ranges_asked
from tuopin.assistance.states.numbers import term_ends_on, whole
from tuopin.assistance.states.weeks import weeks_without_entry
from tuopin.kernel.days import covers
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Posting
from tuopin.scope.selectors import rows_of

TEAMS = f"""
SELECT t.id, t.village_code, coalesce(u.name, '') AS unit, t.starts_on, t.ends_on, s.name AS station, coalesce(m.members, 0) AS members,
    coalesce(m.leader, '') AS leader, coalesce(m.first, '') AS first, coalesce(d.days, 0) AS days, coalesce(d.nights, 0) AS nights,
    coalesce(w.entries, 0) AS entries, w.last AS last_entry
FROM assistance_team t LEFT JOIN assistance_unit u ON u.id = t.unit_id
LEFT JOIN LATERAL (SELECT s.name FROM assistance_dutystation s WHERE s.team_id = t.id ORDER BY s.starts_on DESC, s.id DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT count(DISTINCT p.helper_id) AS members, string_agg(r.name, '、' ORDER BY r.number) FILTER (WHERE p.team_leader) AS leader,
        string_agg(r.name, '、' ORDER BY r.number) FILTER (WHERE p.first_secretary) AS first
    FROM registry_posting p JOIN registry_helper r ON r.id = p.helper_id WHERE p.village_code = t.village_code AND {RUNS.format(t="p")}) m ON true
LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE d.kind = 'village') AS days, count(*) FILTER (WHERE d.night) AS nights FROM assistance_dutyday d
    WHERE d.village_code = t.village_code AND d."on" >= %(first)s AND d."on" <= %(on)s) d ON true
LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE w."on" >= %(first)s) AS entries, max(w."on") AS last FROM assistance_diaryentry w
    WHERE w.village_code = t.village_code AND w."on" <= %(on)s AND w.withdrawn_at IS NULL) w ON true
WHERE {inside("t.village_code")} AND (%(closed)s OR {RUNS.format(t="t")})
"""
LACKS = {"": "true", "small": "members < %(least)s", "no_leader": "leader = ''", "no_first_secretary": "first = ''", "no_diary": "entries = 0"}
FILTERS = tuple(filter(None, LACKS))
IN_ORDER = {lacks: f"SELECT * FROM ({TEAMS}) q WHERE {wanted} ORDER BY village_code, starts_on" for lacks, wanted in LACKS.items()}
BEHIND = {lacks: f"SELECT * FROM ({TEAMS}) q WHERE {wanted} AND id > %(after)s ORDER BY id LIMIT %(many)s" for lacks, wanted in LACKS.items()}


@dataclass(frozen=True)
class TeamRow:
    """One team as the list shows it; days, nights and diary entries are those of the month so far."""

    pk: int
    village_code: str
    unit: str
    starts_on: date
    ends_on: date | None
    station: str
    members: int
    leader: str
    first_secretary: str
    days: int
    nights: int
    entries: int
    last_entry: date | None


def teams(actor: Actor, area: str, *, on: date, lacks: str = "", closed: bool = False) -> list[TeamRow]:
    """The teams at work on the day (with `closed` those withdrawn too), in order of villages. Raises NotFound outside."""
    return [TeamRow(*row) for row in rows_of(IN_ORDER[lacks if lacks in FILTERS else ""], _asked(actor, area, on) | {"closed": closed}, planned=False)]


def teams_behind(actor: Actor, area: str, *, on: date, lacks: str = "", after: int, many: int) -> list[TeamRow]:
    """Of the same teams those behind a team's number, in the order of their numbers: as programs read one page after the other."""
    asked = _asked(actor, area, on) | {"closed": False, "after": after, "many": many}
    return [TeamRow(*row) for row in rows_of(BEHIND[lacks if lacks in FILTERS else ""], asked, planned=False)]


def _asked(actor: Actor, area: str, on: date) -> dict:
    return {"on": on, "first": on.replace(day=1), "least": whole("team_least", on, area), **ranges_asked(actor, area)}


@dataclass(frozen=True)
class Member:
    """A member of a team with their month: days and nights in this village under this posting, days on leave, weeks without a diary entry."""

    posting: Posting
    days: dict[date, DutyDay]
    village_days: int
    nights: int
    leave_days: int
    entries: int
    weeks_without: list[date]
    enough: bool | None  # by the month's days in whichever village; None: the month is not over

    @property
    def name(self) -> str:
        return self.posting.helper.name

    @property
    def term_ends_on(self) -> date:
        """Until when the member stays at least."""
        return term_ends_on(self.posting.starts_on, self.posting.village_code)


@dataclass(frozen=True)
class TeamFile:
    """One team with all that its page shows for a month."""

    team: Team
    station: DutyStation | None
    stations: list[DutyStation]
    members: list[Member]
    former: list[Posting]
    leaves: list[Leave]
    least: int
    may_close: bool
    month: tuple[date, date]

    @property
    def small(self) -> bool:
        return len(self.members) < self.least


def team_file(actor: Actor, pk: int, *, on: date, month: tuple[date, date]) -> TeamFile:
    """One team as it stands, with the month asked for. Raises NotFound outside the asker's areas."""
    team = Team.objects.filter(actor.scope(), pk=pk).select_related("unit").first()
    if team is None:
        raise NotFound("no-such-team", phrase("没有找到这支驻村工作队。"), phrase("请从工作队列表中选择。"))
    stations = list(team.stations.order_by("-starts_on", "-pk"))
    first, end = month
    postings = list(Posting.objects.filter(village_code=team.village_code).select_related("helper").order_by("-team_leader", "-first_secretary", "helper__number"))
    seen = min(max(on, first), end - timedelta(days=1))
    here = [p for p in postings if covers(p.starts_on, p.ends_on, seen)]
    months = _months(here, first, end)
    return TeamFile(
        team, next((s for s in stations if s.ends_on is None), None), stations, [_member(p, months, month, on) for p in here],
        [p for p in postings if p not in here], list(Leave.objects.filter(village_code=team.village_code).select_related("helper").order_by("-starts_on")[:20]),
        whole("team_least", on, team.village_code), may_close_team(team.village_code, on=on), month,
    )


def team_of_village(code: str, *, on: date) -> Team | None:
    """The team at work in the village on the day."""
    return Team.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), village_code=code, starts_on__lte=on).select_related("unit").first()


def team_members(code: str, *, on: date) -> list[Posting]:
    """Who is posted to the village on the day, the leader first."""
    rows = Posting.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), village_code=code, starts_on__lte=on)
    return list(rows.select_related("helper").order_by("-team_leader", "-first_secretary", "helper__number"))


@dataclass(frozen=True)
class Entry:
    """A diary entry as it is read."""

    entry: DiaryEntry
    text: str


def diary(
    actor: Actor, *, village: str = "", helper: int | None = None, household: str = "", first: date | None = None, until: date | None = None, limit: int = 500,
) -> list[Entry]:
    """Diary entries that were not withdrawn, the newest first: of a village, a helper, about a household."""
    rows = DiaryEntry.objects.filter(actor.scope(), withdrawn_at=None).select_related("helper")
    if village:
        rows = rows.filter(village_code=village)
    if helper is not None:
        rows = rows.filter(helper_id=helper)
    if household:
        rows = rows.filter(households__contains=[household])
    if first:
        rows = rows.filter(on__gte=first)
    if until:
        rows = rows.filter(on__lt=until)
    keys = keyring()
    return [Entry(row, keys.open(row.text_sealed, f"assistance.diary|text|{row.uid}")) for row in rows.order_by("-on", "-pk")[:limit]]


def duty_report(actor: Actor, area: str, *, month: tuple[date, date], on: date) -> list[tuple[Posting, int, int, int]]:
    """The monthly report: each team member of the place with days in the village, nights, days on leave in the month.

    Whoever was posted there twice in the month has two lines, each with its own days. A day of a granted leave that has come and for which nothing else was signed is one on leave.
    """
    first, end = month
    rows = rows_of(DUTY, {"first": first, "end": end, "on": on, **ranges_asked(actor, area)}, planned=False)
    postings = Posting.objects.select_related("helper").in_bulk([row[0] for row in rows])
    return [(postings[pk], days, nights, leave) for pk, days, nights, leave in rows]


DUTY = f"""
SELECT p.id, count(d.id) FILTER (WHERE d.kind = 'village'), count(d.id) FILTER (WHERE d.night),
    count(*) FILTER (WHERE d.kind = 'leave' OR d.id IS NULL AND EXISTS (SELECT FROM assistance_leave l
        WHERE l.helper_id = p.helper_id AND l.state = 'granted' AND l.starts_on <= days.day AND l.ends_on > days.day AND days.day <= %(on)s))
FROM registry_posting p
CROSS JOIN LATERAL (SELECT day::date FROM generate_series(greatest(p.starts_on, %(first)s), least(p.ends_on, %(end)s) - 1, interval '1 day') day) days
LEFT JOIN assistance_dutyday d ON d.helper_id = p.helper_id AND d.village_code = p.village_code AND d."on" = days.day
WHERE {inside("p.village_code")} AND p.starts_on < %(end)s AND (p.ends_on IS NULL OR p.ends_on > %(first)s)
GROUP BY p.id, p.village_code ORDER BY p.village_code, p.id
"""


def _months(postings: list[Posting], first: date, end: date) -> dict[int, tuple[list[DutyDay], list[date], list[tuple[date, date]]]]:
    """Of each helper: the month's days, the days of diary entries around it, the granted leaves."""
    helpers = [p.helper_id for p in postings]
    found: dict[int, tuple[list, list, list]] = {helper: ([], [], []) for helper in helpers}
    for day in DutyDay.objects.filter(helper__in=helpers, on__gte=first, on__lt=end):
        found[day.helper_id][0].append(day)
    for helper, on in DiaryEntry.objects.filter(helper__in=helpers, on__gte=first, on__lt=end, withdrawn_at=None).values_list("helper_id", "on"):
        found[helper][1].append(on)
    for leave in Leave.objects.filter(helper__in=helpers, state=Leave.State.GRANTED, starts_on__lt=end, ends_on__gt=first):
        found[leave.helper_id][2].append((leave.starts_on, leave.ends_on))
    return found


def _member(posting: Posting, months: dict, month: tuple[date, date], on: date) -> Member:
    first, end = month
    signed, entries, away = months[posting.helper_id]
    starts, until = max(first, posting.starts_on), min(end, on + timedelta(days=1), posting.ends_on or date.max)
    least = whole("diary_a_week", on, posting.village_code)
    days = {day.on: day for day in signed if day.village_code == posting.village_code and covers(posting.starts_on, posting.ends_on, day.on)}
    granted = {leaves + timedelta(days=n) for leaves, back in away for n in range((back - leaves).days)}
    on_leave = {day for day in granted if starts <= day < until and day not in days} | {day for day, said in days.items() if said.kind == DutyDay.Kind.LEAVE}
    return Member(
        posting, days, sum(day.kind == DutyDay.Kind.VILLAGE for day in days.values()), sum(day.night for day in days.values()), len(on_leave),
        len(entries), weeks_without_entry(starts, until, entries, away, least),
        sum(day.kind == DutyDay.Kind.VILLAGE for day in signed) >= whole("duty_days_month", first, posting.village_code) if end <= on else None,
    )
