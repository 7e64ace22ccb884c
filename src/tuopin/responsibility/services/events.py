"""Recording meetings, visits, problems and campaigns, one or thousands at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tuopin.kernel.areas import NATION, within
from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.responsibility.models import Campaign, Duty, Meeting, Participant, Pledge, Problem, Visit
from tuopin.responsibility.services.writing import record_rows, require_days, require_places, write_rows
from tuopin.scope.services import door
from tuopin.trail.services import record

LONGEST_NUMBER = 19  # digits that no number in the database has
SOURCES = {"contact": (Duty, {"kind": "contact"}), "visit": (Visit, {}), "campaign": (Campaign, {}), "meeting": (Meeting, {})}  # what a problem may hang on


@dataclass(frozen=True)
class NewMeeting:
    """A meeting, a report heard, or a resolution; `target` names what a resolution binds (pledge:12)."""

    kind: str
    area: str
    title: str
    held_on: date
    lowest_level: str = ""
    topic: str = ""
    venues: int | None = None
    attendance: int | None = None
    target: str = ""
    note: str = ""


@dataclass(frozen=True)
class NewVisit:
    """A visit. One without notice (四不两直) says when they arrived and has no notice before that."""

    kind: str
    area: str
    visitor: str
    visited_on: date
    arrived_at: datetime | None = None
    notified_at: datetime | None = None
    source: str = ""
    account: int | None = None
    note: str = ""


@dataclass(frozen=True)
class NewProblem:
    """A problem found at a contact point (contact:3), on a visit (visit:8) or in a campaign (campaign:1)."""

    area: str
    source: str
    text: str
    found_on: date


def record_meetings(meetings: Sequence[NewMeeting], *, actor: Actor, on: date) -> list[Meeting]:
    """Record the meetings, all or none. Raises Refusal for a kind or level that is none, for a resolution that binds nothing, and for a target that is no pledge of the place."""
    for m in meetings:
        if m.kind not in Meeting.Kind.values or m.lowest_level not in ("", *Meeting.Level.values) or not m.title.strip() or m.held_on > on:
            raise Refusal("meeting-unclear", phrase("会议“{title}”的类型、级别、名称或日期不对。"), phrase("请核对后重新提交;还没有召开的不登记。"), title=m.title[:40])
        if m.kind == Meeting.Kind.RESOLUTION and not m.target:
            raise Refusal("resolution-without-target", phrase("决议没有写明所定的目标。"), phrase("请选择决议所定的目标,例如本县的军令状。"))
    require_days([m.held_on for m in meetings], on)
    _require_own_pledges([m for m in meetings if m.target])
    return write_rows([
        Meeting(kind=m.kind, area_code=m.area, title=m.title.strip()[:120], held_on=m.held_on, lowest_level=m.lowest_level, topic=m.topic[:80], venues=m.venues,
                attendance=m.attendance, target=m.target[:80], note=m.note[:500]) for m in meetings
    ], kind="conference", verb="meeting-held", actor=actor, on=on, told=lambda m: {"title": m.title, "kind": m.kind, "lowest_level": m.lowest_level, "target": m.target})


def _require_own_pledges(meetings: Sequence[NewMeeting]) -> None:
    """What a meeting binds is a pledge that the place itself gave: neither one that there is not, nor a neighbour's."""
    numbers = {m.target.partition(":")[2] for m in meetings if m.target.startswith("pledge:")}
    given = set(Pledge.objects.filter(pk__in=[n for n in numbers if n.isdecimal()]).values_list("pk", "area_code"))
    known = {(f"pledge:{pk}", area) for pk, area in given}
    for m in meetings:
        if (m.target, m.area) not in known:
            raise Refusal(
                "target-of-another", phrase("“{target}”不是本地的军令状。"), phrase("请填写本地军令状的编号,例如 pledge:12;名单见“军令状”页。"), target=m.target[:40])


def record_visits(visits: Sequence[NewVisit], *, actor: Actor, on: date) -> list[Visit]:
    """Record the visits, all or none. Raises Refusal for an unannounced visit (四不两直) that was told of before, or that has no arrival."""
    for v in visits:
        if v.kind not in Visit.Kind.values or not v.visitor.strip() or v.visited_on > on:
            raise Refusal("visit-unclear", phrase("“{visitor}”的走访类型、走访人或日期不对。"), phrase("请核对后重新提交;还没有去的不登记。"), visitor=v.visitor[:40])
        if v.kind == Visit.Kind.UNANNOUNCED and v.notified_at is not None:
            raise Refusal("visit-announced", phrase("四不两直不发通知;有到达前通知的不能登记为四不两直。"), phrase("请改按走访或专题调研登记。"))
        if v.kind == Visit.Kind.UNANNOUNCED and (v.arrived_at is None or v.arrived_at.astimezone(local_zone()).date() != v.visited_on):
            raise Refusal("visit-without-arrival", phrase("四不两直须写明当天的到达时间。"), phrase("请填写到达时间。"))
    require_days([v.visited_on for v in visits], on)
    return write_rows([
        Visit(kind=v.kind, area_code=v.area, visitor=v.visitor.strip()[:80], account_id=v.account, visited_on=v.visited_on, arrived_at=v.arrived_at,
              notified_at=v.notified_at, source=v.source[:80], note=v.note[:500]) for v in visits
    ], kind="leader-visit", verb="visit-made", actor=actor, on=on, told=lambda v: {"kind": v.kind, "visitor": v.visitor})


def record_problems(problems: Sequence[NewProblem], *, actor: Actor, on: date) -> list[Problem]:
    """Record the problems, all or none. Raises NotFound or Forbidden at a place that is not the asker's, a Refusal for what names a contact point,
    visit, meeting or campaign that is not there for the asker."""
    for p in problems:
        if not p.text.strip() or not p.source or p.found_on > on:
            raise Refusal("problem-unclear", phrase("问题没有内容、来源或日期。"), phrase("请补全后重新提交。"))
    require_days([p.found_on for p in problems], on)
    rows = [Problem(area_code=p.area, source=p.source[:80], text=p.text.strip()[:300], found_on=p.found_on) for p in problems]
    require_places(rows, actor)
    _require_sources(rows)
    return write_rows(rows, kind="leader-problem", verb="problem-found", actor=actor, on=on, told=lambda p: {"source": p.source, "text": p.text})


def _require_sources(rows: Sequence[Problem]) -> None:
    """Raise Refusal for a contact point, visit, campaign or meeting that is not there, or of another place: a problem that hangs on nothing is
    counted nowhere. One of a place above counts, which the asker need not see."""
    named: dict[str, dict[str, list[Problem]]] = {}
    for row in rows:
        word, _colon, number = row.source.partition(":")
        if word in SOURCES:
            named.setdefault(word, {}).setdefault(number, []).append(row)
    with door("sources", read=[NATION]):
        for word, told in sorted(named.items()):
            model, only = SOURCES[word]
            asked = [number for number in told if number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER]
            places = {str(pk): area for pk, area in model.objects.filter(pk__in=asked, **only).values_list("pk", "area_code")}
            for number, problems in told.items():
                at = places.get(number)
                if at is None or not all(within(one.area_code, at) or within(at, one.area_code) for one in problems):
                    raise Refusal(
                        "no-such-source", phrase("没有“{source}”:这个地方没有这个联系点、走访、行动或会议。"), phrase("请核对编号;先登记联系点、走访、行动或会议,再登记问题。"),
                        source=f"{word}:{number}"[:40])


@transaction.atomic
def solve_problems(results: Mapping[int, str], *, solved_on: date, actor: Actor, on: date) -> list[Problem]:
    """Say how the problems were solved, by their numbers, all or none."""
    rows = list(Problem.objects.select_for_update().filter(actor.scope("area_code"), pk__in=results, solved_on=None))
    if len(rows) != len(results):
        raise NotFound("no-such-problem", phrase("其中有找不到、或已经解决的问题。"), phrase("请刷新页面后重新提交。"))
    for row in rows:
        actor.require("correct", row.area_code)
        row.solved_on, row.result = solved_on, results[row.pk].strip()[:300]
        if not row.result or not row.found_on <= solved_on <= on:
            raise Refusal("problem-unsolved", phrase("没有写明解决情况,或解决日期不对。"), phrase("请写明怎样解决的。"))
    Problem.objects.bulk_update(rows, ["solved_on", "result"])
    record_rows(rows, kind="leader-problem", verb="problem-solved", actor=actor, on=on, told=lambda p: {"result": p.result})
    return rows


def open_campaign(*, area: str, title: str, starts_on: date, note: str = "", actor: Actor, on: date) -> Campaign:
    """Open a campaign of a place."""
    require_days([starts_on], on)
    return write_rows([Campaign(area_code=area, title=title.strip()[:120], starts_on=starts_on, note=note[:300])], kind="leader-campaign", verb="campaign-open",
                      actor=actor, on=on, told=lambda c: {"title": c.title})[0]


@transaction.atomic
def join_campaign(*, campaign: int, members: Sequence[tuple[str, str, str]], actor: Actor, on: date) -> int:
    """Add those who take part (name, unit, place they go to), all or none; how many. Raises NotFound outside the asker's areas, a Refusal for nobody, somebody
    without a name, and a place that never was or that is not the campaign's."""
    held = Campaign.objects.select_for_update().filter(actor.scope("area_code"), pk=campaign).first()
    if held is None:
        raise NotFound("no-such-campaign", phrase("没有找到这项专项行动。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    actor.require("correct", held.area_code)
    rows = [Participant(campaign=held, name=name.strip()[:60], unit=unit.strip()[:80], area_code=area, joined_on=on) for name, unit, area in members]
    require_places(rows, actor)
    if any(not row.name for row in rows):
        raise Refusal("participant-unnamed", phrase("参加人没有写姓名。"), phrase("请补全后重新提交。"))
    beside = next((row for row in rows if not within(row.area_code, held.area_code)), None)
    if beside is not None:
        raise Refusal("outside-campaign", phrase("{name} 要去的地方不在“{title}”的范围内。"), phrase("请核对区划代码;去别处的,请在那里的专项行动中登记。"), name=beside.name, title=held.title)
    try:
        with transaction.atomic():
            Participant.objects.bulk_create(rows)
    except IntegrityError as fault:
        raise Refusal("recorded-before", phrase("其中有已经登记过的,这一批没有登记。"), phrase("请核对后去掉重复的再登记。")) from fault
    record(area_code=held.area_code, verb="campaign-join", subject=f"leader-campaign:{held.pk}", actor=actor, on=on, count=len(members))
    return len(members)
