"""`tuopin party`: branches that no cadre leads, organisations that lean on nothing, branches without a score, open rectification files."""

from __future__ import annotations

import json

import click

from tuopin.kernel.acts import asks
from tuopin.kernel.days import local_zone
from tuopin.party.selectors import rectification, structure, unpaired, unscored
from tuopin.procedure.services.clock import now


@click.group(help="党建:空缺和整顿 / Party work: gaps and rectification")
@click.pass_context
def party(ctx: click.Context) -> None:
    on = now().astimezone(local_zone()).date()
    ctx.obj = {"actor": ctx.obj["actor"](on), "on": on}


@asks("read")
@party.command("gaps", help="未结对的支部、未挂靠的党组织、未评分的支部、未销号的整顿 / what is missing; exit code 1 when anything is")
@click.option("--division", metavar="CODE", help="区划代码 / area code")
@click.option("--year", type=click.IntRange(2000, 2100), help="评分年度 / year of the scores")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def gaps(ctx: click.Context, division: str | None, year: int | None, as_json: bool) -> None:
    actor, on = ctx.obj["actor"], ctx.obj["on"]
    area, year = division.ljust(12, "0") if division else actor.home, year or on.year
    found = rectification(actor, area, year=year)
    told = {
        "unpaired": [[o.area_code, o.name] for o in unpaired(actor, area, on=on)], "unlinked": [[o.area_code, o.name] for o in structure(actor, area, on=on).unlinked],
        "unscored": [[o.area_code, o.name] for o in unscored(actor, area, year=year, on=on)],
    }
    if as_json:
        click.echo(json.dumps(told | {"year": year, "scored": found.scored, "selected": found.selected, "filed": found.filed, "closed": found.closed}, ensure_ascii=False))
    else:
        for key, rows in told.items():
            for row in rows:
                click.echo(f"{key}\t" + "\t".join(row))
        click.echo(f"{year}\tscored {found.scored}\tselected {found.selected}\tfiled {found.filed}\tclosed {found.closed}")
    ctx.exit(1 if any(told.values()) or found.open else 0)
