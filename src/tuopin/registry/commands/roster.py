"""The commands of the registry: bring a roster in, write one out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click
import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.kernel.areas import is_code
from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor, actor_of_command
from tuopin.registry.selectors import batches
from tuopin.registry.selectors.exports import numbers_in
from tuopin.registry.services.error_workbook import error_workbook
from tuopin.registry.services.export_households import KINDS, export_households
from tuopin.registry.services.merge_batch import merge_batch
from tuopin.registry.services.receive_roster import FileRefused, digest_of, receive_roster
from tuopin.registry.services.settle_rows import confirm_rows

ALL_IN, REFUSED, SOME_WAIT = 0, 2, 3
Report = Callable[[str, int, int], None]
Judge = Callable[[int, list[str], Actor], None]  # year, counties, who asks
SHOWN = 20  # kinds of problems listed for a person


class _DryRun(Exception):
    """Undoes everything a dry run has written."""


def import_command(judge: Judge, reporter: Callable[[bool], Report], translate: Callable[[str], str]) -> click.Command:
    """The `import` command; after a merge it lets `judge` judge the counties again, which is no business of this room's."""

    @asks("import")
    @click.command("import", help="导入花名册(xlsx、csv);退出码 0 全部入库,3 有户待处理,2 文件被拒收 / bring in a roster")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--year", type=click.IntRange(1949, 2100), help="年度;不填则取自表中的年度列 / year of the facts")
    @click.option("--dry-run", is_flag=True, help="只检查,不写入 / check only, write nothing")
    @click.option("--confirm", is_flag=True, help="按读取结果确认待确认的行 / accept the rows that wait for confirmation as read")
    @click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="把待处理的行写成工作簿 / write what waits")
    @click.option("--map", "mapping", multiple=True, metavar="列名=字段", help="指明认不出的列 / HEADING=FIELD, may be repeated")
    @click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
    @click.pass_context
    def import_file(ctx, file, year, dry_run, confirm, errors, mapping, as_json):
        on = datetime.now(local_zone()).date()
        actor = actor_of_command((ctx.obj or {}).get("account"), on=on)
        report = reporter(as_json)
        order = Order(file, year, _mapping(mapping), dry_run, confirm, errors)
        try:
            batch, told = _bring_in(order, actor=actor, on=on, report=report, translate=translate)
        except FileRefused as refusal:
            _say_refused(file, year, refusal, as_json, translate)
            ctx.exit(REFUSED)
        if not dry_run and (counties := batches.counties_of(batch)):
            report("judge", 0, 0)
            judge(batch.year, counties, actor)
        report("", 0, 0)
        others = told.pop("others_waiting")
        if as_json:
            click.echo(orjson.dumps(told))
        else:
            _say(told, dry_run=dry_run, errors=errors)
        ctx.exit(SOME_WAIT if told["households"]["waiting"] or others else ALL_IN)

    return import_file


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        heading, equals, field = pair.rpartition("=")
        if not equals or not heading:
            raise click.UsageError(f"--map {pair}: 应为 列名=字段 / HEADING=FIELD")
        mapping[heading] = field
    return mapping


@dataclass(frozen=True)
class Order:
    """What one call of the command asks for."""

    file: Path
    year: int | None
    mapping: dict[str, str]
    dry_run: bool
    confirm: bool
    errors: Path | None


def _bring_in(order: Order, *, actor: Actor, on: date, report: Report, translate: Callable[[str], str]) -> tuple:
    """Receive, merge, tell; a dry run receives and tells, and then takes it all back."""
    batch = told = None

    def receive() -> None:
        nonlocal batch, told
        batch = receive_roster(
            path=order.file, file_name=order.file.name, year=order.year, mapping=order.mapping, actor=actor, on=on, report=report
        )
        if order.dry_run and order.confirm:
            confirm_rows(batch=batch, actor=actor, on=on)
        elif not order.dry_run:
            batch = merge_batch(batch=batch, actor=actor, on=on, confirm=order.confirm, report=report)
        if order.errors and batches.waiting_blocks(batch).exists():
            error_workbook(batch=batch, path=order.errors, actor=actor, translate=translate)
        told = _told(batch, translate)

    if not order.dry_run:
        receive()
        return batch, told
    try:
        with transaction.atomic():
            receive()
            raise _DryRun
    except _DryRun:
        return batch, told


def _told(batch, translate: Callable[[str], str]) -> dict:
    tally = batches.tally_of(batch)
    problems = []
    for problem in batches.problems_of(batch):
        message, fix = batches.in_words(problem.code, problem.params, translate)
        problems.append({
            "sheet": problem.sheet, "row": problem.row, "column": problem.column, "code": problem.code,
            "outcome": problem.outcome, "message": message, "fix": fix,
        })
    return {
        "file_digest": batch.digest, "year": batch.year, "rows": batch.rows,
        "households": {"accepted": tally.households, "waiting": tally.households_waiting},
        "persons": {"accepted": tally.persons, "waiting": tally.persons_waiting},
        "problems": problems, "refused": None, "others_waiting": tally.others_waiting,
    }


def _say_refused(file: Path, year: int | None, refusal: FileRefused, as_json: bool, translate: Callable[[str], str]) -> None:
    message, fix = refusal.say(translate)
    if as_json:
        click.echo(orjson.dumps({
            "file_digest": digest_of(file), "year": year, "rows": {}, "households": {"accepted": 0, "waiting": 0},
            "persons": {"accepted": 0, "waiting": 0}, "problems": [],
            "refused": {"code": refusal.code, "message": message, "fix": fix},
        }))
    click.echo(f"{message} {fix}".strip(), err=True)


def _say(told: dict, *, dry_run: bool, errors: Path | None) -> None:
    households, persons = told["households"], told["persons"]
    head = _("检查完毕,没有写入:") if dry_run else _("导入完毕:")
    click.echo(head + _("{year} 年度,可入库 {accepted} 户 {people} 人,待处理 {waiting} 户 {away} 人。").format(
        year=told["year"], accepted=f"{households['accepted']:,}", people=f"{persons['accepted']:,}",
        waiting=f"{households['waiting']:,}", away=f"{persons['waiting']:,}",
    ))
    kinds: dict[tuple, list] = {}
    for problem in told["problems"]:
        kinds.setdefault((problem["outcome"], problem["code"], problem["message"]), []).append(problem)
    for (outcome, _code, message), found in sorted(kinds.items(), key=lambda k: ("QWA".index(k[0][0]), -len(k[1])))[:SHOWN]:
        first = found[0]
        where = f"{first['sheet']}!{first['row']} {first['column']}".strip()
        click.echo(f"  {outcome} {len(found):>6,}  {message}  {first['fix']}({where})")
    if errors and households["waiting"]:
        click.echo(_("待处理的行已写入 {path},改正后可直接再导入。").format(path=errors))


@asks("export")
@click.command(help="导出名册为 xlsx、csv 或 zip / export a roster as xlsx, csv or zip")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--year", type=click.IntRange(1949, 2100), required=True, help="年度 / year of the facts")
@click.option("--division", metavar="代码", help="只导出该区划以下 / only below this division")
@click.option("--household", "households", multiple=True, metavar="户编号", help="只导出这些户,可重复 / only these households")
@click.option("--sheet", type=click.Choice(KINDS), default="household", show_default=True, help="csv 的表 / the sheet of a csv")
@click.option("--with-numbers", is_flag=True, help="含完整证件号码、电话、账号(会留痕) / with personal numbers; recorded")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def export(ctx, file, year, division, households, sheet, with_numbers, as_json):
    on = datetime.now(local_zone()).date()
    actor = actor_of_command((ctx.obj or {}).get("account"), on=on)
    division = division.ljust(12, "0") if division else None
    if division and not is_code(division):
        raise Refusal("division-form", phrase("“{code}”不是 12 位区划代码。"), phrase("用 tuopin divisions 查代码。"), code=division)
    done = export_households(
        numbers=households or numbers_in(actor, area=division, year=year), year=year, path=file, actor=actor, on=on,
        with_numbers=with_numbers, sheet=sheet,
    )
    if as_json:
        click.echo(orjson.dumps({"file": str(done.path), "year": year, "rows": done.rows, "left_out": done.left_out}))
        return
    click.echo(_("已导出到 {path}:{rows}。").format(path=done.path, rows=", ".join(f"{k} {v:,}" for k, v in done.rows.items())))
    if done.left_out:
        click.echo(_("{count} 户没有 {year} 年度的记录或不在辖区内,未导出。").format(count=f"{done.left_out:,}", year=year))
    if not with_numbers:
        click.echo(_("证件号码、电话和账号已遮盖;要能导入别的系统,请加 --with-numbers。"))
