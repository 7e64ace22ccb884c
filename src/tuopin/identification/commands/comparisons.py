"""Comparisons from the command line: a department's list comes in, each household is heard, a person finds."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from tuopin.identification import services
from tuopin.identification.selectors.comparisons import comparisons_in
from tuopin.kernel.acts import asks
from tuopin.kernel.days import read_day
from tuopin.people.selectors import actor_of_command

JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")


@click.group(help="信息比对:部门清单、农户答复、核实结论 / comparisons: a department's list, the household's reply, a person's finding")
@click.pass_context
def comparison(ctx: click.Context) -> None:
    today = timezone.localdate()
    ctx.obj = {"actor": actor_of_command((ctx.obj or {}).get("account"), on=today), "on": today}


@asks("read")
@comparison.command("list", help="一户或一地的比对结果,待核实的在前 / the hits on a household or in a place, those without a finding first")
@click.option("--household", "number", default="", help="户编号 / only of this household")
@click.option("--area", default="", help="区划代码,默认本辖区 / only in this place; one's own by default")
@click.option("--open", "only_open", is_flag=True, help="只列待核实 / only those without a finding")
@JSON
@click.pass_obj
def listed(obj: dict, number: str, area: str, only_open: bool, as_json: bool) -> None:
    for row in comparisons_in(obj["actor"], area=area or obj["actor"].home, number=number, only_open=only_open):
        told = {
            "comparison": row.pk, "household": row.household.number, "item": row.item, "department": row.department, "compared_on": row.compared_on.isoformat(),
            "told": row.told, "reply": row.reply, "finding": row.finding, "reason": row.reason,
        }
        words = told | {"item": row.get_item_display(), "finding": row.get_finding_display()}
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\t".join(str(word) for word in words.values()).rstrip())


@asks("correct")
@comparison.command("bring", help="导入一个部门的比对清单(xlsx、csv),列:户编号、比对项目、提供部门、比对结果 / bring in a department's list: all of it or nothing")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", "compared_on", required=True, metavar="DAY", help="比对日期 / day of the comparison, YYYY-MM-DD")
@JSON
@click.pass_context
def bring(ctx: click.Context, file: Path, compared_on: str, as_json: bool) -> None:
    told = services.bring_in_comparisons(path=file, compared_on=read_day(compared_on), actor=ctx.obj["actor"], on=ctx.obj["on"])
    faults = [{"row": row, "why": " ".join(refusal.say(lambda text: _(text) if text else ""))} for row, refusal in told.faults]
    if as_json:
        click.echo(json.dumps({"rows": told.rows, "comparisons": [row.pk for row in told.found], "faults": faults}, ensure_ascii=False))
    else:
        click.echo("\n".join([*(str(row.pk) for row in told.found), *("{row}\t{why}".format(**fault) for fault in faults)]))
    if faults:
        ctx.exit(1)


@asks("correct")
@comparison.command("reply", help="登记农户答复 / record what the household says")
@click.argument("number", metavar="COMPARISON", type=int)
@click.argument("text")
@click.pass_obj
def reply(obj: dict, number: int, text: str) -> None:
    services.reply_to_comparison(comparison=number, reply=text, actor=obj["actor"], on=obj["on"])


@asks("correct")
@comparison.command("settle", help="下结论,须先听农户答复 / record the finding, once the household was heard")
@click.argument("number", metavar="COMPARISON", type=int)
@click.argument("finding", type=click.Choice(("explained", "mistaken", "confirmed")))
@click.option("--why", required=True, help="结论理由 / why")
@click.pass_obj
def settle(obj: dict, number: int, finding: str, why: str) -> None:
    services.settle_comparison(comparison=number, finding=finding, reason=why, actor=obj["actor"], on=obj["on"])
