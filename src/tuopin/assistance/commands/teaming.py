"""`tuopin team`: list teams, form one, post members, sign for days, the monthly report, withdraw a team."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from tuopin.assistance.commands.asking import BASIS, DIVISION, FROM, JSON, area_said, asker, day_said, print_rows, today
from tuopin.assistance.selectors.people import helper_numbered
from tuopin.assistance.selectors.teams import duty_report, team_members, team_of_village, teams
from tuopin.assistance.selectors.units import unit_numbered
from tuopin.assistance.services.duty import DaySaid, sign_duty
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, close_team, form_teams, post_members
from tuopin.assistance.states.numbers import whole
from tuopin.assistance.states.weeks import month_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase


@click.group(help="驻村工作队:列表、组建、派驻、签到、月报、撤队 / resident teams: list, form, post, sign, report, withdraw")
def team():
    pass


@asks("read")
@team.command("list", help="列出工作队 / list the teams")
@DIVISION
@click.option("--lacks", type=click.Choice(["small", "no_leader", "no_first_secretary", "no_diary"]), help="只看缺项的 / only those that lack something")
@JSON
@click.pass_context
def list_teams(ctx, division, lacks, as_json):
    actor = asker(ctx)
    rows = teams(actor, area_said(actor, division), on=today(), lacks=lacks or "")
    print_rows([{
        "village": row.village_code, "unit": row.unit, "leader": row.leader, "first_secretary": row.first_secretary, "members": row.members,
        "days": row.days, "nights": row.nights, "diary": row.entries, "since": row.starts_on,
    } for row in rows], as_json)


@asks("confirm")
@team.command("form", help="为一个村组建工作队 / form a team for a village")
@click.argument("village")
@click.option("--unit", default="", metavar="NUMBER", help="后盾单位编号 / number of the backing unit")
@FROM
@BASIS
@click.pass_context
def form(ctx, village, unit, from_day, basis):
    actor = asker(ctx)
    backing = unit_numbered(village, unit) if unit.strip() else None
    form_teams(teams=[TeamSaid(village, backing.pk if backing else None)], starts_on=day_said(from_day), basis=basis, actor=actor, on=today())
    click.echo(_("已组建工作队,请继续派驻队员。"))


@asks("confirm")
@team.command("post", help="派驻一名队员 / post a member")
@click.argument("village")
@click.argument("helper")
@click.option("--first-secretary", is_flag=True, help="第一书记 / as first secretary")
@click.option("--leader", is_flag=True, help="队长 / as team leader")
@FROM
@BASIS
@click.pass_context
def post(ctx, village, helper, first_secretary, leader, from_day, basis):
    member = MemberSaid(helper_numbered(village, helper).pk, village, first_secretary, leader)
    post_members(members=[member], starts_on=day_said(from_day), basis=basis, actor=asker(ctx), on=today())
    click.echo(_("已派驻。"))


@asks("correct")
@team.command("sign", help="为一名队员签到 / sign for a member's day")
@click.argument("village")
@click.argument("helper")
@click.option("--day", default="", help="日期,默认今天 / the day; today by default")
@click.option("--night", is_flag=True, help="当晚住村 / slept in the village")
@click.pass_context
def sign(ctx, village, helper, day, night):
    on = day_said(day)
    posting = next((p for p in team_members(village, on=on) if p.helper.number == helper), None)
    if posting is None:
        raise NotFound("no-such-member-of-team", phrase("没有找到这名驻村队员。"), phrase("请从工作队页面选择。"))
    sign_duty(days=[DaySaid(posting.pk, on, night=night)], actor=asker(ctx), on=today())
    click.echo(_("已签到。"))


@asks("read")
@team.command("report", help="驻村月报:每人在村天数、住村夜数 / monthly report: days and nights of each member")
@DIVISION
@click.option("--month", default="", metavar="YYYY-MM", help="月份,默认本月 / the month; this month by default")
@JSON
@click.pass_context
def report(ctx, division, month, as_json):
    actor, span = asker(ctx), month_of(month, today())
    area = area_said(actor, division)
    asked = whole("duty_days_month", span[0], area)
    print_rows([
        {"village": p.village_code, "helper": p.helper.number, "name": p.helper.name, "days": days, "nights": nights, "leave": leave, "enough": days >= asked}
        for p, days, nights, leave in duty_report(actor, area, month=span, on=today())
    ], as_json)


@asks("confirm")
@team.command("close", help="撤走已退出村的工作队 / withdraw the team of a village that is out of poverty")
@click.argument("village")
@FROM
@BASIS
@click.pass_context
def close(ctx, village, from_day, basis):
    day = day_said(from_day)
    found = team_of_village(village, on=day)
    if found is None:
        raise NotFound("no-such-team", phrase("没有找到这支驻村工作队。"), phrase("请从工作队列表中选择。"))
    close_team(team=found.pk, ends_on=day, basis=basis, actor=asker(ctx), on=today())
    click.echo(_("已撤队,队员派驻同时结束。"))
