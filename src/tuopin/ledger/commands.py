"""`tuopin task`: the ledger from the command line; whoever is meant by `--as` acts with their own posts."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.kernel.days import local_zone, read_day
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import amount_written
from tuopin.ledger import services
from tuopin.ledger.selectors import (
    Asked,
    as_shown,
    counts_by_place,
    crew_plan_of,
    my_day,
    schedule_of,
    task_file,
    tasks_asked,
)
from tuopin.ledger.services.plan_file import tasks_of_plan
from tuopin.ledger.states import Seat, Share
from tuopin.procedure.services.clock import now

JSON = click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
NOTE = click.option("--note", default="", help="说明或理由 / note or reason")


@click.group(help="台账:下达、认领、提交、验收、销号 / the ledger of tasks")
@click.pass_context
def task(ctx: click.Context) -> None:
    on = now().astimezone(local_zone()).date()
    ctx.obj = {"actor": ctx.obj["actor"](on), "on": on}


@asks("correct")
@task.command("issue", help="按表(XLSX 或 CSV)下达任务,全部或全不 / issue the tasks of a table (XLSX or CSV), all or none")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="任务来源,如 plan:2018 / what asks for them")
@click.option("--draft", is_flag=True, help="只草拟 / as drafts")
@click.pass_obj
def issue(obj: dict, file: Path, source: str, draft: bool) -> None:
    issued = services.issue_tasks(tasks_of_plan(file.read_bytes(), source=source), draft=draft, **obj)
    click.echo(_("已下达 {count} 项任务。").format(count=len(issued)))


@asks("read")
@task.command("list", help="列出任务 / list tasks")
@click.option("--division", metavar="CODE", help="区划代码 / area code")
@click.option("--source", default="", help="任务来源 / what asked for them")
@click.option("--late", is_flag=True, help="只看逾期 / late ones only")
@click.option("--mine", is_flag=True, help="只看我的岗位今天要办的 / those of one's own posts")
@JSON
@click.pass_obj
def list_tasks(obj: dict, division: str | None, source: str, late: bool, mine: bool, as_json: bool) -> None:
    actor, on = obj["actor"], obj["on"]
    asked = Asked(division.ljust(12, "0") if division else actor.home, when="late" if late else "", source=source)
    rows = my_day(actor, on=on).mine if mine else as_shown(tasks_asked(actor, asked, on=on)[:10_000], on=on)
    if as_json:
        click.echo(json.dumps([_told(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"#{row.task.pk}\t{row.task.due_on}\t{row.lateness.light}\t{row.task.get_state_display()}\t{row.task.area_code}\t{row.task.title}")


@asks("read")
@task.command("show", help="一项任务及其办理记录 / one task with all that was done")
@click.argument("number", type=int)
@JSON
@click.pass_obj
def show(obj: dict, number: int, as_json: bool) -> None:
    file = task_file(obj["actor"], number, on=obj["on"])
    acts = [{
        "seq": act.seq, "act": act.kind, "by": act.account.username if act.account else "operator", "on": act.happened_on.isoformat(),
        "recorded_at": act.recorded_at.isoformat(), "note": act.note,
    } for act in file.acts]
    told = _told(file) | {"acts": acts, "evidence": [each.file.digest for each in file.evidence], "may": sorted(file.may)}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"#{file.task.pk} {file.task.title}  {file.task.get_state_display()}  {file.task.due_on}")
    for act in acts:
        click.echo(f"  {act['seq']}  {act['recorded_at'][:19]}  {act['act']}  {act['by']}  {act['note']}".rstrip())


@asks("read")
@task.command("count", help="各地进度 / how the places below stand")
@click.option("--division", metavar="CODE", help="区划代码 / area code")
@JSON
@click.pass_obj
def count(obj: dict, division: str | None, as_json: bool) -> None:
    found = counts_by_place(obj["actor"], division.ljust(12, "0") if division else obj["actor"].home, on=obj["on"])
    if as_json:
        click.echo(json.dumps([one.__dict__ | {"light": one.light} for one in found]))
        return
    for one in found:
        click.echo(f"{one.key}\t{one.light}\t{one.closed}/{one.tasks}\t{one.late}")


def _act(name: str, text: str, service, *, reason: bool = False) -> None:
    @asks("correct")
    @task.command(name, help=text)
    @click.argument("number", type=int)
    @click.option("--note", required=reason, default=None if reason else "", help="说明或理由 / note or reason")
    @click.pass_obj
    def done(obj: dict, number: int, note: str) -> None:
        click.echo(service(task=number, note=note, **obj).state)


_act("accept", "认领 / take a task on", services.accept_task)
_act("verify", "验收 / verify what was submitted", services.verify_task)
_act("return", "退回,写明理由 / send back, with the reason", services.return_task, reason=True)
_act("close", "销号 / cross off a verified task", services.close_task)
_act("reopen", "重新办理,写明理由 / take up again, with the reason", services.reopen_task, reason=True)
_act("void", "作废,写明理由 / call off, with the reason", services.void_task, reason=True)


@asks("correct")
@task.command("submit", help="提交验收 / say that it is done")
@click.argument("number", type=int)
@click.option("--value", type=Decimal, help="完成值 / what was reached of the target")
@NOTE
@click.pass_obj
def submit(obj: dict, number: int, value: Decimal | None, note: str) -> None:
    click.echo(services.submit_task(task=number, value=value, note=note, **obj).state)


@asks("correct")
@task.command("evidence", help="上传凭证 / hand in a file of evidence")
@click.argument("number", type=int)
@click.argument("kind", type=click.Choice(["photo", "scan", "signature", "document"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def evidence(obj: dict, number: int, kind: str, file: Path) -> None:
    click.echo(services.hand_in_evidence(task=number, kind=kind, file=file.read_bytes(), **obj).digest)


@asks("correct")
@task.command("hand-down", help="转交本级其他岗位或下级岗位;一把手亲自办理的会被拒绝并留痕 / give to another seat; a head's own task is refused")
@click.argument("number", type=int)
@click.argument("area")
@click.option("--role", default="", type=click.Choice(["", "clerk", "head"]), help="岗位角色 / role")
@click.option("--office", default="", type=click.Choice(["", "secretary", "chief", "deputy"]), help="职务类别 / office")
@NOTE
@click.pass_obj
def hand_down(obj: dict, number: int, area: str, role: str, office: str, note: str) -> None:
    click.echo(services.hand_down(task=number, to=Seat(area.ljust(12, "0"), role, office), note=note, **obj).state)


@asks("correct")
@task.command("cascade", help="分解到下级,下级之和不少于本级 / hand parts of the target down: CODE=VALUE …")
@click.argument("number", type=int)
@click.argument("shares", nargs=-1, required=True, metavar="CODE=VALUE...")
@click.pass_obj
def cascade(obj: dict, number: int, shares: tuple[str, ...]) -> None:
    parts = [_share(one) for one in shares]
    for each in services.cascade_task(task=number, shares=parts, **obj):
        click.echo(f"#{each.pk}\t{each.area_code}\t{each.target_value}")


def _share(text: str) -> Share:
    code, _equals, value = text.partition("=")
    if (found := amount_written(value)) is None:
        raise Refusal("share-unread", phrase("“{text}”读不懂:分解写作“区划代码=数量”。"), phrase("例如 431129210000=120。"), text=text[:40])
    return Share(code.ljust(12, "0"), found)


@asks("read")
@task.command("schedule", help="倒排工期:每步最迟开工、关键步骤;多地共用施工队时求解 / back-schedule a source; with crews a solver")
@click.argument("source")
@click.option("--division", metavar="CODE", help="区划代码 / area code")
@click.option("--deadline", required=True, help="全部完成期限 / the day by which all must be done")
@click.option("--begins", help="最早开工,默认今天 / the first day; today by default")
@click.option("--crews", type=click.IntRange(1, 999), help="各地共用的施工队数 / crews that all places share")
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 600), help="求解时限(秒) / seconds for the solver")
@JSON
@click.pass_obj
def schedule(obj: dict, source: str, division: str | None, deadline: str, begins: str | None, crews: int | None, seconds: float, as_json: bool) -> None:
    actor, first = obj["actor"], read_day(begins) if begins else obj["on"]
    area = division.ljust(12, "0") if division else actor.home
    told = _crews(actor, source, crews, first, seconds) if crews else _steps(actor, source, area, read_day(deadline), first)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for row in told["steps"]:
        click.echo("\t".join(str(value) for value in row.values()))
    click.echo(f"days_late={told['days_late']}" + (f" bound={told['bound']} proven={told['proven']}" if crews else ""))


def _steps(actor, source: str, area: str, deadline: date, begins: date) -> dict:
    plan = schedule_of(actor, source, area, deadline=deadline, begins=begins).plan
    critical = {each.step.name for each in plan.critical}
    return {"days_late": plan.days_late, "steps": [{
        "step": each.step.name, "days": each.step.days, "latest_start": each.latest_start.isoformat(), "latest_finish": each.latest_finish.isoformat(),
        "slack": each.slack, "critical": each.step.name in critical,
    } for each in plan.planned]}


def _crews(actor, source: str, crews: int, begins: date, seconds: float) -> dict:
    plan = crew_plan_of(actor, source, crews=crews, begins=begins, seconds=seconds)
    return {"days_late": plan.days_late, "bound": plan.bound, "proven": plan.proven, "late": plan.late, "steps": [
        {"site": site, "step": step, "begins": day.isoformat()} for (site, step), day in sorted(plan.begins.items(), key=lambda item: (item[0][0], item[1]))
    ]}


def _told(row) -> dict:
    task = row.task
    return {
        "task": task.pk, "title": task.title, "state": task.state, "light": row.lateness.light, "days_late": row.lateness.late, "due_on": task.due_on.isoformat(),
        "area": task.area_code, "source": task.source, "code": task.code, "subject": task.subject,
        "owner": {"area": task.owner_area, "role": task.owner_role, "office": task.owner_office, "unit": task.owner_unit}, "head_only": task.head_only,
        "target": str(task.target_value) if task.target_value is not None else None, "done": str(task.done_value) if task.done_value is not None else None,
    }
