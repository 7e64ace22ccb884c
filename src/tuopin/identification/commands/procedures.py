"""Identification from the command line: take applications, record a meeting, propose a change of members, exits and their quality."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, TextIO
from uuid import UUID

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.evidence.services import accept_file
from tuopin.identification import services
from tuopin.identification.selectors.meetings import step_of
from tuopin.identification.selectors.places import Verdict, lacking_of_county, place_verdict
from tuopin.identification.selectors.quality import bulk_exits, every_exit
from tuopin.identification.services.judge_places import said_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import depth_of
from tuopin.kernel.days import read_day
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.tables import write_rows
from tuopin.kernel.text_files import text_of
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor, actor_of_command
from tuopin.policy.rulebook import rule_named
from tuopin.procedure.selectors import case_in_sight
from tuopin.registry.services.record_household import HouseholdTold, MemberTold

COUNTY, MANY, DIGITS = 3, 200, 9
JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
KEY = click.option("--key", type=click.UUID, help="提交标识,重复提交只生效一次 / mark of this submission: sent twice it has one effect")
ON = click.option("--on", "on_day", required=True, metavar="DATE", help="日期 / day, YYYY-MM-DD")
NOTE = click.option("--note", default="", help="说明 / reason or remark")
COUNTS = ("agricultural-persons", "exited-sampled", "exited-false", "unregistered-sampled", "omitted", "asked", "recognising")


def _actor(ctx: click.Context) -> tuple[Actor, date]:
    today = timezone.localdate()
    return actor_of_command((ctx.obj or {}).get("account"), on=today), today


def _progress(total: int) -> Callable[[int, int], None]:
    def report(done: int, of: int) -> None:
        if total >= MANY and sys.stderr.isatty():
            click.echo(f"\r{done}/{of}", nl=done == of, err=True)

    return report


@asks("correct")
@click.command(help="登记识别申请并立案,从 JSON 文件读取 / take applications from a JSON file (one household or a list) and open their cases")
@click.argument("file", type=click.File(encoding="utf-8"))
@NOTE
@KEY
@JSON
@click.pass_context
def apply(ctx: click.Context, file: TextIO, note: str, key: UUID | None, as_json: bool) -> None:
    actor, today = _actor(ctx)
    told = _read(file)
    if isinstance(told, list):
        cases = services.apply_many(told=[_household(one) for one in told], actor=actor, on=today, note=note)
    else:
        cases = [services.apply_for(told=_household(told), actor=actor, on=today, note=note, key=key)]
    found = [{"case": case.pk, "household": case.subject.partition(":")[2]} for case in cases]
    click.echo(json.dumps(found) if as_json else "\n".join(f"{one['case']}\t{one['household']}" for one in found))


def _read(file: TextIO) -> object:
    try:
        return json.load(file)
    except ValueError as fault:
        raise Refusal("not-json", phrase("文件不是 JSON。"), phrase("格式见 docs/how-to/identify-households.md。")) from fault


def _household(told: dict) -> HouseholdTold:
    try:
        members = tuple(
            MemberTold(m["name"], m["relation"], m.get("certificate", ""), m.get("sex", ""), date.fromisoformat(m["born_on"]) if m.get("born_on") else None,
                       m.get("facts", {})) for m in told["members"])
        incomes = {name: None if amount is None else Decimal(str(amount)) for name, amount in told.get("incomes", {}).items()}
        return HouseholdTold(told["village"], int(told["year"]), members, told.get("facts", {}), incomes, told.get("phone", ""))
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as fault:
        raise Refusal("application-unfit", phrase("申请缺少村、年度或家庭成员,或写法不对。"), phrase("格式见 docs/how-to/identify-households.md。")) from fault


@asks("correct")
@click.command(help="记录评议会议和每户表决 / record an appraisal meeting; the votes are a CSV: case,in_favour,against,abstained")
@click.argument("village")
@click.argument("votes", type=click.File("rb"))
@ON
@click.option("--entitled", type=int, required=True, help="应到人数 / entitled")
@click.option("--present", type=int, required=True, help="实到人数 / present")
@click.option("--evidence", "files", multiple=True, metavar="NAME=FILE", help="证据 / a piece of evidence and its file")
@NOTE
@KEY
@click.pass_context
def meeting(ctx: click.Context, village: str, votes: BinaryIO, on_day: str, entitled: int, present: int, files, note: str, key: UUID | None) -> None:
    actor, today = _actor(ctx)
    rows = _votes(text_of(votes.read()))
    if not rows:
        raise Refusal("nobody-chosen", phrase("没有选择评议的户。"), phrase("请至少选择一户。"))
    step = step_of(case_in_sight(actor, rows[0].case))
    evidence = tuple((name, _handed(village, step, name, path, actor, today)) for name, _, path in (one.partition("=") for one in files))
    told = services.MeetingTold(village, read_day(on_day), entitled, present, evidence=evidence, note=note, key=key)
    held = services.hold_meeting(told=told, votes=rows, actor=actor, on=today, report=_progress(len(rows)))
    click.echo(f"{held.pk}\t{held.ballots.filter(carried=True).count()}/{len(rows)}")


def _votes(text: str) -> list[services.Votes]:
    """The votes of each household's case, a line each; raises Refusal with the first line that cannot be read."""
    found = []
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        cells = [(row.get(name) or default).strip() for name, default in (("case", ""), ("in_favour", "0"), ("against", "0"), ("abstained", "0"))]
        if not all(cell.isascii() and cell.isdigit() and len(cell) <= DIGITS for cell in cells):
            raise Refusal("votes-unfit", phrase("第 {line} 行不能读取:案件编号和票数须为整数。"), phrase("列为 case,in_favour,against,abstained;请改正后重试。"), line=line)
        found.append(services.Votes(*map(int, cells)))
    return found


def _handed(village: str, step, name: str, path: str, actor: Actor, today: date) -> UUID:
    wanted = next((r for r in step.evidence if r.name == name), None) if step else None
    try:
        data = Path(path).read_bytes()
    except OSError as fault:
        raise Refusal("no-file", phrase("打不开文件 {name}。"), phrase("请写成 证据名称=文件路径。"), name=path) from fault
    if wanted is None:
        raise Refusal("evidence-unasked", phrase("材料的种类不符合这一步的要求。"), phrase("请按要求的种类上传。"))
    kind = "document" if data.startswith(b"%PDF-") else next((k for k in ("photo", "scan", "document") if k in wanted.kinds), "scan")
    return accept_file(kind=kind, subject=f"village:{village}", area_code=village, file=data, actor=actor, on=today, note=wanted.title).uid


@asks("correct")
@click.command(help="提出家庭成员变动并立案 / propose a change of members and open its case; who comes is read from standard input as JSON")
@click.argument("household")
@click.argument("kind", type=click.Choice(("birth", "death", "married_in", "married_out", "moved_in", "moved_out", "split", "merge", "head")))
@ON
@click.option("--person", "persons", multiple=True, help="人编号 / number of a member; repeat")
@click.option("--into", "other", default="", help="并入的户编号 / household that is merged into")
@click.option("--relation", default="", help="原户主与新户主的关系 / what the former head is to the new one")
@click.option("--related", multiple=True, metavar="NUMBER=RELATION", help="成员与新户主的关系,推不出的必填 / what a member is to the new head, where it does not follow; repeat")
@click.option("--arrival", is_flag=True, help="从标准输入读取新成员 / read who comes from standard input")
@NOTE
@KEY
@click.pass_context
def change(ctx: click.Context, household: str, kind: str, on_day: str, persons, other: str, relation: str, related, arrival: bool, note: str, key: UUID | None) -> None:
    actor, today = _actor(ctx)
    comes = None
    if arrival:
        told = _read(click.open_file("-", encoding="utf-8"))
        try:
            comes = services.ArrivalTold(told["name"], told["relation"], told.get("certificate", ""), told.get("sex", ""),
                                         date.fromisoformat(told["born_on"]) if told.get("born_on") else None)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise Refusal("name-missing", phrase("没有填写姓名。"), phrase("请按户口簿填写。")) from fault
    said = services.ChangeTold(household, kind, read_day(on_day), tuple(persons), comes, other, relation, note,
                               {number.strip(): word.strip() for number, _, word in (each.partition("=") for each in related)})
    click.echo(str(services.propose_change(told=said, actor=actor, on=today, key=key).pk))


@click.group("exit", help="退出:质量、批量退出、贫困村和贫困县 / exits: quality, bulk exits, villages and counties")
def leave() -> None:
    pass


@asks("read")
@leave.command("list", help="每户退出的质量 / the quality of each household's exit")
@click.option("--area", help="区划代码 / only in this place")
@click.option("--colour", type=click.Choice(("green", "amber", "red")), help="只列一种 / only one colour")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV / print CSV")
@JSON
@click.pass_context
def list_exits(ctx: click.Context, area: str | None, colour: str | None, as_csv: bool, as_json: bool) -> None:
    actor, today = _actor(ctx)
    area = area or actor.home
    actor.require("read", area)
    told = [
        {"household": one.number, "village": one.village_code, "on": one.exited_on.isoformat(), "case": one.case, "quality": one.quality.colour,
         "missing": list(one.quality.missing)}
        for one in every_exit(actor, area, on=today) if not colour or one.quality.colour == colour
    ]
    if as_json:
        click.echo(json.dumps(told))
    elif as_csv:
        write_rows(sys.stdout, [("household", "village", "on", "case", "quality", "missing"), *((*list(one.values())[:5], ",".join(one["missing"])) for one in told)])
    else:
        for one in told:
            click.echo(f"{one['quality']:<6}{one['household']}\t{one['on']}\t{','.join(one['missing'])}".rstrip())


@asks("read")
@leave.command("bulk", help="一人一分钟内批准多户退出 / exits that one person ended in bulk")
@click.option("--area", help="区划代码 / only in this place")
@JSON
@click.pass_context
def bulk(ctx: click.Context, area: str | None, as_json: bool) -> None:
    actor, _ = _actor(ctx)
    actor.require("read", area or actor.home)
    told = [{"account": one.account, "minute": one.minute.isoformat(), "count": one.count, "first_case": one.first_case} for one in bulk_exits(actor, area or actor.home)]
    click.echo(json.dumps(told) if as_json else "\n".join(f"{one['account']}\t{one['minute']}\t{one['count']}\t#{one['first_case']}" for one in told))


@asks("read")
@leave.command("place", help="一村或一县能否退出,还缺什么 / whether a village or county may leave, and what is missing")
@click.argument("code")
@JSON
@click.pass_context
def place(ctx: click.Context, code: str, as_json: bool) -> None:
    actor, today = _actor(ctx)
    actor.require("read", code)
    verdict = place_verdict(actor, code, on=today)
    lacking = lacking_of_county(actor, code, on=today) if depth_of(code) == COUNTY else []
    told = {"place": code, "year": verdict and verdict.year, "holds": verdict and verdict.holds, "why_not": list(verdict.why_not) if verdict else [],
            "lacking": [{"what": one.what, "count": one.count, "places": [code for code, _ in one.places],
                         "of_households": one.of_households, "households": [number for number, _, _ in one.households]} for one in lacking]}
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(" ".join((code, names_of([code], on=today).get(code, ""), *_standard(verdict, county=depth_of(code) == COUNTY))).rstrip())
    for one in lacking:
        click.echo(f"  {said_of(one)}")
        for village, name in one.places:
            click.echo(f"    {village}\t{name}")
        for number, village, persons in one.households:
            click.echo(f"    {village}\t{number}\t{persons}")


def _standard(verdict: Verdict | None, *, county: bool) -> list[str]:
    """How the place stands against the standard of its exit, in words: the year, the answer, what fails and what is not known."""
    if verdict is None:
        return [_("没有可以评判的采集信息。")]
    titles = rule_named("county-exit" if county else "village-exit").conditions
    parts = [(_("未达标项"), [name for name in verdict.why_not if not name.endswith("?")]), (_("待核实项"), [name for name in verdict.why_not if name.endswith("?")])]
    answer = {True: _("达标"), False: _("未达标"), None: _("待核实")}[verdict.holds]
    return [_("按 {year} 年采集信息").format(year=verdict.year), answer,
            *(f"{title}:{_('、').join(_(str(titles.get(name.rstrip('?'), name))) for name in names)}" for title, names in parts if names)]


@asks("audit")
@leave.command("evaluate", help="登记第三方评估的抽查结果 / record the counts that an outside evaluation found in its sample")
@click.argument("county")
@click.option("--year", type=int, required=True, help="年度 / year of the facts")
@click.option("--sample", type=click.File(encoding="utf-8"), required=True, help="tuopin sample draw 写出的文件 / the file that tuopin sample draw wrote")
@click.pass_context
def evaluate(ctx: click.Context, county: str, year: int, sample: TextIO, **counts: int) -> None:
    actor, today = _actor(ctx)
    drawn = _read(sample)
    plan = drawn.get("plan") if isinstance(drawn, dict) else None
    frame, seed = (str(drawn.get("frame", "")), str(plan.get("seed", ""))) if isinstance(plan, dict) else ("", "")
    row = services.record_evaluation(
        told=services.EvaluationTold(county, year, frame_digest=frame, seed=seed, **counts), actor=actor, on=today)
    click.echo(str(row.pk))


for _count in COUNTS:
    evaluate = click.option(f"--{_count}", type=int, required=True, help=f"人数或户数 / count: {_count}")(evaluate)


@asks("correct")
@leave.command("designate", help="登记贫困村、贫困县的认定 / record that a village or county is designated as poor")
@click.argument("code")
@click.argument("tag")
@ON
@click.option("--document", required=True, help="依据 / the document that says so")
@click.option("--until", "until", help="已退出的,退出日期 / day of an exit of the past")
@click.pass_context
def designate(ctx: click.Context, code: str, tag: str, on_day: str, document: str, until: str | None) -> None:
    actor, today = _actor(ctx)
    row = services.designate(area_code=code, tag=tag, starts_on=read_day(on_day), ends_on=read_day(until) if until else None, document=document,
                             actor=actor, on=today)
    click.echo(str(row.pk))


@asks("correct")
@leave.command("visit", help="登记一次走访 / record a visit; SUBJECT is household:NUMBER, village:CODE or county:CODE")
@click.argument("subject")
@click.argument("level", type=click.Choice(("village", "township", "county", "city", "province")))
@click.argument("visitor")
@ON
@NOTE
@KEY
@click.pass_context
def visit(ctx: click.Context, subject: str, level: str, visitor: str, on_day: str, note: str, key: UUID | None) -> None:
    actor, today = _actor(ctx)
    row = services.record_visit(told=services.VisitTold(subject, level, visitor, read_day(on_day), note, key=key), actor=actor, on=today)
    click.echo(str(row.pk))
