"""Policies from the command line: the catalogue, who is owed what, deliveries recorded, brought in and taken back; awareness, gaps of services, strategies."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from tuopin.benefits import services
from tuopin.benefits.selectors.service_gaps import gaps_of, gaps_unrecorded
from tuopin.benefits.selectors.strategies import strategies_of, strategy_file
from tuopin.benefits.services.draft_strategy import draft_strategy, lines_written
from tuopin.benefits.services.list_beneficiaries import Asked, Beneficiary, beneficiaries
from tuopin.benefits.services.record_gaps import Gap, record_gaps
from tuopin.benefits.services.standings import Line
from tuopin.benefits.states.basic_services import SERVICES, SOURCES
from tuopin.benefits.states.catalogue import policies_on, policy_named
from tuopin.benefits.states.standing import ELIGIBLE, GAP, NOT, OVER, STATES
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import depth_of
from tuopin.kernel.days import read_day
from tuopin.kernel.money import to_yuan
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.text_files import text_of
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import amount_written
from tuopin.people.selectors import actor_of_command
from tuopin.registry.selectors.fields import column_label

COUNTY, EVERYBODY = 3, 10_000_000  # rows: more than any county has
JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
WHY = click.option("--why", required=True, help="理由 / why")
ON = click.option("--on", "day", metavar="DAY", help="日期,默认今天 / as of this day, YYYY-MM-DD; today by default")


@click.group(help="政策:目录、应享未享、落实记录 / policies: the catalogue, who is owed what, deliveries")
@click.pass_context
def policy(ctx: click.Context) -> None:
    today = timezone.localdate()
    ctx.obj = {"actor": actor_of_command((ctx.obj or {}).get("account"), on=today), "on": today}


@asks("read")
@policy.command("list", help="当天施行的政策 / the policies in force on the day")
@ON
@JSON
@click.pass_obj
def listed(obj: dict, day: str | None, as_json: bool) -> None:
    _print([{"policy": one.name, "title": _(one.title), "tier": one.words["tier"], "batch": one.words["batch"], "source": one.source_text}
            for one in policies_on(_day(obj, day))], as_json)


@asks("read")
@policy.command("household", help="一户的政策:应享、已享、应享未享、不应享已享、待核实 / how a household and its people stand to every policy")
@click.argument("number")
@ON
@JSON
@click.pass_obj
def household(obj: dict, number: str, day: str | None, as_json: bool) -> None:
    lines, deliveries = services.benefits_of_household(obj["actor"], number=number, on=_day(obj, day))
    if as_json:
        _print([{"policies": [_line(line) for line in lines], "deliveries": [_delivered(one) for one in deliveries]}], as_json)
        return
    _print([*map(_line, lines), *map(_delivered, deliveries)], as_json)


@asks("read")
@policy.command("who", help="一项政策的名单,默认应享未享 / who stands how to one policy; by default who is entitled and has not received")
@click.argument("name")
@click.argument("area")
@click.option("--state", type=click.Choice([word for word in STATES if word != NOT]), help="落实状态 / how they stand")
@ON
@JSON
@click.pass_obj
def who(obj: dict, name: str, area: str, state: str | None, day: str | None, as_json: bool) -> None:
    found = policy_named(name)
    obj["actor"].require("read", area)
    if depth_of(area) < COUNTY:
        raise Refusal("too-wide", phrase("名单按县读取。"), phrase("请选择一个县或更小的区划。"))
    asked = Asked(found, area, _day(obj, day), state or (GAP if found.by_right else ELIGIBLE))
    page, _counts = beneficiaries(obj["actor"], asked, size=EVERYBODY)
    _print([_beneficiary(one) for one in page.rows], as_json)


@asks("correct")
@policy.command("deliver", help="记录一笔落实,须有凭证 / record what was handed over, with its proof")
@click.argument("number")
@click.option("--policy", "name", required=True, help="政策 / the policy, as `policy list` names it")
@click.option("--person", default="", help="人编号,落实到人的政策须填 / the member's number, for a policy of persons")
@click.option("--amount", metavar="YUAN", help="金额(元);实物、服务不填 / amount; none for goods and services")
@click.option("--content", default="", help="内容 / what it was")
@click.option("--proof", required=True, help="落实凭证 / kind of proof: bank, signature, roll")
@click.option("--proof-number", default="", help="凭证号 / the number of the proof")
@click.option("--evidence", default="", metavar="UID", help="本户的证据文件 / a file of the household's evidence")
@ON
@click.pass_obj
def deliver(obj: dict, number: str, name: str, person: str, amount: str | None, content: str, proof: str, proof_number: str, evidence: str, day: str | None) -> None:
    handed = services.Handed(name, _day(obj, day), _yuan(amount), proof, proof_number, evidence, content)
    click.echo(str(services.record_delivery(number=number, person=person, handed=handed, actor=obj["actor"], on=obj["on"]).pk))


@asks("correct")
@policy.command("void", help="作废一笔记录,记录保留备查 / take a wrong record back; it stays and says so")
@click.argument("delivery", type=int)
@WHY
@click.pass_obj
def void(obj: dict, delivery: int, why: str) -> None:
    services.void_delivery(delivery=delivery, reason=why, actor=obj["actor"], on=obj["on"])


@asks("import")
@policy.command("bring", help="导入一份落实清单(xlsx、csv) / bring in a list of deliveries: all of it or nothing")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--leave-out", is_flag=True, help="跳过有问题的行,其余照收 / leave out the rows that cannot be taken")
@JSON
@click.pass_context
def bring(ctx: click.Context, file: Path, leave_out: bool, as_json: bool) -> None:
    told = services.bring_in_deliveries(path=file, file_name=file.name, actor=ctx.obj["actor"], on=ctx.obj["on"], leave_out=leave_out)
    faults = [{"row": row, "why": " ".join(refusal.say(lambda text: _(text) if text else ""))} for row, refusal in told.faults]
    if as_json:
        _print([{"batch": told.batch and told.batch.pk, "rows": told.rows, "faults": faults}], as_json)
    else:
        _print([*([{"batch": told.batch.pk, "rows": told.batch.rows}] if told.batch else []), *faults], as_json)
    if told.batch is None:
        ctx.exit(1)


@asks("import")
@policy.command("undo", help="整份撤销一份清单 / take a whole list back")
@click.argument("batch", type=int)
@WHY
@click.pass_obj
def undo(obj: dict, batch: int, why: str) -> None:
    services.undo_batch(batch=batch, reason=why, actor=obj["actor"], on=obj["on"])


@asks("correct")
@policy.command("count", help="重新统计一个县的落实情况 / count a county anew")
@click.argument("county")
@click.pass_obj
def count(obj: dict, county: str) -> None:
    obj["actor"].require("correct", county)
    if depth_of(county) != COUNTY:
        raise Refusal("not-a-county", phrase("请选择一个县再统计。"), phrase("请填写县级区划代码。"))
    click.echo(str(services.count_benefits(counties=[county], year=obj["on"].year, on=obj["on"], actor=obj["actor"])))


@asks("correct")
@policy.command("awareness", help="登记一个村一项政策的知晓调查 / record a survey in a village: how many were asked about a policy, how many knew it")
@click.argument("village")
@click.argument("name")
@click.argument("asked", type=int)
@click.argument("aware", type=int)
@click.option("--on", "asked_on", required=True, metavar="DAY", help="调查日期 / day of the survey, YYYY-MM-DD")
@click.pass_obj
def awareness(obj: dict, village: str, name: str, asked: int, aware: int, asked_on: str) -> None:
    services.record_awareness(village=village, policy=name, counted=(asked, aware), asked_on=read_day(asked_on), actor=obj["actor"], on=obj["on"])


@asks("read")
@policy.command("gaps", help="基本公共服务缺口,和村信息采集表里没有而未登记的 / gaps of basic services, and what village forms lack that nobody put on record")
@click.argument("area")
@click.option("--service", type=click.Choice(tuple(SERVICES)), help="服务 / only of this service")
@JSON
@click.pass_obj
def gaps(obj: dict, area: str, service: str | None, as_json: bool) -> None:
    found = [{"task": row.pk, "village": row.area_code, "service": SOURCES[row.source], "lacks": row.detail, "issued_on": row.issued_on.isoformat(),
              "due_on": row.due_on.isoformat(), "state": row.state, "closed_on": row.closed_on.isoformat() if row.closed_on else ""}
             for row in gaps_of(obj["actor"], area, service=service or "")]
    unrecorded = [{"village": code, "name": name, "service": lacking, "unrecorded": True} for code, name, lacking in gaps_unrecorded(obj["actor"], area, on=obj["on"])
                  if service in (None, lacking)]
    _print([*found, *unrecorded], as_json)


@asks("correct")
@policy.command("gap", help="登记一处服务缺口,成为台账任务 / put a gap of a service on record: it becomes a task of the ledger")
@click.argument("area")
@click.argument("service", type=click.Choice(tuple(SERVICES)))
@click.argument("text")
@click.option("--due", required=True, metavar="DAY", help="完成期限 / until when, YYYY-MM-DD")
@click.option("--unit", default="", help="责任单位 / the unit that sees to it")
@click.pass_obj
def gap(obj: dict, area: str, service: str, text: str, due: str, unit: str) -> None:
    [task] = record_gaps([Gap(area, service, text, read_day(due), unit)], actor=obj["actor"], on=obj["on"])
    click.echo(str(task.pk))


@asks("read")
@policy.command("strategies", help="一县一策:没有已批准方案的县在前 / one county, one policy: the counties without an approved strategy first")
@click.argument("area")
@JSON
@click.pass_obj
def strategies(obj: dict, area: str, as_json: bool) -> None:
    _print([
        {"county": one.code, "name": one.name, "strategy": one.strategy.pk if one.strategy else "", "version": one.strategy.version if one.strategy else "",
         "draft": one.draft.pk if one.draft else "", "measures": one.lines, "done": one.done, "late": one.late}
        for one in strategies_of(obj["actor"], area, on=obj["on"])], as_json)


@asks("read")
@policy.command("strategy", help="一个版次的问题、措施、责任单位和完成情况 / one version: problems, measures, units, days, results")
@click.argument("number", metavar="STRATEGY", type=int)
@JSON
@click.pass_obj
def strategy(obj: dict, number: int, as_json: bool) -> None:
    _print([
        {"line": line.number, "problem": line.problem, "measure": line.measure, "unit": line.owner_unit, "due_on": line.due_on.isoformat(),
         "task": line.task_id or "", "state": line.task.state if line.task else "", "result": result}
        for line, result in strategy_file(obj["actor"], number).lines], as_json)


@asks("correct")
@policy.command("draft", help="拟订一县一策的新版次,每行:问题|措施|责任单位|完成期限 / draft a county's strategy: a line a problem, measure, unit and day between bars")
@click.argument("county")
@click.argument("lines", type=click.File("rb"))
@click.option("--title", required=True, help="名称 / its title")
@click.pass_obj
def draft(obj: dict, county: str, lines: BinaryIO, title: str) -> None:
    click.echo(str(draft_strategy(area=county, title=title, lines=lines_written(text_of(lines.read())), actor=obj["actor"], on=obj["on"]).pk))


def _line(line: Line) -> dict:
    return {
        "policy": line.policy.name, "title": _(line.policy.title), "person": line.person.number if line.person else "", "state": line.state,
        "state_said": _(STATES[line.state]), "not_met": [_(title) for title in line.failing] if line.state == OVER else [],
        "missing": [column_label(name) for name in line.missing], "due_yuan": _shown(line.due_fen),
    }


def _delivered(one) -> dict:
    return {
        "delivery": one.pk, "policy": one.policy, "person": one.person.number if one.person else "", "delivered_on": one.delivered_on.isoformat(),
        "amount_yuan": "" if one.amount_yuan is None else str(one.amount_yuan), "content": one.content, "proof": one.get_proof_display(),
        "voided": one.voided_at is not None,
    }


def _beneficiary(one: Beneficiary) -> dict:
    """Without a name: what leaves by the command line is numbers."""
    return {"household": one.number, "village": one.village, "person": one.person_number, "state": one.state, "why": [_(text) for text in one.why],
            "due_yuan": _shown(one.due_fen)}


def _shown(fen: int | None) -> str:
    return "" if fen is None else str(to_yuan(fen))


def _day(obj: dict, text: str | None) -> date:
    return read_day(text) if text else obj["on"]


def _yuan(text: str | None) -> Decimal | None:
    if text is None:
        return None
    if (found := amount_written(text)) is None:
        raise Refusal("bad-amount", phrase("金额须大于零、小于一万亿元,最多两位小数。"), phrase("请核对后重新填写。"))
    return found


def _print(rows: list[dict], as_json: bool) -> None:
    """Each row as a line of JSON, or its words between tabs: what is empty or not so is left out, what is so is told by its name."""
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
        else:
            click.echo("\t".join(_word(name, value) for name, value in row.items() if value not in ("", []) and value is not False))


def _word(name: str, value: object) -> str:
    return name if value is True else "、".join(map(str, value)) if isinstance(value, list) else str(value)
