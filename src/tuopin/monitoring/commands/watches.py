"""One watched household from the command line, as on its page: shown, checked, admitted or dismissed, helped, visited, out of risk."""

from __future__ import annotations

import json

import click
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.kernel.typed_words import read_by
from tuopin.monitoring import services
from tuopin.monitoring.commands.monitor import JSON, _day, monitor
from tuopin.monitoring.forms import CheckForm, MeasureForm, RemovalForm, VisitForm
from tuopin.monitoring.selectors.watches import DUES, row_of, watch_dated
from tuopin.monitoring.services.admit_watch import Check
from tuopin.monitoring.services.care_for_watch import Planned, Visit

WATCH = click.argument("watch", type=int)
WHY = click.option("--why", required=True, help="理由 / why")
KEPT = {"yes": "true", "no": "false", "unknown": "unknown"}


@asks("read")
@monitor.command("show", help="一户的监测情况:待办、期限、核查、措施、回访 / one watch: what is due, by when, check, measures, visits")
@WATCH
@JSON
@click.pass_obj
def show(obj: dict, watch: int, as_json: bool) -> None:
    found = watch_dated(obj["actor"], watch)
    row = row_of(found, on=obj["on"])
    told = {
        "watch": found.pk, "household": found.household.number, "state": found.state, "kind": found.kind, "risks": row.risks, "channel": found.channel,
        "clue_on": _day(found.clue_on), "reported_by": found.reported_by, "checked_on": _day(found.checked_on), "checked_by": found.checked_by,
        "persons": found.persons, "net_yuan": found.net_yuan, "claims_yuan": found.claims_yuan, "self_pay_yuan": found.self_pay_yuan, "line_yuan": found.line_yuan,
        "decided_on": _day(found.decided_on), "due": row.due, "due_on": _day(row.due_on), "days_late": row.days_late, "level": row.level,
        "admission": found.admission_id, "removal": found.removal_id, "way": found.way, "ended_on": _day(found.ended_on), "ended_by": found.ended_by,
        "measures": [{"measure": one.pk, "kind": one.kind, "risk": one.risk, "starts_on": _day(one.starts_on), "by": one.actor, "withdrawn": one.withdrawn_at is not None}
                     for one in found.measures.order_by("pk")],
        "visits": [{"visited_on": _day(one.visited_on), "finding": one.finding, "by": one.actor} for one in found.follow_ups.order_by("visited_on", "pk")],
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    due = (_(DUES[row.due]), _day(row.due_on), row.days_late) if row.due else ()
    click.echo("\t".join(str(word) for word in (found.pk, found.household.number, found.get_state_display(), *due)))


@asks("correct")
@monitor.command("check", help="登记入户核查结果 / record what was found at the household")
@WATCH
@click.option("--kind", required=True, help="监测对象类别 / kind: unstable, marginal, sudden")
@click.option("--risk", "risks", multiple=True, required=True, help="风险 / a risk, repeatable")
@click.option("--persons", required=True, help="家庭人口数 / persons of the household")
@click.option("--net", "net_yuan", required=True, metavar="YUAN", help="近十二个月纯收入(元) / net income of the last twelve months")
@click.option("--claims", "claims_yuan", default="0", metavar="YUAN", help="理赔收入(元) / claims paid out")
@click.option("--self-pay", "self_pay_yuan", default="0", metavar="YUAN", help="合规自付支出(元) / self-pay that counts")
@click.pass_obj
def check(obj: dict, watch: int, **said: object) -> None:
    told = read_by(CheckForm(said | {"risks": list(said["risks"])}))
    services.check_clue(watch=watch, check=Check(**told | {"risks": tuple(told["risks"])}), actor=obj["actor"], on=obj["on"])


@asks("correct")
@monitor.command("admit", help="立案纳入监测 / open the case that decides whether the household is watched")
@WATCH
@click.pass_obj
def admit(obj: dict, watch: int) -> None:
    click.echo(str(services.open_admission(watch=watch, actor=obj["actor"]).pk))


@asks("confirm")
@monitor.command("dismiss", help="核查排除一条线索 / end a clue that proved groundless")
@WATCH
@WHY
@click.pass_obj
def dismiss(obj: dict, watch: int, why: str) -> None:
    services.dismiss_clue(watch=watch, why=why, actor=obj["actor"], on=obj["on"])


@asks("correct")
@monitor.command("measure", help="登记帮扶措施 / record a measure against one of the household's risks")
@WATCH
@click.option("--risk", required=True, help="风险 / the risk it answers")
@click.option("--kind", required=True, help="帮扶措施 / kind of measure")
@click.option("--on", "starts_on", metavar="DAY", help="落实日期,默认今天 / since when, YYYY-MM-DD; today by default")
@click.option("--note", required=True, help="措施内容 / what it is")
@click.pass_obj
def measure(obj: dict, watch: int, **said: object) -> None:
    told = read_by(MeasureForm(said | {"starts_on": said["starts_on"] or obj["on"]}))
    click.echo(str(services.plan_measure(watch=watch, planned=Planned(**told), actor=obj["actor"], on=obj["on"]).pk))


@asks("correct")
@monitor.command("drop", help="撤销登记有误的措施 / take back a measure that was entered by mistake")
@click.argument("measure", type=int)
@WHY
@click.pass_obj
def drop(obj: dict, measure: int, why: str) -> None:
    services.withdraw_measure(measure=measure, why=why, actor=obj["actor"], on=obj["on"])


@asks("correct")
@monitor.command("visit", help="登记跟踪回访 / record a follow-up visit to a household")
@click.argument("household")
@click.option("--finding", required=True, help="回访情况 / finding: stable, eased, remains, new_risk")
@click.option("--kept", type=click.Choice(list(KEPT)), default="unknown", show_default=True, help="政策是否继续享受 / whether its policies go on")
@click.option("--on", "visited_on", metavar="DAY", help="走访日期,默认今天 / day of the visit, YYYY-MM-DD; today by default")
@click.option("--note", required=True, help="说明 / what was seen")
@click.pass_obj
def visit(obj: dict, household: str, kept: str, **said: object) -> None:
    told = read_by(VisitForm(said | {"visited_on": said["visited_on"] or obj["on"], "policies_kept": KEPT[kept]}))
    services.record_follow_up(number=household, visit=Visit(**told), actor=obj["actor"], on=obj["on"])


@asks("correct")
@monitor.command("remove", help="立案消除风险 / open the case that decides whether the risk is gone")
@WATCH
@click.option("--way", required=True, help="消除方式 / way: assisted, natural")
@WHY
@click.pass_obj
def remove(obj: dict, watch: int, **said: object) -> None:
    click.echo(str(services.propose_removal(watch=watch, actor=obj["actor"], **read_by(RemovalForm(said))).pk))
