"""Resident teams: formed for a village, manned, moved with it, and not withdrawn before it is out of poverty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from tuopin.assistance.models import Departure, DutyStation, Team, Unit
from tuopin.assistance.selectors.exits import may_close_team
from tuopin.assistance.services.first_secretaries import require_come_from_outside
from tuopin.assistance.services.places import document_of, last_day, reason_of, village_of
from tuopin.assistance.services.who_may_help import check_available, hold_lists
from tuopin.assistance.states.numbers import term_ends_on
from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Helper, Posting
from tuopin.scope.services import door
from tuopin.trail.services import record, record_many
from tuopin.trail.services.events import Event, doer_at


@dataclass(frozen=True)
class TeamSaid:
    """A team to be formed: for which village, backed by which unit, where it lives."""

    village_code: str
    unit: int | None = None
    station: str = ""


@dataclass(frozen=True)
class MemberSaid:
    """A helper to be posted to a village's team."""

    helper: int
    village_code: str
    first_secretary: bool = False
    team_leader: bool = False


@transaction.atomic
def form_teams(*, teams: Sequence[TeamSaid], starts_on: date, basis: str, actor: Actor, on: date) -> list[Team]:
    """Form a resident team for each village, with its quarters there.

    Raises NotFound for a backing unit that is not known or closed, Forbidden, a Refusal where a team is at work already.
    """
    basis = document_of(basis)
    for said in teams:
        actor.require("confirm", village_of(said.village_code))
    codes = [said.village_code for said in teams]
    hold_teams(sorted(set(codes)))
    taken = set(Team.objects.filter(village_code__in=codes).exclude(ends_on__lte=starts_on).values_list("village_code", flat=True))
    if taken or len(set(codes)) != len(codes):
        names = names_of(taken or set(codes), on=on)
        raise Refusal("team-there", phrase("{villages}已有驻村工作队。"), phrase("一个村只设一支工作队;换人请办理队员轮换。"), villages=sorted(names.values())[:5])
    units = Unit.objects.filter(closed_on=None).in_bulk({said.unit for said in teams if said.unit is not None})
    if any(said.unit is not None and said.unit not in units for said in teams):
        raise NotFound("no-such-unit", phrase("没有这个帮扶单位,或已停用。"), phrase("请从帮扶单位列表中选择。"))
    fresh = [Team(village_code=said.village_code, unit=units.get(said.unit), starts_on=starts_on, basis=basis) for said in teams]
    Team.objects.bulk_create(fresh, batch_size=1000)
    names = names_of(codes, on=on)
    DutyStation.objects.bulk_create([
        DutyStation(team=team, name=(said.station or names.get(said.village_code, said.village_code))[:120], starts_on=starts_on, basis=basis)
        for team, said in zip(fresh, teams, strict=True)
    ], batch_size=1000)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(team.village_code, "form_team", f"team:{team.pk}", *doer_at(actor, team.village_code), on, {"basis": basis}) for team in fresh
        ])
    return fresh


@transaction.atomic
def post_members(*, members: Sequence[MemberSaid], starts_on: date, basis: str, actor: Actor, on: date) -> list[Posting]:
    """Post helpers to the teams of villages from a day.

    Raises NotFound or Forbidden, and a Refusal where a village has no team, a helper has left or is posted elsewhere, or the village
    would have two first secretaries at once, or its own head as one.
    """
    basis = document_of(basis)
    for said in members:
        actor.require("confirm", village_of(said.village_code))
    villages = sorted({said.village_code for said in members})
    helpers = Helper.objects.in_bulk({said.helper for said in members})
    hold_lists(helpers.values())
    hold_teams(villages)
    _check_teams(villages, on)
    _check_free(members, helpers, starts_on)
    check_available(helpers, starts_on)
    _check_first_secretaries(members, starts_on, on)
    require_come_from_outside(((said.village_code, helpers[said.helper]) for said in members if said.first_secretary), starts_on=starts_on, on=on)
    fresh = [
        Posting(helper=helpers[said.helper], village_code=said.village_code, first_secretary=said.first_secretary, team_leader=said.team_leader, starts_on=starts_on)
        for said in members
    ]
    Posting.objects.bulk_create(fresh, batch_size=1000)
    _record(fresh, "post_helper", basis, actor, on)
    return fresh


@transaction.atomic
def recall_member(*, posting: int, ends_on: date, basis: str, actor: Actor, on: date, early: str = "") -> Posting:
    """End a helper's posting on a day, by a document. Raises NotFound, Forbidden, a Refusal when it is over, or when the day is before
    the end of the term (at least so many years, tenure_years) and no cause of a departure is named for it."""
    found = Posting.objects.select_for_update(of=("self",)).filter(actor.scope(), pk=posting).select_related("helper").first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    actor.require("confirm", found.village_code)
    basis = document_of(basis)
    if found.ends_on is not None:
        raise Refusal("posting-over", phrase("这名队员的派驻已于 {ends} 结束。"), phrase("不需要再办理。"), ends=found.ends_on.isoformat())
    term = term_ends_on(found.starts_on, found.village_code)
    if ends_on < term and early not in Departure.Cause.values:
        raise Refusal(
            "term-not-over", phrase("{name} 的驻村任期到 {term} 才满。"), phrase("请等任期届满;确需提前结束的,请选明原因(调离、因病、召回等)。"),
            name=found.helper.name, term=term.isoformat(),
        )
    found.ends_on = last_day(found.starts_on, ends_on)
    found.save(update_fields=["ends_on"])
    _record([found], "end_posting", basis, actor, on, **({"early": early} if ends_on < term else {}))
    return found


@transaction.atomic
def move_station(*, team: int, name: str, moves_on: date, basis: str, actor: Actor, on: date, households: int | None = None) -> DutyStation:
    """Move a team's quarters: it follows the village to where its households now live. Raises NotFound, Forbidden, Refusal when it is closed."""
    found = team_at_work(team, actor)
    basis = document_of(basis)
    now = DutyStation.objects.select_for_update().get(team=found, ends_on=None)
    now.ends_on = last_day(now.starts_on, moves_on)
    now.save(update_fields=["ends_on"])
    fresh = DutyStation.objects.create(team=found, name=reason_of(name)[:120], households=households, starts_on=moves_on, basis=basis)
    record(area_code=found.village_code, verb="move_station", subject=f"team:{found.pk}", actor=actor, on=on, basis=basis, households=households or 0)
    return fresh


@transaction.atomic
def close_team(*, team: int, ends_on: date, basis: str, actor: Actor, on: date) -> Team:
    """Withdraw a team and end the postings of its members: only from a village that is out of poverty.

    Whoever was to leave later leaves with it. Raises NotFound, Forbidden, a Refusal while the village is a poor village that has not exited
    (一天不脱贫,一天不离开), and for a day before the team or its quarters of now began.
    """
    found = team_at_work(team, actor)
    basis = document_of(basis)
    name = names_of([found.village_code], on=on).get(found.village_code, found.village_code)
    if not all(may_close_team(found.village_code, on=day) for day in (ends_on, on)):  # backdated too: it must be out today
        raise Refusal(
            "village-not-out", phrase("{village} 还没有退出贫困村序列,不能撤走工作队。"),
            phrase("先按程序办结贫困村退出;更换队员请办理轮换,整村搬迁请办理驻地变更。"), village=name,
        )
    found.ends_on, found.end_basis = last_day(found.starts_on, ends_on), basis
    found.save(update_fields=["ends_on", "end_basis"])
    station = found.stations.get(ends_on=None)
    station.ends_on = last_day(station.starts_on, ends_on)
    station.save(update_fields=["ends_on"])
    members = list(Posting.objects.filter(village_code=found.village_code).exclude(ends_on__lte=ends_on).select_related("helper"))
    begun = [member for member in members if member.starts_on <= ends_on]
    for member in begun:
        member.ends_on = max(ends_on, member.starts_on + timedelta(days=1))
    Posting.objects.bulk_update(begun, ["ends_on"])
    Posting.objects.filter(pk__in=[member.pk for member in members if member.starts_on > ends_on]).delete()  # was to begin later, and never does
    record(area_code=found.village_code, verb="close_team", subject=f"team:{found.pk}", actor=actor, on=on, basis=basis)
    _record(members, "end_posting", basis, actor, on)
    return found


def team_at_work(team: int, actor: Actor) -> Team:
    """The team, held, when it is at work and the actor may decide there; raises NotFound, Forbidden, Refusal."""
    found = Team.objects.select_for_update().filter(actor.scope(), pk=team).first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    actor.require("confirm", found.village_code)
    if found.ends_on is not None:
        raise Refusal("team-closed", phrase("这支工作队已于 {ends} 撤队。"), phrase("不需要再办理。"), ends=found.ends_on.isoformat())
    return found


def hold_teams(villages: Sequence[str]) -> None:
    """One change of a village's team at a time, till the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('team:' || code, 12)) FROM unnest(%s::text[]) code", [list(villages)])


def _check_teams(villages: Sequence[str], on: date) -> None:
    there = set(Team.objects.filter(village_code__in=villages, ends_on=None).values_list("village_code", flat=True))
    missing = [code for code in villages if code not in there]
    if missing:
        names = names_of(missing, on=on)
        raise Refusal("no-team", phrase("{villages}还没有驻村工作队。"), phrase("请先组建工作队,再派队员。"), villages=[names.get(code, code) for code in missing[:5]])


def _check_free(members: Sequence[MemberSaid], helpers: dict[int, Helper], starts_on: date) -> None:
    if any(said.helper not in helpers for said in members):
        raise NotFound("no-such-helper", phrase("没有这名帮扶责任人。"), phrase("请核对帮扶人编号。"))
    if len({said.helper for said in members}) != len(members):
        raise Refusal("posted-twice", phrase("同一名干部不能同时派驻两个村。"), phrase("请核对名单。"))
    with door("loads", read=[NATION]):
        elsewhere = Posting.objects.filter(helper__in=helpers).exclude(ends_on__lte=starts_on).select_related("helper").first()
    if elsewhere is not None:
        raise Refusal("posted-elsewhere", phrase("{name} 的派驻尚未结束。"), phrase("请先结束原来的派驻,再派到新的村。"), name=elsewhere.helper.name)


def _check_first_secretaries(members: Sequence[MemberSaid], starts_on: date, on: date) -> None:
    fresh = [said.village_code for said in members if said.first_secretary]
    held = Posting.objects.filter(village_code__in=fresh, first_secretary=True).exclude(ends_on__lte=starts_on)
    twice = {code for code in fresh if fresh.count(code) > 1} | set(held.values_list("village_code", flat=True))
    if twice:
        names = names_of(twice, on=on)
        raise Refusal(
            "two-first-secretaries", phrase("{villages}已有在任的第一书记。"), phrase("一个村同时只能有一名第一书记;请先结束原任的派驻。"),
            villages=[names.get(code, code) for code in sorted(twice)[:5]],
        )


def _record(postings: Sequence[Posting], verb: str, basis: str, actor: Actor, on: date, **more: str) -> None:
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(p.village_code, verb, f"helper:{p.helper.area_code}/{p.helper.number}", *doer_at(actor, p.village_code), on,
                  {"basis": basis, "village": p.village_code, "first_secretary": p.first_secretary, **more})
            for p in postings
        ])
