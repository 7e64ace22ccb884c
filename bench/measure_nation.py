"""Measures the engine over a yearly edition against the fastest plain scan of the same columns, in the same run.

    python bench/measure_nation.py EDITION [EDITION ...] [--repeats 3]

For each edition: household-exit with every reason kept, the roll-up of all key figures at five levels, Alkire-Foster with ten
indicators by county, FGT by county. The scan sums the same columns of the same files with Polars on two threads (`bench` extra).
Figures are processor seconds (user and system, the least of the repeats), which neighbours disturb least, and the peak memory of
a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path


def used() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def tasks() -> dict:
    """Name → (columns wanted, the work on the whole edition)."""
    from tuopin.policy.rulebook import rule_named
    from tuopin.policy.states.county_measures import columns_of_fgt, columns_of_mpi, fgt_of_county, mpi_of_county
    from tuopin.policy.states.county_work import columns_of_figures, figures_of_edition, verdicts_work
    from tuopin.policy.states.rolling import figures_by_level
    from tuopin.snapshots.reading import wanted_of
    from tuopin.snapshots.spreading import Local

    def each(columns, work):
        return columns, lambda edition: list(Local().over_counties(edition, columns, work))

    return {
        "household-exit, every reason": each(wanted_of(rule_named("household-exit").tables), verdicts_work("household-exit")),
        "roll-up, all figures, five levels": (columns_of_figures(), lambda edition: figures_by_level(figures_of_edition(edition, Local()))),
        "Alkire-Foster, ten indicators": each(columns_of_mpi(), mpi_of_county),
        "FGT by county": each(columns_of_fgt(), fgt_of_county),
    }


def scan(folder: Path, columns: dict[str, list[str]]) -> None:
    import polars

    for table, asked in (("household", [*columns.get("households", []), *(["persons"] if columns.get("members") else [])]), ("person", columns.get("members", []))):
        names = list(dict.fromkeys(asked))
        if names:
            files = sorted(folder.glob(f"year=*/prov=*/{table}-*.parquet"))
            polars.scan_parquet(files).select([polars.col(name).sum() for name in names]).collect(engine="streaming")


def child(folder: Path, name: str, repeats: int, plain: bool) -> dict:
    """One task, or the plain scan of its columns, in this process."""
    os.environ["POLARS_MAX_THREADS"] = "2"
    from tuopin.snapshots.reading import Edition

    columns, work = tasks()[name]
    edition, best, wall = Edition(folder, digests=False), float("inf"), float("inf")
    for _ in range(repeats + 1):  # the first run warms the page cache
        spent, begun = used(), time.perf_counter()
        scan(folder, columns) if plain else work(edition)
        best, wall = min(best, used() - spent), min(wall, time.perf_counter() - begun)
    return {"cpu": best, "wall": wall, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def asked_of(folder: Path, name: str, repeats: int, plain: bool) -> dict:
    words = [sys.executable, __file__, str(folder), "--child", name, "--repeats", str(repeats), *(["--plain"] if plain else [])]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def measured(folder: Path, repeats: int) -> list[str]:
    from tuopin.snapshots.reading import Edition

    rows = Edition(folder, digests=False).manifest.rows
    lines = []
    for name in tasks():
        plain, mine = asked_of(folder, name, repeats, True), asked_of(folder, name, repeats, False)
        lines.append(
            f"| {rows['household'] / 1e6:g} M / {rows['person'] / 1e6:.1f} M | {name} | {plain['cpu']:.2f} | {mine['cpu']:.2f} |"
            f" **{mine['cpu'] / plain['cpu']:.2f}** | {mine['wall']:.2f} | {mine['mb']:,.0f} MB |"
        )
    return lines


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("editions", type=Path, nargs="+")
    asked.add_argument("--repeats", type=int, default=3)
    asked.add_argument("--child", help=argparse.SUPPRESS)
    asked.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.child:
        print(json.dumps(child(given.editions[0], given.child, given.repeats, given.plain)))
        return
    print("| households / persons | task | scan, cpu s | engine, cpu s | ÷ scan | wall s | peak |\n|---|---|---|---|---|---|---|")
    for folder in given.editions:
        print("\n".join(measured(folder, given.repeats)), flush=True)

if __name__ == "__main__":
    main()
