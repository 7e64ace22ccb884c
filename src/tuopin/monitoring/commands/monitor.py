"""Monitoring from the command line: clues, watched households, what is late, signals, classes, years."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.kernel.days import read_day
from tuopin.monitoring import services
from tuopin.monitoring.selectors.bridges import bridge_of, return_rate
from tuopin.monitoring.selectors.classes import classes_of_village
from tuopin.monitoring.selectors.completeness import completeness_of
from tuopin.monitoring.selectors.lists import TABS, ListAsked, shown_rows, watch_rows
from tuopin.monitoring.selectors.signals import signals_in
from tuopin.monitoring.selectors.unfound import people_in_no_household
from tuopin.monitoring.selectors.watches import DUES
from tuopin.monitoring.selectors.years import corrected_after, countdown_of, freeze_of
from tuopin.monitoring.services.escalate_late import escalate_late
from tuopin.monitoring.services.explain_row import explain_row
from tuopin.monitoring.services.freeze_year import Freeze, freeze_year
from tuopin.monitoring.services.receive_lists import ListTold, receive_department_list, receive_residents
from tuopin.monitoring.services.recompute_signals import recompute_signals
from tuopin.monitoring.services.report_clue import Clue
from tuopin.monitoring.services.set_target_day import set_target_day
from tuopin.monitoring.states.classes import CLASSES, TITLES
from tuopin.monitoring.states.lists import FAULTS
from tuopin.monitoring.states.signals import FAMILIES
from tuopin.monitoring.states.signals import TITLES as SIGNALS
from tuopin.people.selectors import actor_of_command

JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
AREA = click.argument("area")


@click.group(help="防返贫监测 / monitoring against return to poverty")
@click.pass_context
def monitor(ctx: click.Context) -> None:
    today = timezone.localdate()
    ctx.obj = {"actor": actor_of_command((ctx.obj or {}).get("account"), on=today), "on": today}


@asks("correct")
@monitor.command("clue", help="登记一条线索 / record a clue about a household")
@click.argument("household")
@click.option("--said", required=True, help="线索内容 / what was told")
@click.option("--channel", default="self_report", show_default=True, help="发现渠道 / channel: self_report, sweep, department, rule")
@click.option("--medium", default="desk", show_default=True, help="申报方式 / medium: desk, paper, phone, list")
@click.option("--on", "clue_on", help="线索日期 / day of the clue")
@click.option("--risk", "risks", multiple=True, help="风险 / a risk, repeatable")
@click.pass_obj
def clue(obj: dict, household: str, said: str, channel: str, medium: str, clue_on: str | None, risks: tuple[str, ...]) -> None:
    told = Clue(channel, said, read_day(clue_on) if clue_on else obj["on"], medium, risks)
    click.echo(str(services.report_clue(number=household, clue=told, actor=obj["actor"], on=obj["on"]).pk))


@asks("read")
@monitor.command("list", help="监测名单 / the list of watched households")
@AREA
@click.option("--tab", type=click.Choice(TABS), default="watched", show_default=True, help="哪一类 / which of them")
@JSON
@click.pass_obj
def list_watches(obj: dict, area: str, tab: str, as_json: bool) -> None:
    rows = shown_rows(watch_rows(obj["actor"], ListAsked(area, tab), on=obj["on"]), on=obj["on"])
    told = [
        {"watch": each.row.watch.pk, "household": each.row.watch.household.number, "village": each.place, "kind": each.row.watch.kind,
         "risks": each.row.risks, "due": each.row.due, "due_on": _day(each.row.due_on), "days_late": each.row.days_late, "level": each.row.level}
        for each in rows
    ]
    _print(told, as_json, lambda row: [row["watch"], row["household"], row["village"], row["kind"], _(DUES.get(row["due"], "")) if row["due"] else "",
                                       row["due_on"] or "", row["days_late"]])


@asks("correct")
@monitor.command("escalate", help="把逾期事项按层级下达督办任务 / make what is late a task of the level that presses for it")
@AREA
@JSON
@click.pass_obj
def escalate(obj: dict, area: str, as_json: bool) -> None:
    told = escalate_late(area=area, actor=obj["actor"], on=obj["on"])
    _print([{"issued": len(told.tasks), "standing": told.standing, "above": told.above}], as_json, lambda row: list(row.values()))


@asks("correct")
@monitor.command("recompute", help="按规则重新比对信号 / ask the rules again about all households of a place")
@AREA
@JSON
@click.pass_obj
def recompute(obj: dict, area: str, as_json: bool) -> None:
    told = recompute_signals(area=area, actor=obj["actor"], on=obj["on"])
    _print([{"households": told.households, "raised": told.raised, "gone": told.gone}], as_json, lambda row: list(row.values()))


@asks("read")
@monitor.command("signals", help="待核实的监测信号 / the signals that wait for a finding")
@AREA
@click.option("--family", type=click.Choice(list(FAMILIES)), help="信号类别 / family")
@JSON
@click.pass_obj
def signals(obj: dict, area: str, family: str | None, as_json: bool) -> None:
    told = [{"signal": s.pk, "household": s.household.number, "check": s.check_code, "reason": s.reason}
            for s in signals_in(obj["actor"], area, family=family or "")]
    _print(told, as_json, lambda row: [row["signal"], row["household"], _(SIGNALS.get(row["check"], row["check"])), row["reason"]])


@asks("read")
@monitor.command("classes", help="一个村的六类户 / the six classes of a village")
@click.argument("village")
@JSON
@click.pass_obj
def classes(obj: dict, village: str, as_json: bool) -> None:
    found = classes_of_village(obj["actor"], village, on=obj["on"])
    told = [{"class": name or "none", "households": found.counts[name]} for name in (*CLASSES, "")]
    _print(told, as_json, lambda row: [_(TITLES["" if row["class"] == "none" else row["class"]]), row["households"]])


@asks("import")
@monitor.command("residents", help="导入一个村的农户名单和分类 / bring in a village's other households and their classes")
@click.argument("village")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, help="年度 / year")
@JSON
@click.pass_obj
def residents(obj: dict, village: str, file: Path, year: int | None, as_json: bool) -> None:
    told = receive_residents(path=file, village=village, year=year or obj["on"].year, actor=obj["actor"], on=obj["on"])
    _print([{"rows": told.rows, "new": told.new, "classed": told.found, "faults": told.faults}], as_json, _received)


@asks("import")
@monitor.command("warn", help="交一份部门名单 / hand in another department's list")
@AREA
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["subsistence", "disabled", "self_pay", "other"]), required=True, help="名单种类 / kind of list")
@click.option("--department", required=True, help="部门 / department")
@click.option("--as-of", "as_of", help="名单日期 / day of the list")
@JSON
@click.pass_obj
def warn(obj: dict, area: str, file: Path, kind: str, department: str, as_of: str | None, as_json: bool) -> None:
    told = ListTold(area, kind, department, read_day(as_of) if as_of else obj["on"], file.name)
    kept, received = receive_department_list(path=file, told=told, actor=obj["actor"], on=obj["on"])
    _print([{"list": kept.pk, "rows": received.rows, "found": received.found, "clues": received.new, "faults": received.faults}], as_json, _received)


@asks("read")
@monitor.command("unfound", help="部门名单上查不到户的人 / people on departments' lists who live in no household on record")
@AREA
@JSON
@click.pass_obj
def unfound(obj: dict, area: str, as_json: bool) -> None:
    told = [{"row": row.pk, "name": row.name, "kind": row.list.kind, "department": row.list.department, "as_of": row.list.as_of, "area": row.list.area_code}
            for row in people_in_no_household(obj["actor"], area, on=obj["on"])]
    _print(told, as_json, lambda row: list(row.values()))


@asks("correct")
@monitor.command("explain", help="说明名单上的人为何没有户 / say why somebody on a list lives in no household on record")
@click.argument("row", type=int)
@click.option("--why", required=True, help="核实说明 / what was found")
@click.pass_obj
def explain(obj: dict, row: int, why: str) -> None:
    explain_row(row=row, why=why, actor=obj["actor"], on=obj["on"])


@asks("read")
@monitor.command("complete", help="各村三项齐全和三个精准 / target, helper and measure, village by village")
@AREA
@JSON
@click.pass_obj
def complete(obj: dict, area: str, as_json: bool) -> None:
    told = [{"village": one.village_code, "targets": one.targets, "helped": one.helped, "measured": one.measured, "complete": one.complete, "precise": one.precise}
            for one in completeness_of(obj["actor"], area, on=obj["on"])]
    _print(told, as_json, lambda row: list(row.values()))


@asks("confirm")
@monitor.command("freeze", help="冻结一个县的年度数据 / freeze a county's year")
@click.argument("county")
@click.argument("year", type=int)
@click.option("--basis", required=True, help="依据 / the document")
@click.option("--edition", default="", help="年度数据摘要 / digest of the year's edition")
@click.pass_obj
def freeze(obj: dict, county: str, year: int, basis: str, edition: str) -> None:
    click.echo(freeze_year(freeze=Freeze(county, year, basis, edition), actor=obj["actor"], on=obj["on"]).root)


@asks("read")
@monitor.command("corrections", help="冻结后的更正 / what was recorded of a frozen year after its freeze")
@click.argument("county")
@click.argument("year", type=int)
@JSON
@click.pass_obj
def corrections(obj: dict, county: str, year: int, as_json: bool) -> None:
    found = freeze_of(obj["actor"], county, year)
    told = [{"kind": one.kind, "subject": one.subject, "recorded_at": one.recorded_at, "by": one.by} for one in corrected_after(obj["actor"], found)]
    _print(told, as_json, lambda row: [row["subject"], row["kind"], timezone.localtime(row["recorded_at"]).strftime("%Y-%m-%d %H:%M"), row["by"]])


@asks("read")
@monitor.command("bridge", help="一年的净减少 / how the number of the poor went over a year")
@AREA
@click.argument("year", type=int)
@JSON
@click.pass_obj
def bridge(obj: dict, area: str, year: int, as_json: bool) -> None:
    found, (back, exited) = bridge_of(obj["actor"], area, year), return_rate(obj["actor"], area, year)
    told = {name: getattr(found, name) for name in ("before", "identified", "returned", "born", "gone", "exited", "removed", "after", "net")}
    _print([told | {"return_rate": [back, exited]}], as_json, lambda row: [f"{name}={value}" for name, value in row.items()])


@asks("confirm")
@monitor.command("target", help="设定目标日 / set the day that a place works towards")
@AREA
@click.argument("title")
@click.argument("due")
@click.option("--basis", required=True, help="依据 / the document")
@click.pass_obj
def target(obj: dict, area: str, title: str, due: str, basis: str) -> None:
    set_target_day(area=area, title=title, due_on=read_day(due), basis=basis, actor=obj["actor"], on=obj["on"])
    click.echo(str(countdown_of(obj["actor"], area, on=obj["on"]).days))


def _day(day: date | None) -> str | None:
    return day and day.isoformat()


def _received(row: dict) -> list:
    """The counts of a list that came in, and each row that is at fault with what to do, on a line of its own."""
    faults = [_("第 {n} 行:{fault}").format(n=n, fault=_(FAULTS.get(fault, fault))) for n, fault in row["faults"]]
    return ["\n".join(["\t".join("—" if value is None else str(value) for name, value in row.items() if name != "faults"), *faults])]


def _print(told: list[dict], as_json: bool, line) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    for row in told:
        click.echo("\t".join(str(value) for value in line(row)))
