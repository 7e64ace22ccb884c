"""`tuopin snapshot`: make an edition of a year, compare two, check one."""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tuopin.editions.services.compare_editions import COLUMNS, RULE, SAID, as_row, difference
from tuopin.editions.services.make_edition import make_edition
from tuopin.editions.services.pseudonym_key import pseudonym_of
from tuopin.editions.states import KIND_NAMES, VERDICT_NAMES
from tuopin.kernel.acts import RUNS, asks
from tuopin.kernel.days import local_zone
from tuopin.kernel.tables import write_rows
from tuopin.people.selectors import actor_of_command
from tuopin.policy.services.doubts_of_edition import doubts_of_edition
from tuopin.snapshots.checking import check_edition
from tuopin.snapshots.pseudonyms import shown
from tuopin.snapshots.reading import Edition

FOLDER = click.Path(file_okay=False, path_type=Path)


@asks("export")
@click.group(invoke_without_command=True, help="生成某年度的年度数据(Parquet);diff 比较两份,verify 核验一份 / an edition of a year in Parquet; diff compares two, verify checks one")
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 / the year")
@click.option("--out", type=FOLDER, help="新文件夹 / a new folder")
@click.option("--division", metavar="CODE", help="区划代码,默认本人辖区 / area code; your own area by default")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def snapshot(ctx, year, out, division, as_json):
    if ctx.invoked_subcommand:
        return
    if year is None or out is None:
        raise click.UsageError("请给出 --year 和 --out / give --year and --out")
    on = datetime.now(local_zone()).date()
    actor = actor_of_command((ctx.obj or {}).get("account"), on=on)
    area = division.ljust(12, "0") if division else actor.home
    made = make_edition(year=year, area=area, out=out, actor=actor, on=on, report=None if as_json else _report)
    told = {
        "folder": str(made.folder), "manifest": made.manifest.digest, "was_there": made.was_there, "rows": made.manifest.rows,
        "bytes": sum(entry.bytes for entry in made.manifest.files), "trail_root": made.manifest.about.trail_root,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    rows = made.manifest.rows
    if made.was_there:
        click.echo(_("与已有的年度数据逐字节相同,未作改动:{folder}").format(folder=made.folder))
    click.echo(_("{year} 年 {division}:{households:,} 户、{persons:,} 人、{villages:,} 村,{size:,} 字节,清单 {digest}").format(
        year=year, division=area, households=rows.get("household", 0), persons=rows.get("person", 0), villages=rows.get("village", 0),
        size=told["bytes"], digest=made.manifest.digest[:16],
    ))


@asks(RUNS)
@snapshot.command(help="核验年度数据的每个文件:摘要、结构、排列 / check every file: digests, columns, order")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.pass_context
def verify(ctx, folder, as_json):
    findings = check_edition(folder)
    if as_json:
        click.echo(json.dumps({"whole": not findings, "findings": [{"file": f.file, "code": f.code} for f in findings]}, ensure_ascii=False))
    for finding in findings if not as_json else ():
        click.echo(f"✗ {finding.file}  {_(finding.says)}")
    if findings:
        ctx.exit(1)
    if not as_json:
        click.echo(_("年度数据完好,各文件与清单一致。"))


@asks(RUNS)
@snapshot.command(help="比较两份年度数据:进入、退出名册、迁移、并户、分户、评判变化 / compare two: who entered, left, moved, merged, split; verdicts that changed")
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option("--rule", default=RULE, show_default=True, help="按哪条规则评判 / the rule of the verdicts")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV:每户一行 / print CSV, a line for each change")
def diff(before, after, rule, as_json, as_csv):
    if as_json and as_csv:
        raise click.UsageError("--json 与 --csv 只能用一个 / use either --json or --csv")
    found = difference(before, after, rule=rule)
    if as_csv:
        rows = (tuple(as_row(change).values()) for change in found.changes())
        write_rows(sys.stdout, itertools.chain([COLUMNS], rows), ends="\n")
    elif as_json:
        verdicts = [{"before": SAID[a], "after": SAID[b], "households": n} for (a, b), n in found.verdicts_changed.items()]
        click.echo(json.dumps({
            "rule": rule, "households": dict(zip(("before", "after"), found.households, strict=True)), "counts": found.counts(),
            "verdicts": verdicts, "changes": [as_row(change) for change in found.changes()],
        }, ensure_ascii=False))
    else:
        click.echo(_("户数 {before:,} → {after:,}").format(before=found.households[0], after=found.households[1]))
        for kind, count in found.counts().items():
            click.echo(f"{_(KIND_NAMES[kind])}\t{count:,}")
        for (old, new), count in found.verdicts_changed.items():
            click.echo(f"  {_(VERDICT_NAMES[SAID[old]])} → {_(VERDICT_NAMES[SAID[new]])}\t{count:,}")


@asks(RUNS)
@snapshot.command(help="年度数据中的疑点,按代号 / the doubts that the rules find in an edition, by pseudonym")
@click.argument("folder", type=FOLDER)
@click.option("--division", metavar="CODE", help="只看一个地方 / one place only")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV:每条疑点一行 / print CSV, a line for each doubt")
def doubts(folder, division, as_json, as_csv):
    if as_json and as_csv:
        raise click.UsageError("--json 与 --csv 只能用一个 / use either --json or --csv")
    found = doubts_of_edition(Edition(folder), division.ljust(12, "0") if division else None)
    rows = ((shown(d.household), "" if d.person is None else shown(d.person), d.check) for d in found)
    if as_csv:
        write_rows(sys.stdout, itertools.chain([("household", "person", "check")], rows), ends="\n")
    elif as_json:
        click.echo(json.dumps({"doubts": [dict(zip(("household", "person", "check"), row, strict=True)) for row in rows]}))
    else:
        for check, count in sorted(Counter(row[2] for row in rows).items()):
            click.echo(f"{check}\t{count:,}")


@asks("export")
@snapshot.command(help="一户在年度数据中的代号 / the pseudonym by which editions know a household")
@click.argument("number")
@click.pass_context
def pseudonym(ctx, number):
    actor = actor_of_command((ctx.obj or {}).get("account"), on=datetime.now(local_zone()).date())
    click.echo(pseudonym_of(number=number, actor=actor))


def _report(done: int, total: int) -> None:
    if sys.stderr.isatty() or done == total:
        click.echo(f"\r{done} / {total}", nl=done == total, err=True)
