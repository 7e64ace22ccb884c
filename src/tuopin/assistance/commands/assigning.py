"""`tuopin assign`: propose an assignment, look at it, ask why a line is as it is, carry a confirmed one out."""

from __future__ import annotations

import json

import click
from django.utils.translation import gettext as _

from tuopin.assistance.commands.asking import DIVISION, FROM, JSON, area_said, asker, day_said, print_rows, today
from tuopin.assistance.selectors.proposals import counted, lines_of, proposal_of, why
from tuopin.assistance.services.decide_proposal import apply_proposal
from tuopin.assistance.services.propose import AssignmentAsked, propose_assignment
from tuopin.kernel.acts import asks


@click.group(help="分派:提出经证明的方案、逐条查问、执行 / assignment: propose, ask why, carry out")
def assign():
    pass


@asks("confirm")
@assign.command("propose", help="提出方案:单位驻村(units)或结对(helpers) / propose: units to villages or helpers to households")
@click.argument("kind", type=click.Choice(["units", "helpers"]))
@DIVISION
@FROM
@click.option("--all", "everything", is_flag=True, help="全部重新分派,默认只补缺口 / assign all anew; only the gaps by default")
@JSON
@click.pass_context
def propose(ctx, kind, division, from_day, everything, as_json):
    actor = asker(ctx)
    made = propose_assignment(
        asked=AssignmentAsked(kind, area_said(actor, division), day_said(from_day), only_gaps=not everything), actor=actor, on=today())
    told = {"proposal": made.pk, "wanted": made.wanted, "served": made.served, "cost": made.cost, "bound": made.bound, "seconds": float(made.seconds)}
    click.echo(json.dumps(told) if as_json else _("方案 {proposal}:{served} / {wanted} 有人选,总代价 {cost},下界 {bound},求解 {seconds} 秒").format(**told))


@asks("read")
@assign.command("show", help="看一份方案 / show a proposal")
@click.argument("proposal", type=int)
@click.option("--only", type=click.Choice(["changes", "kept", "without"]), help="只看一类 / only one kind of lines")
@JSON
@click.pass_context
def show(ctx, proposal, only, as_json):
    found = proposal_of(asker(ctx), proposal)
    if not as_json:
        click.echo(_("方案 {pk} {state}:{counts}").format(pk=found.pk, state=found.get_state_display(), counts=counted(found)))
    print_rows([{
        "line": line.pk, "village": line.village_code, "household": line.household.number if line.household else "",
        "who": line.helper.number if line.helper else line.unit.number if line.unit else "", "cost": line.cost, "changes": line.changes, "kept": line.kept,
    } for line in lines_of(found, only=only or "")], as_json)


@asks("read")
@assign.command("why", help="为什么是这一人选,换别人要多付多少 / why this one, and what another would cost")
@click.argument("line", type=int)
@JSON
@click.pass_context
def explain(ctx, line, as_json):
    _line, others = why(asker(ctx), line)
    print_rows([{"name": o.name, "extra": o.extra, "chosen": o.chosen} | {str(_(label)): points for label, points in o.parts} for o in others], as_json)


@asks("confirm")
@assign.command("apply", help="执行已确认的方案;中断后再运行即继续 / carry out a confirmed proposal; run again it goes on")
@click.argument("proposal", type=int)
@click.pass_context
def carry_out(ctx, proposal):
    click.echo(_("{n} 条有变更,已执行").format(n=apply_proposal(proposal=proposal, actor=asker(ctx), on=today())))
