"""`tuopin pair`: how far households are paired, what is missing, a new helper, a helper who leaves."""

from __future__ import annotations

import json

import click
from django.utils.translation import gettext as _

from tuopin.assistance.commands.asking import BASIS, DIVISION, FROM, JSON, area_said, asker, day_said, print_rows, today
from tuopin.assistance.selectors.coverage import coverage
from tuopin.assistance.selectors.gaps import GAPS, gaps
from tuopin.assistance.selectors.people import helper_numbered
from tuopin.assistance.services.pairings import pair_households, release_helper
from tuopin.kernel.acts import asks
from tuopin.registry.selectors.households import household_of


@click.group(help="结对:覆盖、缺口、换帮扶人、离岗 / pairing: coverage, gaps, change a helper, a helper leaves")
def pair():
    pass


@asks("read")
@pair.command("coverage", help="村村有帮扶单位、家家有帮扶人 / every village a unit, every household a helper")
@DIVISION
@click.option("--on", "day", default="", metavar="DAY", help="日期,默认今天 / on which day; today by default")
@JSON
@click.pass_context
def show_coverage(ctx, division, day, as_json):
    actor = asker(ctx)
    found = coverage(actor, area_said(actor, division), on=day_said(day))
    told = {
        "villages": len(found.villages), "with_unit": found.with_unit, "poor_villages": len(found.poor), "with_team": found.with_team,
        "teams": len(found.teams), "members": found.members, "first_secretaries": found.first_secretaries, "households": found.households,
        "paired": found.paired, "cadres": found.cadres, "overloaded": found.overloaded, "small_teams": found.small_teams, "complete": found.complete,
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(_("{with_unit} / {villages} 个村有帮扶单位,{with_team} / {poor_villages} 个贫困村有工作队,{paired} / {households} 户有帮扶人,{cadres} 名结对干部").format(**told))


@asks("read")
@pair.command("gaps", help="列出缺口 / list what is missing")
@click.argument("kind", type=click.Choice(list(GAPS)))
@DIVISION
@JSON
@click.pass_context
def list_gaps(ctx, kind, division, as_json):
    actor = asker(ctx)
    print_rows([{"key": g.key, "place": g.place, "name": g.name, "since": g.since, "count": g.count}
                for g in gaps(actor, area_said(actor, division), kind, on=today())], as_json)


@asks("confirm")
@pair.command("set", help="确定一户的帮扶人;原来的当天结束 / set a household's helper; the old one ends that day")
@click.argument("household")
@click.argument("helper")
@FROM
@BASIS
@click.pass_context
def set_helper(ctx, household, helper, from_day, basis):
    actor = asker(ctx)
    found = household_of(actor, household)
    who = helper_numbered(found.village_code, helper)
    pair_households(pairs=[(found.pk, who.pk)], starts_on=day_said(from_day), basis=basis, actor=actor, on=today())
    click.echo(_("已确定;原帮扶人的结对当天结束。"))


@asks("confirm")
@pair.command("leave", help="帮扶人离岗:结对和派驻当天结束,列出缺口 / a helper leaves: pairings end, the gaps are listed")
@click.argument("helper")
@DIVISION
@click.option("--cause", default="retired", show_default=True, type=click.Choice(["retired", "moved", "ill", "recalled", "other"]), help="离岗原因 / why")
@FROM
@BASIS
@JSON
@click.pass_context
def leave(ctx, helper, division, cause, from_day, basis, as_json):
    actor = asker(ctx)
    who = helper_numbered(area_said(actor, division), helper)
    left = release_helper(helper=who.pk, leaves_on=day_said(from_day), cause=cause, basis=basis, actor=actor, on=today())
    print_rows([{"household": number} for number in left.gaps], as_json)
