"""Sweeps from the command line: open one, see who is left, tick, close."""

from __future__ import annotations

import json

import click
from django.utils import timezone

from tuopin.kernel.acts import asks
from tuopin.kernel.days import read_day
from tuopin.monitoring.selectors.sweeps import lines_of, progress_of, sweep_for, sweeps_for, totals_of
from tuopin.monitoring.services.run_sweep import Plan, bring_in_newcomers, complete_sweep, open_sweep, tick_household
from tuopin.monitoring.states.sweeps import RESULTS
from tuopin.people.selectors import actor_of_command

JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")


@click.group(help="入户排查 / sweeps from house to house")
@click.pass_context
def sweep(ctx: click.Context) -> None:
    today = timezone.localdate()
    ctx.obj = {"actor": actor_of_command((ctx.obj or {}).get("account"), on=today), "on": today}


@asks("confirm")
@sweep.command("open", help="开始一次排查 / open a sweep over a place")
@click.argument("area")
@click.argument("title")
@click.option("--asks", "wanted", required=True, help="排查内容 / what is asked")
@click.option("--due", required=True, help="截止日期 / last day")
@click.pass_obj
def open_one(obj: dict, area: str, title: str, wanted: str, due: str) -> None:
    plan = Plan(area, title, wanted, obj["on"], read_day(due))
    click.echo(str(open_sweep(plan=plan, actor=obj["actor"], on=obj["on"]).pk))


@asks("read")
@sweep.command("list", help="列出排查 / list the sweeps")
@JSON
@click.pass_obj
def list_sweeps(obj: dict, as_json: bool) -> None:
    found = list(sweeps_for(obj["actor"]))
    totals = totals_of(obj["actor"], found)
    rows = [(row, totals[row.pk]) for row in found]
    told = [{"sweep": row.pk, "area": row.area_code, "title": row.title, "households": total.households, "left": total.left, "completed_on": row.completed_on}
            for row, total in rows]
    _print(told, as_json)


@asks("read")
@sweep.command("left", help="还没有排查的户 / the households that are left")
@click.argument("number", type=int)
@click.option("--by-village", is_flag=True, help="按村计数 / counted by village")
@JSON
@click.pass_obj
def left(obj: dict, number: int, by_village: bool, as_json: bool) -> None:
    found = sweep_for(obj["actor"], number)
    if by_village:
        told = [{"village": one.place, "households": one.households, "left": one.left} for one in progress_of(obj["actor"], found)]
    else:
        told = [{"household": line.household.number, "attempts": line.attempts} for line in lines_of(obj["actor"], found, which="left")]
    _print(told, as_json)


@asks("correct")
@sweep.command("tick", help="登记一户的排查结果 / tick a household")
@click.argument("number", type=int)
@click.argument("household")
@click.argument("result", type=click.Choice(list(RESULTS)))
@click.option("--note", default="", help="说明 / what was found")
@click.pass_obj
def tick(obj: dict, number: int, household: str, result: str, note: str) -> None:
    tick_household(sweep=number, number=household, result=result, note=note, actor=obj["actor"], on=obj["on"])


@asks("confirm")
@sweep.command("complete", help="办结一次排查 / close a sweep in which nobody is left")
@click.argument("number", type=int)
@click.option("--bring-in", is_flag=True, help="先补入新登记的户 / first bring in households that came since")
@click.pass_obj
def complete(obj: dict, number: int, bring_in: bool) -> None:
    if bring_in:
        bring_in_newcomers(sweep=number, actor=obj["actor"], on=obj["on"])
    complete_sweep(sweep=number, actor=obj["actor"], on=obj["on"])


def _print(told: list[dict], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    for row in told:
        click.echo("\t".join("" if value is None else str(value) for value in row.values()))
