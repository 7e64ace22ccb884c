"""`tuopin judge` and `tuopin rules`: ask a rule about the register; read what the rules say and where their numbers come from."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tuopin.engine.examples import Example
from tuopin.engine.rules import Rule
from tuopin.kernel.acts import OPEN, asks
from tuopin.kernel.areas import LEVELS
from tuopin.kernel.days import local_zone, read_day
from tuopin.kernel.tables import write_rows
from tuopin.people.selectors import actor_of_command
from tuopin.policy.commands.household_rows import HouseholdRows
from tuopin.policy.commands.words import WORDS, plain, said, shown, table
from tuopin.policy.rulebook import rule_named
from tuopin.policy.rulebook import rules as rulebook
from tuopin.policy.services import judgement
from tuopin.policy.services.sources import FromEdition, Register
from tuopin.snapshots.spreading import Engine, Local

COUNTS = ("judged", "holds", "fails", "unknown")


@asks("read")
@click.command(help="按规则评判一户、一村或一县 / judge a household, a village or a county by a rule")
@click.argument("rule")
@click.option("--on", "on", type=read_day, metavar="YYYY-MM-DD", help="评判日期 / the day judged for")
@click.option("--snapshot", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="评判一份年度数据,不用数据库 / judge a yearly edition, without the database")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", help="用本机或 Spark 评判年度数据 / judge the edition here or on Spark")
@click.option("--spark-master", metavar="URL", help="Spark 主节点,默认本机 / address of the Spark master; this machine by default")
@click.option("--division", metavar="CODE", help="区划代码,默认本人辖区 / area code; your own area by default")
@click.option("--by", type=click.Choice([*LEVELS, "household"]), help="按哪一级汇总 / group by this level")
@click.option("--household", metavar="NUMBER", help="只评判一户 / one household only")
@click.option("--given", multiple=True, metavar="NAME=VALUE", help="county-exit:另给的人数,或以 % 计的比率 / counts, or rates in percent")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON and nothing else")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV / print CSV")
@click.pass_context
def judge(ctx, rule, on, snapshot, engine, spark_master, division, by, household, given, as_json, as_csv):
    if as_json and as_csv:
        raise click.UsageError("--json 与 --csv 只能用一个 / use either --json or --csv")
    if household and (division and not snapshot or by or given):
        raise click.UsageError("--household 不能与 --division、--by、--given 同用 / --household stands alone")
    if on is None and snapshot is None:
        raise click.MissingParameter(param_hint="--on", param_type="option")
    if (engine == "spark" or spark_master) and not snapshot:
        raise click.UsageError("--engine 和 --spark-master 要与 --snapshot 同用 / --engine and --spark-master need --snapshot")
    area = division.ljust(12, "0") if division else None
    source = edition_of(ctx, snapshot, on, area, engine_of(engine, spark_master)) if snapshot else _register(ctx)
    on = on or source.edition.day
    with HouseholdRows() as rows:
        if household:
            answer = judgement.judge_household(rule=rule, number=household, on=on, source=source, area=area)
        else:
            answer = judgement.judge(rule=rule, area=area, on=on, by=by, source=source, given=_pairs(given), keep=rows.take)
        _tell(answer, rows, as_json=as_json, as_csv=as_csv)


def _tell(answer: dict, rows: HouseholdRows, *, as_json: bool, as_csv: bool) -> None:
    each = answer.get("by") == "household"
    if "edition_rulebook" in answer:
        click.echo(_("这份年度数据按规则版本 {edition_rulebook} 生成,现按 {rulebook} 评判,结果可能不同。").format(**answer), err=True)
    if as_json and each:
        rows.print_json(answer)
    elif as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=plain))
    elif as_csv and each:
        rows.print_csv()
    elif as_csv:
        _write_csv(answer)
    else:
        click.echo("\n".join(_household_lines(answer) if "household" in answer else _area_lines(answer)))
        if each:
            rows.print_lines()


@asks(OPEN)
@click.command(help="列出规则;给出规则名则打印其问题、参数、来源和示例 / list the rules, or print one whole")
@click.argument("name", required=False)
@click.option("--on", "on", type=read_day, metavar="YYYY-MM-DD", help="只列该日有效的参数 / only the numbers in force on that day")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON and nothing else")
def rules(name, on, as_json):
    chosen = [rule_named(name)] if name else list(rulebook().values())
    if as_json:
        described = [_description(rule, on) for rule in chosen]
        click.echo(json.dumps(described[0] if name else described, ensure_ascii=False, default=plain))
    elif name:
        click.echo("\n".join(_rule_lines(chosen[0], on)))
    else:
        click.echo("\n".join(table([(rule.name, _(rule.question)) for rule in chosen])))


def _register(ctx: click.Context) -> Register:
    return Register(actor_of_command(ctx.obj["account"], on=datetime.now(local_zone()).date()))


def engine_of(name: str, master: str | None) -> Engine:
    """What works through an edition: this machine, or a Spark cluster."""
    if name == "local" and not master:
        return Local()
    from tuopin.snapshots.spark import LOCAL, Spark

    return Spark(master or LOCAL)


def edition_of(ctx: click.Context, folder: Path, on: date | None, area: str | None, engine: Engine) -> FromEdition:
    """An edition; with `--as` only of places that the account may see."""
    source = FromEdition.open(folder, on, engine)
    if ctx.obj["account"]:
        _register(ctx).actor.require("read", area or source.home)
    return source


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    for pair in given:
        if "=" not in pair:
            raise click.UsageError(f"--given {pair}:须写成 NAME=VALUE / write NAME=VALUE")
    return dict(pair.split("=", 1) for pair in given)


def _write_csv(answer: dict) -> None:
    if "household" in answer:
        rows = [("condition", "holds", "value", "threshold", "unit", "source")]
        rows += [(c["name"], WORDS[c["holds"]], c["value"], c["threshold"], c["unit"], c["source"]) for c in answer["conditions"]]
    else:
        rows = [("division", "name", *COUNTS, *(f"failed_{name}" for name in answer["failed_by"]))]
        rows += [(g["division"], g["name"], *(g[c] for c in COUNTS), *g["failed_by"].values()) for g in answer["groups"]]
    write_rows(sys.stdout, rows, ends="\n")


def _household_lines(answer: dict) -> list[str]:
    titles = rule_named(answer["rule"]).conditions
    rows = [(_("条件"), _("达标"), _("数值"), _("标准"), _("单位"), _("依据"))]
    rows += [
        (_(titles[c["name"]]), said(c["holds"]), shown(c["value"]), shown(c["threshold"]), _(c["unit"]) if c["unit"] else "", _(c["source"]) if c["source"] else _("无"))
        for c in answer["conditions"]
    ]
    head = _("{household} 于 {on} 按 {rule} 评判:{answer}").format(**answer | {"answer": said(answer["holds"])})
    return [head, "", *table(rows)]


def _area_lines(answer: dict) -> list[str]:
    rule = rule_named(answer["rule"])
    lines = [_(rule.question), _("{on},评判 {judged:,}:达标 {holds:,},不达标 {fails:,},未知 {unknown:,}").format(**answer), ""]
    rows = [(_("条件"), _("不达标"), _("未知"))]
    rows += [(_(title), f"{answer['failed_by'][n]:,}", f"{answer['unknown_by'][n]:,}") for n, title in rule.conditions.items()]
    lines += table(rows)
    if "conditions" in answer:
        lines += ["", *_household_lines(answer | {"household": answer["groups"][0]["name"] or answer["division"],
                                               "holds": {(1, 0): True, (0, 1): False}.get((answer["holds"], answer["fails"]))})]
        lines += [f"{m['name']}: {shown(m['value'])} {_(m['unit']) if m['unit'] else ''}" for m in answer["measures"]]
    if answer["by"] == "household":
        return [*lines, ""]
    rows = [(_("区划代码"), _("名称"), _("评判数"), _("达标"), _("不达标"), _("未知"))]
    rows += [(g["division"], g["name"], *(f"{g[c]:,}" for c in COUNTS)) for g in answer["groups"]]
    return lines + ["", *table(rows)] if answer["groups"] else lines


def _description(rule: Rule, on: date | None) -> dict:
    numbers = rule.numbers_on(on) if on else rule.all_numbers()
    return {
        "rule": rule.name, "question": rule.question, "unit": rule.unit, "conditions": dict(rule.conditions),
        "source": rule.numbers.source, "numbers": [judgement.as_parameter(n) for n in numbers],
        "examples": [
            {"name": e.name, "on": e.on.isoformat(), "facts": e.stated, "expect": e.expect, "holds": e.holds} for e in rule.examples
        ],
    }


def _rule_lines(rule: Rule, on: date | None) -> list[str]:
    lines = [f"{rule.name}  {_(rule.question)}", _(rule.numbers.source), "", _("条件")]
    lines += table([(f"  {name}", _(title)) for name, title in rule.conditions.items()])
    rows = [(_("参数"), _("数值"), _("单位"), _("自"), _("至"), _("范围"), _("依据"))]
    for n in rule.numbers_on(on) if on else rule.all_numbers():
        p = judgement.as_parameter(n)
        value = "/".join(p["value"]) if isinstance(p["value"], list) else shown(p["value"])
        scope = " ".join([p["standard"], *p["divisions"][:1], "…" if len(p["divisions"]) > 1 else ""]).strip()
        rows.append((p["name"], value, _(p["unit"]) if p["unit"] else "", p["from"], p["to"] or "", scope, _(p["source"]) + ("" if n.verified else " " + _("(待核对)"))))
    lines += ["", *table(rows), "", _("示例")]
    return lines + [f"  {e.on}  {_(e.name)} → {_expected(rule, e)}" for e in rule.examples]


def _expected(rule: Rule, example: Example) -> str:
    return ", ".join(f"{_(rule.conditions[name])}:{said(answer)}" for name, answer in example.expect.items())
