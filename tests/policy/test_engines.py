"""One rule, the same verdicts row by row: on one thread, on two, and on a real Spark of this machine."""

import importlib.util
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from tuopin.engine.columns import Quantity
from tuopin.policy.rulebook import rule_named
from tuopin.policy.services import judgement
from tuopin.policy.services.roll_up_edition import roll_up_edition
from tuopin.policy.services.sources import FromEdition
from tuopin.policy.states.county_work import verdicts_work
from tuopin.snapshots.layout import TABLES, unknown_of
from tuopin.snapshots.manifest import About, Damaged
from tuopin.snapshots.reading import Edition, wanted_of
from tuopin.snapshots.spark import Spark
from tuopin.snapshots.spreading import Local

RULE = "household-exit"
LINE = 2995_00  # fen a person, national line of 2018
NEVER = -(2**31)


def has_spark() -> bool:
    if os.environ.get("TUOPIN_REQUIRE_SPARK"):
        return True
    return bool(importlib.util.find_spec("pyspark") and importlib.util.find_spec("pandas") and (shutil.which("java") or os.environ.get("JAVA_HOME")))


needs_spark = pytest.mark.skipif(not has_spark(), reason="needs tuopin[spark] and Java 17; .ci/run installs both")
needs_compiler = pytest.mark.skipif(
    not os.environ.get("TUOPIN_REQUIRE_COMPILED") and not importlib.util.find_spec("numba"), reason="needs tuopin[compiled]; .ci/run installs it"
)
ARRAYS = 10**12  # compiled from so many households on: never
engines = pytest.mark.parametrize(
    "engine", [Local(1, ARRAYS), Local(2, ARRAYS), pytest.param(Local(2, 0), marks=needs_compiler), pytest.param(Spark(), marks=needs_spark)],
    ids=["one thread", "two threads", "compiled", "spark"],
)


@pytest.fixture(scope="module")
def on_the_line(tmp_path_factory) -> tuple[Path, np.ndarray]:
    """200,000 households whose income stands one fen below the line, on it, or one fen over it; and which of these."""
    from tuopin.snapshots.writing import EditionWriter

    draw, households = np.random.default_rng(11), 200_000
    sizes, step = draw.integers(1, 8, households), draw.integers(-1, 2, households)
    net = LINE * sizes + step
    columns = {"persons": sizes, "village_code": 431129210213 + np.sort(draw.integers(0, 300, households)), "household_id": np.arange(households) + 1}
    columns |= {"standard": np.zeros(households), "business_expense": draw.integers(0, 500_00, households), "food_enough": np.ones(households)}
    columns |= {"clothing_enough": np.ones(households), "house_grade": np.zeros(households), "water_safe": np.ones(households)}
    columns |= {"property_land": draw.integers(0, 900_00, households), "transfer_other": draw.integers(0, 900_00, households)}
    columns["business_income"] = columns["business_expense"] + draw.integers(0, 500_00, households)
    columns["wage"] = net - columns["business_income"] + columns["business_expense"] - columns["property_land"] - columns["transfer_other"]
    members = {"born_on": np.full(sizes.sum(), -10_000), "resident_medical": np.ones(sizes.sum()), "health": np.ones(sizes.sum())}
    folder = tmp_path_factory.mktemp("line") / "edition"
    about = About(2018, "2018-12-31", "431129000000", "", "", "", "made up")
    with EditionWriter(folder, about) as writer:
        writer.add_sorted("431129000000", {
            "household": _complete("household", columns), "person": _complete("person", members),
            "village": _complete("village", {"area_code": np.unique(columns["village_code"])}),
            "county": _complete("county", {"area_code": np.array([431129000000])}),
        })
        writer.finish()
    return folder, step


def _complete(table: str, known: dict) -> dict:
    rows = len(next(iter(known.values())))
    blank = {c.name: NEVER if c.field.kind == "money" and c.width == "i4" else unknown_of(c) for c in TABLES[table].columns}
    return {c.name: np.asarray(known.get(c.name, np.full(rows, blank[c.name]))).astype(f"i{c.width[1]}") for c in TABLES[table].columns}


def verdicts(folder: Path, engine) -> dict[str, np.ndarray]:
    wanted = wanted_of(rule_named(RULE).tables)
    found = list(engine.over_counties(Edition(folder), wanted, verdicts_work(RULE)))
    assert [county for county, _ in found] == sorted(county for county, _ in found)
    return {name: np.concatenate([rows[name] for _, rows in found]) for name in ("holds", "failed", "unknown")}


@engines
def test_two_hundred_thousand_households_on_the_line_are_all_judged_right(on_the_line, engine):
    folder, step = on_the_line
    found = verdicts(folder, engine)
    assert (found["holds"] == (step >= 0)).all() and (found["failed"] == (step < 0)).all() and not found["unknown"].any()


@engines
def test_verdicts_are_those_of_the_plain_reader_row_by_row(nation, engine):
    found, rule = verdicts(nation, engine), rule_named(RULE)
    plain = [rule.judge(facts).rows() for _, facts in Edition(nation).counties(wanted_of(rule.tables))]
    assert len(found["holds"]) == 6_000 and set(found["holds"].tolist()) == {-1, 0, 1}
    for name in found:
        assert (found[name] == np.concatenate([piece[name] for piece in plain])).all()


@engines
@pytest.mark.parametrize("by", ["province", "village", "household"])
def test_the_answer_of_an_area_is_the_same_on_every_engine(nation, engine, by):
    day = Edition(nation).day
    asked = {"rule": RULE, "area": None, "on": day, "by": by}
    mine = judgement.judge(**asked, source=FromEdition.open(nation, day, engine))
    assert mine == judgement.judge(**asked, source=FromEdition.open(nation, day, Local(1)))
    assert mine["judged"] == 6_000 == mine["holds"] + mine["fails"] + mine["unknown"]


@engines
def test_the_figures_of_every_level_are_the_same_on_every_engine(nation, engine):
    mine, one = roll_up_edition(Edition(nation), engine=engine), roll_up_edition(Edition(nation), engine=Local(1))
    assert {level: len(totals) for level, totals in mine.items()} == {level: len(totals) for level, totals in one.items()}
    assert mine[0].of("households") == [6_000] and len(mine[1]) == 3
    for level, totals in mine.items():
        assert (totals.sums == one[level].sums).all() and totals.columns == one[level].columns


@engines
def test_one_corrupt_file_is_refused_by_its_name(nation, tmp_path, engine):
    shutil.copytree(nation, tmp_path / "edition")
    broken = sorted((tmp_path / "edition").rglob("household-*.parquet"))[1]
    raw = bytearray(broken.read_bytes())
    raw[len(raw) // 3] ^= 0x40
    broken.write_bytes(raw)
    with pytest.raises(Damaged) as refused:
        verdicts(tmp_path / "edition", engine)
    assert broken.name in str(refused.value)


def test_an_engine_that_is_not_there_says_what_to_install(nation, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(Exception, match="spark-missing"):
        list(Spark().over_counties(Edition(nation), {"households": ["wage"]}, lambda county, facts: Quantity.of([])))
