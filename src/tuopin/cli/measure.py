"""`tuopin measure`: poverty and inequality of a table, each figure with its standard error, whole or by group."""

from __future__ import annotations

import json
import sys
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuopin.kernel.acts import OPEN, asks
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.tables import write_rows
from tuopin.kernel.words import phrase

if TYPE_CHECKING:
    from tuopin.analysis.measures import Estimate, Group, Replicates, Sample
    from tuopin.analysis.measures.multidimensional import Multidimensional

MPI = "mpi"


@asks(OPEN)
@click.command(help="贫困和不平等指标,带标准误 / measures of poverty and inequality with standard errors")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--snapshot", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="年度数据:人均纯收入对照当年当地贫困线,按人口加权 / a yearly edition: net income per head against the line of year and place")
@click.option("--division", metavar="CODE", help="只算年度数据中的一个地方 / one place of the edition only")
@click.option("--table", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Parquet 或 CSV 文件 / a Parquet or CSV file")
@click.option("--welfare", help="福利值列:人均收入或消费 / column of income or consumption per head")
@click.option("--weight", help="权数列 / column of weights")
@click.option("--line", type=float, help="贫困线 / the poverty line")
@click.option("--strata", help="分层列 / column of strata")
@click.option("--cluster", help="初级抽样单元列 / column of primary sampling units")
@click.option("--population", help="层内总体单元数列 / column of primary units in the population of the stratum")
@click.option("--lonely", type=click.Choice(("refuse", "certainty", "adjust", "average")), default="refuse", show_default=True,
              help="只有一个单元的层:拒绝、不计、按与零的距离、取其余各层平均 / a stratum with one unit: refuse, adds nothing, its distance from nought, the others' average")
@click.option("--by", help="分组列;年度数据还可用 province … village、age_band / column to group by, or a level of an edition")
@click.option("--indicator", "indicators", multiple=True, metavar="COL=WEIGHT",
              help="多维贫困的指标列(0/1)及整数权重,可多次 / an indicator (0/1) of mpi and its whole weight; repeat")
@click.option("--cutoff", type=int, help="多维贫困的临界值(整数) / the cut-off of mpi, whole, in the unit of the weights")
@click.option("--replicates", metavar="PREFIX", help="重复权数列名的开头 / the columns of replicate weights begin with this")
@click.option("--replicate-method", default="jk1", metavar="METHOD[:FAY]",
              help="jk1、brr、fay:系数、bootstrap、sdr / how the replicates were made")
@click.option("--drop-missing", is_flag=True, help="去掉缺数的行 / leave out rows without a number")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON / print JSON only")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV / print CSV")
def measure(names: tuple[str, ...], **asked) -> None:
    if asked["as_json"] and asked["as_csv"]:
        raise click.UsageError("--json 与 --csv 只能用一个 / use either --json or --csv")
    if (asked["snapshot"] is None) == (asked["path"] is None):
        raise click.UsageError("请给出 --table 或 --snapshot 之一 / give either --table or --snapshot")
    if asked["snapshot"]:
        _print(_of_edition(names, asked), asked["as_json"], asked["as_csv"])
        return
    from tuopin.analysis.measures import measure as take
    from tuopin.analysis.measures.multidimensional import alkire_foster

    weights = _weights(asked["indicators"])
    plain = [name for name in names if name != MPI]
    if plain and not asked["welfare"]:
        raise Refusal("welfare-missing", phrase("没有说明福利值在哪一列。"), phrase("请用 --welfare 给出列名。"))
    sample, deprived, replicates = _read(asked, list(weights))
    groups = take(plain, sample, line=asked["line"], replicates=replicates, lonely=asked["lonely"])
    said = [_said(group) for group in groups]
    if MPI in names:
        if asked["cutoff"] is None:
            raise Refusal("cutoff-missing", phrase("多维贫困要给出临界值。"), phrase("请用 --cutoff 给出整数临界值。"))
        _add_mpi(said, alkire_foster(sample, deprived, weights, asked["cutoff"], replicates=replicates, lonely=asked["lonely"]))
    _print(said, asked["as_json"], asked["as_csv"])


def _of_edition(names: tuple[str, ...], asked: dict) -> list[dict]:
    from tuopin.cli.prepare import start

    start(database=False)
    from tuopin.policy.services.measure_dimensions import measure_dimensions
    from tuopin.policy.services.measure_edition import measure_edition
    from tuopin.snapshots.reading import Edition

    for option in ("welfare", "weight", "strata", "cluster", "population", "replicates"):
        if asked[option]:
            raise click.UsageError(f"--{option.rstrip('s')} 只用于 --table / for --table only")
    area = asked["division"].ljust(12, "0") if asked["division"] else None
    edition, said = Edition(asked["snapshot"]), {}
    plain = [name for name in names if name != MPI]
    if plain:
        groups, left_out = measure_edition(plain, edition, line=asked["line"], by=asked["by"], area=area)
        if left_out:
            click.echo(f"{left_out} 户没有成员、收入不详或没有贫困线,未计入 / households left out: no member, income not known, or no line", err=True)
        said = {group.label: _said(group) for group in groups}
    if MPI in names:
        weights = _weights(asked["indicators"]) or None
        groups, left_out = measure_dimensions(edition, weights=weights, cutoff=asked["cutoff"], by=asked["by"], area=area)
        if left_out:
            click.echo(f"{left_out} 户没有成员或有多维指标不详,未计入 / households left out: no member, or an indicator not known", err=True)
        for group in groups:
            told = said.setdefault(group.label, {"group": group.label, "n": group.n, "weight": group.weight, "measures": {}})
            told["measures"] |= _said(group)["measures"]
    return list(said.values())


def _weights(indicators: tuple[str, ...]) -> dict[str, int]:
    weights = {}
    for text in indicators:
        name, _, weight = text.rpartition("=")
        if not name or not weight.isdecimal():
            raise Refusal("bad-indicator", phrase("“{text}”不是“列名=整数权重”。"), phrase("例如 --indicator schooling=3。"), text=text)
        if name in weights:
            raise Refusal("indicator-twice", phrase("指标“{name}”给了两个权重。"), phrase("每个指标只写一次。"), name=name)
        weights[name] = int(weight)
    return weights


def _read(asked: dict, indicators: list[str]) -> tuple[Sample, dict, Replicates | None]:
    from tuopin.analysis.measures import Replicates, Sample
    from tuopin.analysis.measures.tables import columns_beginning, read_columns, rows_with_numbers

    roles = {role: asked[role] for role in ("welfare", "weight", "strata", "cluster", "population", "by") if asked[role]}
    again = columns_beginning(asked["path"], asked["replicates"], without=list(roles.values())) if asked["replicates"] else []
    naming = [roles[role] for role in ("strata", "cluster", "by") if role in roles]
    columns = read_columns(asked["path"], [*roles.values(), *indicators, *again], words=naming)
    if asked["drop_missing"]:
        numbers = [roles[role] for role in ("welfare", "weight", "population") if role in roles]
        columns, left_out = rows_with_numbers(columns, [*numbers, *indicators])
        if left_out:
            click.echo(f"{left_out} 行缺数,已去掉 / rows without a number left out", err=True)
    given = {role: columns[name] for role, name in roles.items()}
    given.setdefault("welfare", [0.0] * len(next(iter(columns.values()))))
    try:
        sample = Sample.of(given.pop("welfare"), given.pop("weight", None), **given)
    except Refusal as fault:  # said in the file's own headings
        fault.params["column"] = roles.get(fault.params.get("column"), fault.params.get("column"))
        raise
    if not again:
        return sample, {n: columns[n] for n in indicators}, None
    method, factor = _method(asked["replicate_method"])
    replicates = Replicates.of(list(zip(*(columns[name] for name in again), strict=True)), method, fay=factor)
    return sample, {n: columns[n] for n in indicators}, replicates


def _method(text: str) -> tuple[str, float]:
    """How replicates were made, and Fay's factor where it is his."""
    method, colon, fay = text.partition(":")
    if (method == "fay") != bool(colon) or colon and not fay.replace(".", "", 1).isdecimal():
        raise Refusal("bad-fay", phrase("“{text}”不是方法名,或系数写得不对。"), phrase("只有 fay 带系数,例如 --replicate-method fay:0.5。"), text=text)
    return method, float(fay or 0)


def _said(group: Group) -> dict:
    return {"group": group.label, "n": group.n, "weight": group.weight,
            "measures": {name: _plain(estimate) for name, estimate in group.measures.items()}}


def _add_mpi(said: list[dict], dimensions: list[Multidimensional]) -> None:
    for group, found in zip(said, dimensions, strict=True):
        group["measures"] |= {MPI: _plain(found.m0), "mpi_h": _plain(found.h), "mpi_a": _plain(found.a)}
        for kind in ("uncensored", "censored", "contribution"):
            group["measures"] |= {f"{kind}.{name}": _plain(estimate) for name, estimate in getattr(found, kind).items()}


def _plain(estimate: Estimate) -> dict[str, float | None]:
    """An estimate as JSON can say it: what does not exist is null, not a word that no reader of JSON knows."""
    return {key: value if isfinite(value) else None for key, value in vars(estimate).items()}


def _print(said: list[dict], as_json: bool, as_csv: bool) -> None:
    if as_json:
        click.echo(json.dumps({"groups": said}, ensure_ascii=False))
        return
    rows = [(g["group"], g["n"], g["weight"], name, *e.values()) for g in said for name, e in g["measures"].items()]
    head = ("group", "n", "weight", "measure", "estimate", "se", "low", "high")
    if as_csv:
        write_rows(sys.stdout, [head, *rows])
        return
    for row in (head, *rows):
        cells = [f"{c:,.6g}" if isinstance(c, float) else "" if c is None else str(c) for c in row]
        click.echo("  ".join(cell.rjust(12) if n > 3 else cell.ljust(14) for n, cell in enumerate(cells)).rstrip())
