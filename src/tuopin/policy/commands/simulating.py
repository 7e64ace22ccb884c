"""`tuopin simulate`: what a change of a rule's number would do, the rule as it is and as it would be side by side."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tuopin.kernel.acts import asks
from tuopin.kernel.days import read_day
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.tables import write_rows
from tuopin.kernel.words import phrase
from tuopin.policy.commands.asking import edition_of, engine_of
from tuopin.policy.commands.sweeping import SIDES, sweep_lines, sweep_rows
from tuopin.policy.commands.words import figure, plain, shown, table
from tuopin.policy.services.simulate import simulate as simulate_change
from tuopin.policy.services.simulate import sweep as sweep_changes
from tuopin.policy.states.simulation import read_changes, read_sweep


@asks("read")
@click.command(help="模拟改动规则参数:谁纳入、谁移出、资金、覆盖与漏出 / what if a number of a rule were another")
@click.option("--set", "settings", multiple=True, metavar="RULE.NAME=VALUE", help="改动的参数,可多次;起..止:步长 逐个模拟 / a number and its other value, or FIRST..LAST:STEP; repeat")
@click.option("--snapshot", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="在这份年度数据上模拟 / the yearly edition to simulate on")
@click.option("--on", "on", type=read_day, metavar="YYYY-MM-DD", help="评判日期,默认该份数据的日期 / the day judged for")
@click.option("--rules-on", "rules_on", type=read_day, metavar="YYYY-MM-DD", help="改用该日有效的各项参数 / by the numbers in force on another day")
@click.option("--division", metavar="CODE", help="区划代码 / area code")
@click.option("--by", metavar="LEVEL|COL", help="按层级或 attribute、main_cause、persons、identified_year 分组 / group by a level or a column")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", help="用本机或 Spark / here or on Spark")
@click.option("--spark-master", metavar="URL", help="Spark 主节点,默认本机 / address of the Spark master; this machine by default")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON and nothing else")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV / print CSV")
@click.pass_context
def simulate(ctx, settings, snapshot, on, rules_on, division, by, engine, spark_master, as_json, as_csv):
    if as_json and as_csv:
        raise click.UsageError("--json 与 --csv 只能用一个 / use either --json or --csv")
    if not settings and rules_on is None:
        raise Refusal("nothing-changed", phrase("没有说明改动什么。"), phrase("请给出 --set 规则.参数=数值,或用 --rules-on 指定另一天。"))
    values, variants = read_sweep(settings)
    if values and by:
        raise click.UsageError("取值范围不能与 --by 同用 / a range stands without --by")
    rule, changes = read_changes(variants[0] if values else settings, rules_on)
    area = division.ljust(12, "0") if division else None
    source = edition_of(ctx, snapshot, on, area, engine_of(engine, spark_master))
    if values:
        answer = sweep_changes(
            rule=rule, variants=[read_changes(each, rules_on)[1] for each in variants], edition=source.edition, area=area, on=on, engine=source.engine
        )
        rows, lines = partial(sweep_rows, answer, values), partial(sweep_lines, answer, values)
    else:
        answer = simulate_change(rule=rule, changes=changes, edition=source.edition, area=area, on=on, by=by, engine=source.engine)
        rows, lines = partial(_simulated_rows, answer), partial(simulated_lines, answer)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=plain))
    elif as_csv:
        write_rows(sys.stdout, rows(), ends="\n")
    else:
        click.echo("\n".join(lines()))


def _simulated_rows(answer: dict) -> list[tuple]:
    moved = ("households", "persons", "enter", "leave", "enter_persons", "leave_persons")
    head = ("group", "name", *moved, *(f"{side}_{name}" for side in ("now", "then") for name in SIDES))
    whole = {"group": answer["division"], "name": "", **{k: answer[k] for k in (*moved, "now", "then")}}
    return [head, *(
        (g["group"], g["name"], *(g[m] for m in moved), *(g[side][name] for side in ("now", "then") for name in SIDES)) for g in (whole, *answer["groups"])
    )]


def simulated_lines(answer: dict) -> list[str]:
    """A simulation as a page of text: the change, the two sides beside each other, where it moves whom, how far groups lie apart."""
    change = ", ".join(f"{s['rule']}.{s['name']} = {s['value']}" for s in answer["set"])
    lines = [_("{rule},{on}:{change}").format(rule=answer["rule"], on=answer["on"], change=change or answer["rules_on"])]
    lines += [_("不再达标 {enter:,} 户 {enter_persons:,} 人;转为达标 {leave:,} 户 {leave_persons:,} 人。").format(**answer), ""]
    titles = {
        "holds": _("达标户"), "fails": _("不达标户"), "unknown": _("情况不明户"), "failing_share": _("不达标占比"), "cost_yuan": _("补到标准所需(元)"),
        "coverage": _("覆盖率"), "leakage": _("漏出率"),
    }
    lines += table([("", _("现行"), _("模拟")), *((title, figure(name, answer["now"][name]), figure(name, answer["then"][name])) for name, title in titles.items())])
    rows = [(_("分组"), _("名称"), _("户数"), _("不再达标"), _("转为达标"), _("现行不达标"), _("模拟不达标"))]
    rows += [(shown(g["group"]), g["name"], *(f"{n:,}" for n in (g["households"], g["enter"], g["leave"], g["now"]["fails"], g["then"]["fails"]))) for g in answer["groups"]]
    lines += ["", *table(rows), "", _("各组不达标占比的差距(百分点)")]
    return lines + table([("", _("现行"), _("模拟")), *(
        (f"  {name}", *(figure("points", found["apart"][side]) for side in ("now", "then"))) for name, found in answer["fairness"].items()
    )])
