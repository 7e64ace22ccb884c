"""`tuopin merge`: records that villages became one, as the page of a place does, and says what is to be handed over by hand."""

from __future__ import annotations

import json
from collections import Counter

import click
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.divisions.services import Former
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import ancestor, is_code
from tuopin.kernel.days import local_zone, read_day
from tuopin.policy.selectors.figures import years_judged
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.procedure.services.clock import now
from tuopin.registry.services.merge_villages import merge_villages
from tuopin.responsibility.selectors import left_behind
from tuopin.responsibility.selectors.handover import KINDS

COUNTY = 3


@asks("correct")
@click.command(help="登记几个村合并为一个村,户、组、派驻和在办事项随村 / record that villages became one; households, groups, postings and running cases go with them")
@click.argument("successor", metavar="CODE")
@click.argument("formers", metavar="CODE|NAME...", nargs=-1, required=True)
@click.option("--on", "merged_on", required=True, type=read_day, metavar="YYYY-MM-DD", help="合并日期 / the day of the merger")
@click.option("--basis", required=True, help="依据 / the document")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def merge(ctx: click.Context, successor: str, formers: tuple[str, ...], merged_on, basis: str, as_json: bool) -> None:
    on = now().astimezone(local_zone()).date()
    actor = ctx.obj["actor"](on)
    done = merge_villages(predecessors=[Former(code=word) if is_code(word) else Former(name=word) for word in formers], successor=successor,
                          merged_on=merged_on, basis=basis, actor=actor, on=on)
    county = ancestor(successor, COUNTY)
    for year in years_judged(actor, county)[:1]:
        judge_counties(year=year, counties=[county], actor=actor)
    left = {code: Counter(row.kind for row in left_behind(actor, code, on=on)) for code in done.moved}
    if as_json:
        click.echo(json.dumps({"successor": successor, "moved": done.moved, "to_hand_over": left}, ensure_ascii=False))
        return
    names = names_of([*done.moved, successor], on=merged_on) | {link.predecessor_code: link.predecessor_name for link in done.successions}
    for code, households in done.moved.items():
        click.echo(_("{name} {code} 并入 {heir}:{n} 户").format(name=names.get(code, code), code=code, heir=names.get(successor, successor), n=households))
        for kind, n in left[code].items():
            click.echo("  " + _("待移交:{kind} {n} 项").format(kind=_(KINDS[kind]), n=n))
