"""`tuopin sample`: draw households for an evaluation out of an edition, draw them again to check, ask how many are needed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuopin.cli.words import translated
from tuopin.kernel.acts import RUNS, asks
from tuopin.kernel.disk import write_new
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.tables import write_rows
from tuopin.kernel.words import phrase

if TYPE_CHECKING:
    from tuopin.analysis.sampling import Drawn

FORMAT = "tuopin-sample 1"
STATUSES = ("poor", "pre_exit", "exited", "returned")
LEVELS = {"nation": 0, "province": 1, "city": 2, "county": 3}
SNAPSHOT = click.option("--snapshot", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
                        help="年度数据 / the edition that is the frame")
JSON = click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON and nothing else")
COLUMNS = ("stratum", "village", "household", "place", "chance", "weight", "reserve")


@click.group(help="考核抽样:抽取、重抽核对、样本量 / samples for an evaluation: draw, draw again to check, sizes")
def sample() -> None:
    pass


@asks(RUNS)
@sample.command("draw", help="从年度数据抽户:先按户数抽村,再抽户 / draw villages by their size, then households")
@SNAPSHOT
@click.option("--villages", type=click.IntRange(1), required=True, help="每层抽几个村 / villages of each stratum")
@click.option("--households", type=click.IntRange(1), required=True, help="每村抽几户 / households of each village")
@click.option("--reserve", type=click.IntRange(0), default=0, help="每村备用几户 / replacements of each village")
@click.option("--seed", required=True, help="公开得到的随机种子 / the seed, got in public")
@click.option("--of", "of", type=click.Choice(STATUSES), multiple=True, help="只抽这些状态的户,可多次 / only households of this status; repeat")
@click.option("--strata", type=click.Choice(list(LEVELS)), default="county", show_default=True, help="按哪一级分层 / level of the strata")
@click.option("--division", metavar="CODE", help="只在这一区划内 / only within this division")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="写入文件,可用 verify 核对 / write a file that verify can check")
@JSON
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV / print CSV")
def draw_sample(snapshot: Path, out: Path | None, as_json: bool, as_csv: bool, **plan) -> None:
    told = drawn_by(snapshot, plan)
    text = json.dumps(told, ensure_ascii=False, indent=None if as_json and out is None else 1)
    if out and not write_new(out, text + "\n"):
        raise Refusal("sample-there", phrase("文件“{file}”已经存在。"), phrase("抽样记录不覆盖:请换一个文件名。"), file=out.name)
    if as_json:
        click.echo(text)
    elif as_csv:
        write_rows(sys.stdout, [COLUMNS, *([row[name] for name in COLUMNS] for row in told["sample"])])
    else:
        _print(told)


@asks(RUNS)
@sample.command("verify", help="按文件所记的种子重抽,逐户核对 / draw again by the seed in the file and compare every household")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@SNAPSHOT
def verify(file: Path, snapshot: Path) -> None:
    said = _read(file)
    again = drawn_by(snapshot, said["plan"])
    for name in ("edition", "frame"):
        if said[name] != again[name]:
            _differs(phrase("抽样框不同:文件记的是 {said},现有的是 {found}。"), said=said[name][:16], found=again[name][:16])
    for place, (one, other) in enumerate(zip(said["sample"], again["sample"], strict=False), start=1):
        for name in COLUMNS:
            if one.get(name) != other[name]:
                _differs(phrase("第 {place} 行的“{column}”不同:文件记的是 {said},重抽得到 {found}。"), place=place, column=name, said=one.get(name), found=other[name])
    if len(said["sample"]) != len(again["sample"]):
        _differs(phrase("户数不同:文件记有 {said} 户,重抽得到 {found} 户。"), said=len(said["sample"]), found=len(again["sample"]))
    click.echo(translated(phrase("重抽结果逐户一致。")))


@asks("export")
@sample.command("who", help="抽中的是哪几户(户编号);记入痕迹 / which households were drawn, by number; recorded in the trail")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def who(ctx: click.Context, file: Path) -> None:
    from datetime import datetime

    from tuopin.editions.services.name_households import name_households
    from tuopin.kernel.days import local_zone
    from tuopin.people.selectors import actor_of_command

    said = _read(file)
    wanted: dict[str, list[str]] = {}
    for row in said["sample"]:
        wanted.setdefault(row["village"], []).append(row["household"])
    on = datetime.now(local_zone()).date()
    actor = actor_of_command((ctx.obj or {}).get("account"), on=on)
    found = name_households(wanted=wanted, basis=f"sample {said['frame'][:16]} {said['plan']['seed']}", actor=actor, on=on)
    rows = [(row["village"], row["place"], found.get(row["household"], ""), row["household"], row["reserve"]) for row in said["sample"]]
    write_rows(sys.stdout, [("village", "place", "number", "household", "reserve"), *rows])


@asks(RUNS)
@sample.command("size", help="要证明比率低于限值需抽多少户,或给定户数可容许几户错误 / how many certify a rate below a limit, or how many errors a size allows")
@click.option("--limit", type=float, default=0.02, show_default=True, help="限值 / the limit")
@click.option("--confidence", type=float, default=0.95, show_default=True, help="置信度 / confidence")
@click.option("--errors", type=click.IntRange(0), help="容许的错误户数 / errors that still certify it")
@click.option("--households", type=click.IntRange(1), help="已定的户数 / a size that is given")
@click.option("--design-effect", type=float, default=1.0, show_default=True, help="整群抽样的设计效应 / design effect of a cluster sample")
@JSON
def size(limit: float, confidence: float, errors: int | None, households: int | None, design_effect: float, as_json: bool) -> None:
    from tuopin.analysis.sampling import errors_allowed, size_needed

    if (errors is None) == (households is None):
        raise click.UsageError("请给出 --errors 或 --households 之一 / give either --errors or --households")
    if errors is not None:
        needed = size_needed(limit, errors=errors, confidence=confidence, design_effect=design_effect)
        told = {"limit": limit, "confidence": confidence, "errors": errors, "households": needed}
    else:
        allowed = errors_allowed(int(households / design_effect), limit, confidence=confidence)
        told = {"limit": limit, "confidence": confidence, "errors": allowed, "households": households}
    click.echo(json.dumps(told) if as_json else "\n".join(f"{name}\t{value}" for name, value in told.items()))


def drawn_by(snapshot: Path, plan: dict) -> dict:
    """The sample of an edition by a plan, as it is written: the same for the same edition and plan."""
    from tuopin.analysis.sampling import draw
    from tuopin.snapshots.frames import frame_of
    from tuopin.snapshots.reading import Edition

    edition = Edition(snapshot)
    area = plan["division"].ljust(12, "0") if plan["division"] else None
    edition.require(area)
    frame = list(frame_of(edition, of=sorted(plan["of"]), level=LEVELS[plan["strata"]], area=area))
    drawn = draw(frame, clusters=plan["villages"], take=plan["households"], reserve=plan["reserve"], seed=plan["seed"])
    kept = {name: plan[name] for name in ("villages", "households", "reserve", "seed", "strata", "division")} | {"of": sorted(plan["of"])}
    return {"format": FORMAT, "method": drawn.method, "edition": edition.manifest.digest, "frame": drawn.frame, "plan": kept, "sample": _rows(drawn)}


def _rows(drawn: Drawn) -> list[dict]:
    return [
        {"stratum": each.stratum, "village": each.cluster, "household": each.unit, "place": each.place, "chance": str(each.chance),
         "weight": round(each.weight, 6), "reserve": each.reserve} for each in drawn.chosen
    ]


def _read(file: Path) -> dict:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["format"] != FORMAT or not isinstance(said["sample"], list) or not {"villages", "households", "reserve", "seed", "of", "strata", "division"} <= set(said["plan"]):
            raise ValueError
        return said
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as fault:
        raise Refusal("sample-unreadable", phrase("“{file}”不是抽样记录。"), phrase("请用 tuopin sample draw --out 写出的文件。"), file=file.name) from fault


def _differs(text: str, **said: object) -> None:
    click.echo(translated(text).format(**said), err=True)
    raise SystemExit(1)


def _print(told: dict) -> None:
    main = [row for row in told["sample"] if not row["reserve"]]
    click.echo(f"{told['method']}  {told['plan']['seed']}  {len({row['village'] for row in main})} × {told['plan']['households']}")
    for row in told["sample"]:
        click.echo(f"{row['stratum']}  {row['village']}  {row['household']}  {row['place']:>3}  {'—' if row['reserve'] else row['chance']}")
