"""Measures the household exit standard against OpenFisca-core and pandas on the same invented households, every reason kept.

Run: ``.venv/bin/python bench/peers.py --peers-python PYTHON [--persons 1000000] [--on-the-line 200000]``. PYTHON has OpenFisca-core, pandas
and pyarrow (they are not installed with the system). Three things are done: an edition of a synthetic nation is judged by all three,
from files to the answer of every condition for every household, and the answers are compared; households of one to eight persons are put
exactly on the line, a fen below and a fen above, and it is counted who misjudges how many of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from nation import NEVER, a_county, make
from peer_rules import NAMES
from pyarrow import parquet

from tuopin.engine.columns import Amounts
from tuopin.engine.tables import Facts
from tuopin.policy.rulebook import rule_named, version
from tuopin.policy.rulebook.poverty_line import rule as poverty_line
from tuopin.policy.rulebook.two_assurances_three_guarantees import rule as assurances
from tuopin.snapshots.layout import TABLES
from tuopin.snapshots.manifest import About
from tuopin.snapshots.reading import Edition, wanted_of
from tuopin.snapshots.writing import EditionWriter

DAY, EPOCH, PERSONS_A_HOUSEHOLD = date(2018, 12, 31), date(2000, 1, 1), 3.4
RULE = rule_named("household-exit")


def answers(facts: list[Facts]) -> dict[str, np.ndarray]:
    """Each condition's answers, 0 no, 1 not known, 2 yes, over all the facts."""
    found: dict[str, list] = {name: [] for name in NAMES}
    for each in facts:
        for name, condition in RULE.judge(each).findings.items():
            found[name].append(np.where(condition.holds.unknown, 1, np.where(condition.holds.yes, 2, 0)).astype(np.int8))
    return {name: np.concatenate(columns) for name, columns in found.items()}


def ours(folder: Path) -> tuple[float, dict[str, np.ndarray]]:
    """Seconds from the files of the edition to every answer (the best of three), and the answers."""
    best = 9e9
    for _ in range(3):
        start = time.perf_counter()
        edition = Edition(folder, digests=False)
        kept = [RULE.judge(facts) for _code, facts in edition.counties(wanted_of(RULE.tables), on=DAY)]
        best = min(best, time.perf_counter() - start)
        del kept
    return best, answers([facts for _code, facts in Edition(folder, digests=False).counties(wanted_of(RULE.tables), on=DAY)])


def rule_for_peers(line_yuan: float) -> dict:
    """The numbers of the rule and the meaning of the codes, as the peers read them."""
    words = {name: TABLES["person"].column(name).field.words for name in ("student", "dropout_reason", "health")}
    numbers = assurances.NUMBERS.on(DAY)
    first, end, excuses = (numbers.of_nation(name).value for name in ("school_age_from", "school_age_until", "excuses"))
    return {
        "year": "2018", "line_yuan": line_yuan, "school": [word in assurances.SCHOOL for word in words["student"]],
        "excusing_reasons": [word in excuses for word in words["dropout_reason"]],
        "excusing_health": sum(1 << n for n, word in enumerate(words["health"]) if word in excuses),
        "born_until": (DAY.replace(year=DAY.year - first) - EPOCH).days, "born_after": (DAY.replace(year=DAY.year - end) - EPOCH).days,
    }


def write_for_peers(folder: Path, facts: list[Facts], line_yuan: float) -> None:
    """The same households as plain columns, incomes in yuan: what a user of OpenFisca or pandas would have."""
    households = {name: [] for name in ("wage", "business_income", "business_expense", "others", "enough_lines", "food_enough", "clothing_enough", "house_grade", "water_safe")}
    for each in facts:
        table = each.households
        for name in ("wage", "business_income", "business_expense"):
            households[name].append(_yuan(getattr(table, name)))
        rest = [getattr(table, name) for name in (*poverty_line.PROPERTY, *poverty_line.TRANSFER, "reward")]
        households["others"].append(sum(np.where(line.recorded.yes, _yuan(line), 0.0) for line in rest))
        some = [np.any([getattr(table, name).recorded.yes for name in group], axis=0) for group in (poverty_line.PROPERTY, poverty_line.TRANSFER)]
        households["enough_lines"].append(some[0] & some[1])
        for name in ("food_enough", "clothing_enough", "water_safe"):
            truth = getattr(table, name)
            households[name].append(np.where(truth.unknown, -1, truth.yes).astype(np.int8))
        households["house_grade"].append(table.house_grade.values.astype(np.int8))
    parquet.write_table(pa.table({name: np.concatenate(columns) for name, columns in households.items()}), folder / "household.parquet")
    (folder / "rule.json").write_text(json.dumps(rule_for_peers(line_yuan)))


def _yuan(line: Amounts) -> np.ndarray:
    return np.where(line.known, line.values / 100, np.nan)


def write_persons(folder: Path, edition: Edition) -> None:
    """The members as the edition stores them, each with the row of its household."""
    names = ("born_on", "student", "dropout_reason", "education", "health", "resident_medical", "employee_medical")
    columns: dict[str, list] = {name: [] for name in ("household", *names)}
    before = 0
    for province in sorted(edition.manifest.provinces):
        held = edition.read(province, "person", names, None)[0]
        sizes = edition.read(province, "household", ("persons",), None)[0]["persons"]
        columns["household"].append(np.repeat(np.arange(before, before + len(sizes)), sizes))
        before += len(sizes)
        for name in names:
            columns[name].append(held[name])
    parquet.write_table(pa.table({name: np.concatenate(parts) for name, parts in columns.items()}), folder / "person.parquet")


def peer(python: str, which: str, folder: Path) -> tuple[float, dict[str, np.ndarray]]:
    """Seconds to load and calculate (the best of three), and the answers."""
    here = Path(__file__).with_name("peer_rules.py")
    told = subprocess.run([python, str(here), which, str(folder)], capture_output=True, text=True, check=True).stdout
    with np.load(folder / f"{which}.npz") as found:
        return sum(map(float, told.split())), {name: found[name] for name in NAMES}


def make_on_the_line(folder: Path, count: int, line_yuan: int) -> np.ndarray:
    """An edition of households whose wages, business, land and transfers come to the line or a fen beside it; the true answers."""
    draw = np.random.default_rng(5)
    tables = a_county(draw, "432121000000", count, DAY.year)
    household = tables["household"]
    off = draw.integers(-1, 2, count)
    net = household["persons"].astype(np.int64) * line_yuan * 100 + off
    for name in (*poverty_line.PROPERTY, *poverty_line.TRANSFER, "reward"):
        household[name] = np.full(count, NEVER, np.int32)
    parts = {name: draw.integers(0, 400_000, count) for name in ("wage", "property_land", "transfer_pension", "transfer_other")}
    parts["business_expense"] = draw.integers(0, 20_000_000, count)
    parts["business_income"] = net - sum(v for k, v in parts.items() if k != "business_expense") + parts["business_expense"]
    short = np.minimum(parts["business_income"], 0)  # never below nought: the expense takes it up
    parts["business_income"], parts["business_expense"] = parts["business_income"] - short, parts["business_expense"] - short
    for name, fen in parts.items():
        household[name] = fen.astype(np.int32)
    household["standard"] = np.zeros(count, np.int8)
    with EditionWriter(folder, About(DAY.year, DAY.isoformat(), "000000000000", version(), "", "synthetic", "synthetic", "synthetic")) as writer:
        writer.add_sorted("432121000000", tables)
        writer.finish()
    return off >= 0


def prepared(folder: Path) -> int:
    """Write what the peers read beside the edition in the folder; returns the poverty line in yuan that applies there."""
    edition = Edition(folder / "edition", digests=False)
    facts = [facts for _code, facts in edition.counties(wanted_of(RULE.tables), on=DAY)]
    needed = RULE.judge(facts[0]).findings["income_above_line"].threshold.values[0]
    line_yuan = int(needed) // int(facts[0].members.per_owner.values[0]) // 100
    write_for_peers(folder, facts, line_yuan)
    write_persons(folder, edition)
    return line_yuan


def compare(folder: Path, python: str) -> int:
    """Judge the edition in the folder by all three and print what came out; returns the line."""
    line_yuan = prepared(folder)
    seconds, mine = ours(folder / "edition")
    households, persons = len(mine[NAMES[0]]), parquet.read_metadata(folder / "person.parquet").num_rows
    print(f"{households:,} households, {persons:,} persons; ours {seconds:.2f} s from files to the answers of {len(NAMES)} conditions")
    for which in ("openfisca", "pandas"):
        theirs, found = peer(python, which, folder)
        differ = {name: int((found[name] != mine[name]).sum()) for name in NAMES}
        told = ", ".join(f"{name} {n}" for name, n in differ.items() if n) or "none"
        print(f"{which}: {theirs:.2f} s, {theirs / seconds:.1f} times as long; answers that differ: {told}")
    return line_yuan


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--peers-python", required=True)
    asked.add_argument("--persons", type=int, default=1_000_000)
    asked.add_argument("--on-the-line", type=int, default=200_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        make(Path(first) / "edition", int(given.persons / PERSONS_A_HOUSEHOLD), year=DAY.year)
        line_yuan = compare(Path(first), given.peers_python)
        true = make_on_the_line(Path(second) / "edition", given.on_the_line, line_yuan)
        prepared(Path(second))
        found = {"ours": ours(Path(second) / "edition")[1]} | {which: peer(given.peers_python, which, Path(second))[1] for which in ("openfisca", "pandas")}
        wrong = {who: int((answers["income_above_line"] != true * 2).sum()) for who, answers in found.items()}
        told = ", ".join(f"{who} {count:,}" for who, count in wrong.items())
        print(f"{given.on_the_line:,} households at -1, 0, +1 fen around the line, misjudged: {told}")


if __name__ == "__main__":
    main()
