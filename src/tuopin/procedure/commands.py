"""Cases from the command line: open one, see what waits, take the step that is due, object, answer, withdraw."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import LEVELS, ancestor
from tuopin.kernel.days import read_day
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import actor_of_command, post_in_words
from tuopin.procedure import services
from tuopin.procedure.selectors import CaseFile, case_file, cases_for, evidence_for, gathered, waiting_for
from tuopin.procedure.selectors.past import submitted_before
from tuopin.procedure.services.clock import now
from tuopin.procedure.states import procedures
from tuopin.procedure.states.declared import ANY
from tuopin.procedure.states.standing import ON_NOTICE

EVIDENCE = click.option("--evidence", "files", multiple=True, metavar="NAME=FILE", help="证据 / a piece of evidence and its file")
NOTE = click.option("--note", default="", help="说明 / reason or remark")
JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
KEY = click.option("--key", type=click.UUID, help="提交标识,重复提交只生效一次 / mark of this submission: sent twice it has one effect")


@click.group(help="按程序办理的事项 / cases that go through a procedure")
@click.pass_context
def case(ctx: click.Context) -> None:
    today = timezone.localdate()
    ctx.obj = {"actor": actor_of_command((ctx.obj or {}).get("account"), on=today), "on": today}


@asks("correct")
@case.command("open", help="为一户立案 / open a case on a household")
@click.argument("household")
@click.option("--procedure", default="household-exit", show_default=True, type=click.Choice(sorted(procedures())), help="程序 / procedure")
@click.option("--appeals", type=int, metavar="CASE", help="所申诉的事项 / the rejected case that is appealed against")
@NOTE
@KEY
@click.pass_obj
def open_one(obj: dict, household: str, procedure: str, appeals: int | None, note: str, key: UUID | None) -> None:
    opened = services.open_case(procedure=procedure, number=household, actor=obj["actor"], note=note, key=key, appeals=appeals)
    click.echo(str(opened.pk))


@asks("read")
@case.command("list", help="列出办理中的事项 / list running cases")
@click.option("--waiting", is_flag=True, help="只列等我办理的 / only those that wait for me")
@click.option("--ended", is_flag=True, help="列已结束的 / those that have ended")
@JSON
@click.pass_obj
def list_cases(obj: dict, waiting: bool, ended: bool, as_json: bool) -> None:
    actor = obj["actor"]
    rows = waiting_for(actor) if waiting else list(cases_for(actor, running=not ended)[:1000])
    told = [
        {"case": row.pk, "procedure": row.procedure, "subject": row.subject, "area": row.area_code, "state": row.state, "due": row.due}
        for row in rows
    ]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for row in told:
        click.echo("\t".join(str(value) for value in row.values()))


@asks("read")
@case.command("show", help="一件事项的办理情况 / one case with all that was done")
@click.argument("number", type=int)
@JSON
@click.pass_obj
def show(obj: dict, number: int, as_json: bool) -> None:
    at = now()
    file = case_file(obj["actor"], number, at=at)
    told = _told(file)
    found = gathered(obj["actor"], file.case, at=at)
    told["wanted"] = [{"name": one.requirement.name, "title": one.requirement.title, "least": one.requirement.least, "there": len(one.files)} for one in found]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in _lines(file, on=obj["on"]):
        click.echo(line)
    for one in told["wanted"]:
        click.echo(f"  {one['name']}  {_(one['title'])}  {one['there']}/{one['least']}")


@asks("correct")
@case.command("step", help="办理到期的一步:办理、公示或结束公示 / take what is due: a step, a notice up, a notice down")
@click.argument("number", type=int)
@EVIDENCE
@click.option("--on", "happened", help="办理日期,默认今天 / day it happened, YYYY-MM-DD; today by default")
@click.option("--votes", nargs=3, type=int, metavar="ENTITLED PRESENT IN_FAVOUR", help="应到、实到、同意人数 / entitled, present, in favour")
@NOTE
@KEY
@click.pass_obj
def step(obj: dict, number: int, files, happened: str | None, votes, note: str, key: UUID | None) -> None:
    actor = obj["actor"]
    file = case_file(actor, number, at=now())
    entitled, present, in_favour = votes or (None, None, None)
    said = services.Said(happened_on=_day(happened), note=note, entitled=entitled, present=present, in_favour=in_favour, key=key)
    if before := submitted_before(actor, file.case, key):
        click.echo(str(services.take_again(before, actor=actor, said=said).seq))
        return
    said = replace(said, evidence=_handed_in(actor, number, files))
    if file.standing.state == ON_NOTICE:
        act = services.close_notice(case=number, actor=actor, said=said)
    elif file.standing.due and file.standing.due.notice:
        act = services.publish_notice(case=number, actor=actor, said=said)
    else:
        act = services.take_step(case=number, step=file.case.due, actor=actor, said=said)
    click.echo(str(act.seq))


@asks("audit")
@case.command("evaluate", help="评估人员办理评估这一步 / the step of an outside evaluator, with their own report")
@click.argument("number", type=int)
@EVIDENCE
@NOTE
@KEY
@click.pass_obj
def evaluate(obj: dict, number: int, files, note: str, key: UUID | None) -> None:
    evidence = _handed_in(obj["actor"], number, files, hand_in=services.hand_in_report)
    click.echo(str(services.evaluate_case(case=number, actor=obj["actor"], said=services.Said(note=note, evidence=evidence, key=key)).seq))


@asks("correct")
@case.command("object", help="登记对公示的异议,从标准输入读取内容 / record an objection to a notice; its text comes from standard input")
@click.argument("number", type=int)
@click.option("--objector", is_flag=True, help="第一行是异议人 / the first line names who objects")
@KEY
@click.pass_obj
def object_to(obj: dict, number: int, objector: bool, key: UUID | None) -> None:
    text = click.open_file("-", encoding="utf-8").read()
    name, _newline, rest = text.partition("\n") if objector else ("", "", text)
    act = services.object_to(case=number, text=rest, objector=name, actor=obj["actor"], said=services.Said(key=key))
    click.echo(str(act.seq))


@asks("correct")
@case.command("answer", help="答复异议 / answer an objection")
@click.argument("number", type=int)
@click.argument("objection", type=int)
@click.argument("outcome", type=click.Choice(["dismissed", "upheld"]))
@EVIDENCE
@NOTE
@KEY
@click.pass_obj
def answer(obj: dict, number: int, objection: int, outcome: str, files, note: str, key: UUID | None) -> None:
    said = services.Said(note=note, evidence=_handed_in(obj["actor"], number, files, answering=True), key=key)
    act = services.answer_objection(case=number, refers=objection, outcome=outcome, actor=obj["actor"], said=said)
    click.echo(str(act.seq))


@asks("correct")
@case.command("reject", help="在到期的一步驳回,写明理由;可以申诉 / say no at the step that is due, with the reason; it may be appealed against")
@click.argument("number", type=int)
@click.option("--note", required=True, help="理由 / reason")
@KEY
@click.pass_obj
def reject(obj: dict, number: int, note: str, key: UUID | None) -> None:
    click.echo(str(services.reject(case=number, actor=obj["actor"], said=services.Said(note=note, key=key)).seq))


@asks("correct")
@case.command("withdraw", help="撤回事项 / withdraw a case")
@click.argument("number", type=int)
@click.option("--note", required=True, help="理由 / reason")
@click.pass_obj
def withdraw(obj: dict, number: int, note: str) -> None:
    click.echo(str(services.withdraw(case=number, actor=obj["actor"], said=services.Said(note=note)).seq))


def _handed_in(actor, number: int, files: tuple[str, ...], *, answering: bool = False, hand_in: Callable = services.hand_in) -> tuple[tuple[str, UUID], ...]:
    """Hand in the files of NAME=FILE; then all that is gathered for the due act, or for the answer to an objection."""
    for one in files:
        name, _equals, path = one.partition("=")
        try:
            data = Path(path).read_bytes()
        except OSError as fault:
            raise Refusal("no-file", phrase("打不开文件 {name}。"), phrase("请写成 证据名称=文件路径。"), name=path) from fault
        hand_in(case=number, name=name, file=data, actor=actor)
    at = now()
    file = case_file(actor, number, at=at)
    answers = {r.name for r in file.edition.objection.evidence} if file.edition.objection else set()
    found = gathered(actor, file.case, at=at)
    return evidence_for(found, {one.requirement.name for one in found if (one.requirement.name in answers) == answering})


def _lines(file: CaseFile, *, on: date) -> list[str]:
    """The case as its page tells it: what it is about, each act with its step, person and post on the office's clock, and whose turn it is."""
    case, due = file.case, file.standing.due
    answers = file.edition.objection if file.standing.open_objections else None
    turn = answers or due
    seat = ancestor(case.area_code, LEVELS.index(turn.level) + 1) if turn and turn.level != ANY else ""
    names = names_of({case.area_code, seat, *(act.seat_area for act in file.acts)} - {""}, on=on)
    lines = [f"#{case.pk}  {_(file.procedure.title)}  {case.subject}  {names.get(case.area_code, case.area_code)}  {case.get_state_display()}"]
    for act in file.acts:
        step, post = file.edition.step(act.step), post_in_words(names.get(act.seat_area, ""), act.seat_role, act.seat_title)
        votes = _("应到 {a},实到 {b},同意 {c}").format(a=act.entitled, b=act.present, c=act.in_favour) if act.entitled else ""
        verdict = getattr(act, "verdict", None)
        held = "" if verdict is None else f"{_('当日评判')} {_('符合条件') if verdict.holds else _('不符合条件')}"
        words = (f"{act.seq}.", f"{timezone.localtime(act.recorded_at):%Y-%m-%d %H:%M}", act.get_kind_display(), _(step.title) if step else act.step,
                 f"{act.account.name} · {post}", votes, held, _("补记") if act.late else "", _(act.note) if act.kind == "object" else act.note)
        lines.append("  " + "  ".join(str(word) for word in words if word))
    if file.due_at:
        lines.append(_("公示中,期满时间 %(at)s。") % {"at": f"{timezone.localtime(file.due_at):%Y-%m-%d %H:%M}"})
    if turn is None:
        return lines
    who = post_in_words(names.get(seat, seat), "" if turn.role == ANY else turn.role)
    return [*lines, "  ".join(word for word in ("→", _("调查并答复异议;答复前公示停止计时。") if answers else _(due.title), who) if word)]


def _day(text: str | None) -> date | None:
    return read_day(text) if text else None


def _told(file: CaseFile) -> dict:
    case = file.case
    return {
        "case": case.pk, "procedure": case.procedure, "subject": case.subject, "area": case.area_code, "state": case.state, "due": case.due,
        "opened_at": case.opened_at.isoformat(), "ended_at": case.ended_at.isoformat() if case.ended_at else None,
        "notice_until": file.due_at.isoformat() if file.due_at else None, "late": file.late,
        "acts": [
            {"seq": act.seq, "kind": act.kind, "step": act.step, "by": act.account.username, "name": act.account.name, "area": act.seat_area, "role": act.seat_role, "title": act.seat_title,
             "entitled": act.entitled, "present": act.present, "in_favour": act.in_favour, "holds": getattr(getattr(act, "verdict", None), "holds", None),
             "happened_on": act.happened_on.isoformat(), "recorded_at": act.recorded_at.isoformat(), "late": act.late, "note": act.note,
             "outcome": act.outcome, "evidence": [c.digest for c in act.citations.all()]}
            for act in file.acts
        ],
    }
