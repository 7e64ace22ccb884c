"""Makes a synthetic nation of any size as a yearly edition: households with incomes, houses and members as registers have them.

    python bench/nation.py OUT --households 1000000 [--seed 1] [--year 2018]

County after county, so that it needs the memory of one county whatever the size. Nothing in it is drawn from real people. What is
believable in it: incomes are log-normal around a level of the place and of the household's workers, transfers go to the old and the
poor, older and poorer houses are worse, ill and disabled members work less, three children in a hundred of school age are out of
school, and a part of everything was never recorded.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path

import numpy as np

from tuopin.policy.rulebook import version
from tuopin.snapshots.layout import TABLES, TableLayout, lowest, unknown_of
from tuopin.snapshots.manifest import About
from tuopin.snapshots.writing import EditionWriter

PROVINCES = (13, 14, 15, 22, 23, 34, 36, 41, 42, 43, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65)
OF_A_COUNTY, OF_A_VILLAGE, VILLAGES_OF_A_TOWNSHIP = 36_000, 234, 12
SIZES = ((1, 2, 3, 4, 5, 6, 7, 8), (0.09, 0.20, 0.24, 0.22, 0.14, 0.07, 0.03, 0.01))
NEVER, UNKNOWN = -(2**31), -(2**31) + 1
EPOCH = date(2000, 1, 1)
Columns = dict[str, np.ndarray]


def county_codes(households: int) -> list[str]:
    """As many counties as the households fill, spread over the provinces in the order of their codes."""
    counties = max(1, round(households / OF_A_COUNTY))
    listed = []
    for n, province in enumerate(PROVINCES):
        here = counties // len(PROVINCES) + (n < counties % len(PROVINCES))
        listed += [f"{province}{k // 12 + 1:02d}{k % 12 + 21:02d}000000" for k in range(here)]
    return listed


def a_county(draw: np.random.Generator, code: str, households: int, year: int) -> dict[str, Columns]:
    """The four tables of one county, sorted as an edition wants them."""
    sizes = draw.choice(SIZES[0], households, p=SIZES[1]).astype(np.int64)
    villages = _villages(code, households)
    place = np.sort(draw.integers(0, len(villages), households))
    owner = np.repeat(np.arange(households), sizes)
    persons = _persons(draw, owner, sizes, year)
    household = _households(draw, sizes, owner, persons, place, len(villages))
    household |= {"village_code": villages[place], "persons": sizes, "year": np.full(households, year), "household_id": _pseudonyms(draw, households)}
    order = np.lexsort((household["household_id"], place))
    persons |= {"village_code": villages[place][owner], "household_id": household["household_id"][owner], "person_id": _pseudonyms(draw, len(owner))}
    rank = np.empty(households, np.int64)
    rank[order] = np.arange(households)
    by_household = np.lexsort((persons["person_id"], rank[owner]))
    poor = np.bincount(place, weights=sizes * (household["status"] != 2), minlength=len(villages)).astype(np.int64)
    return {
        "household": _complete(TABLES["household"], {k: v[order] for k, v in household.items()}),
        "person": _complete(TABLES["person"], {k: v[by_household] for k, v in persons.items()}),
        "village": _complete(TABLES["village"], _forms(draw, villages, poor, year)),
        "county": _complete(TABLES["county"], {"area_code": np.array([int(code)]), "poor_persons": np.array([poor.sum()]),
                                               "exited_persons": np.array([sizes.sum() - poor.sum()])}),
    }


def _villages(code: str, households: int) -> np.ndarray:
    count = max(1, households // OF_A_VILLAGE)
    n = np.arange(count)
    return int(code) + (100 + n // VILLAGES_OF_A_TOWNSHIP) * 1000 + 200 + n % VILLAGES_OF_A_TOWNSHIP


def _persons(draw: np.random.Generator, owner: np.ndarray, sizes: np.ndarray, year: int) -> Columns:
    total = len(owner)
    first = np.concatenate(([True], owner[1:] != owner[:-1]))
    ages = np.where(first, draw.normal(53, 13, total), draw.choice([8, 17, 33, 48, 66], total, p=[0.2, 0.14, 0.24, 0.26, 0.16]) + draw.normal(0, 6, total))
    ages = np.clip(ages, 0.1, 98)
    born = ((date(year, 12, 31) - EPOCH).days - ages * 365.25).astype(np.int32)
    pupil, young = (ages >= 6) & (ages < 16), ages < 16
    grade = np.clip((ages - 6).astype(np.int64), 0, 8)
    ill, disabled = draw.random(total) < 0.04 + 0.002 * ages, draw.random(total) < 0.03 + 0.001 * ages
    out = pupil & (draw.random(total) < 0.03)
    words = TABLES["person"].column("student").field.words
    pupils = np.array([words.index(w) for w in ("primary",) * 6 + ("junior_7", "junior_8", "junior_9")])
    student = np.where(pupil & ~out, pupils[grade], np.where(out, words.index("not_in_school"), -1))
    return {
        "born_on": born, "sex": draw.integers(0, 2, total), "relation": np.where(first, 0, draw.integers(1, 5, total)), "minority": draw.random(total) < 0.3,
        "student": student, "dropout_reason": np.where(out & (draw.random(total) < 0.5), draw.integers(0, 3, total), -1),
        "education": np.where(young, -1, draw.choice([0, 1, 2, 3, 4], total, p=[0.1, 0.42, 0.36, 0.08, 0.04])),
        "health": np.where(ill | disabled, 2 * (ill & (draw.random(total) < 0.7)) + 4 * ill * (draw.random(total) < 0.3) + 8 * disabled, 1).clip(1),
        "labour": np.where(young | (ages > 70) | disabled, 3, draw.integers(0, 2, total)),
        "has_work_place": (ages > 18) & (ages < 60) & (draw.random(total) < 0.45), "work_tenths": np.where(ages > 18, draw.integers(0, 110, total), 0),
        "resident_medical": np.where(draw.random(total) < 0.012, 0, 1), "employee_medical": np.where(draw.random(total) < 0.9, -1, 0),
        "resident_pension": np.where(ages > 16, draw.random(total) < 0.7, -1), "subsistence_allowance": draw.random(total) < 0.18,
    }


def _households(draw: np.random.Generator, sizes: np.ndarray, owner: np.ndarray, persons: Columns, place: np.ndarray, villages: int) -> Columns:
    n = len(sizes)
    level = np.exp(draw.normal(0, 0.15, villages))[place] * np.exp(draw.normal(0, 0.45, n))
    workers = np.bincount(owner, weights=persons["has_work_place"], minlength=n)
    old = np.bincount(owner, weights=persons["born_on"] < -15_000, minlength=n)
    lines: Columns = {
        "wage": workers * 14_000 * level, "business_income": 5_200 * level * sizes * 0.6, "business_expense": 1_500 * level * sizes * 0.5,
        "property_land": np.where(draw.random(n) < 0.35, 420 * level, np.nan), "property_other": np.where(draw.random(n) < 0.97, 30.0, np.nan),
        "transfer_pension": np.where(old > 0, old * 1_236.0, np.nan), "transfer_subsistence": np.where(level < 0.75, 1_900 * sizes * 0.5, np.nan),
        "transfer_ecology": np.where(draw.random(n) < 0.3, 260.0, np.nan), "transfer_other": np.where(draw.random(n) < 0.93, 350 * level, np.nan),
    }
    fen = {name: np.where(np.isnan(v), NEVER, np.round(np.nan_to_num(v)) * 100).astype(np.int32) for name, v in lines.items()}
    for name in ("wage", "business_income", "business_expense"):
        fen[name] = np.where(draw.random(n) < 0.008, draw.choice([NEVER, UNKNOWN], n), fen[name]).astype(np.int32)
    worse = np.clip(1.4 - level, 0.2, 1)
    mostly = {name: np.where(draw.random(n) < share * worse, 0, np.where(draw.random(n) < 0.01, -1, 1)) for name, share in (
        ("food_enough", 0.006), ("clothing_enough", 0.006), ("water_safe", 0.05), ("domestic_power", 0.01), ("sanitary_toilet", 0.4))}
    status = np.where(draw.random(n) < 0.7, 2, draw.choice([0, 1, 3], n, p=[0.9, 0.07, 0.03]))
    causes = draw.choice(len(TABLES["household"].column("main_cause").field.words), n)
    return fen | mostly | {
        "status": status, "standard": np.zeros(n), "attribute": draw.choice([0, 1, 2], n, p=[0.7, 0.24, 0.06]), "main_cause": causes,
        "identified_year": draw.choice([2014, 2015, 2016, 2017], n, p=[0.8, 0.1, 0.06, 0.04]), "exited_year": np.where(status == 2, draw.integers(2014, 2019, n), lowest("i2")),
        "house_grade": np.where(draw.random(n) < 0.03, -1, np.searchsorted([0.55, 0.93, 0.98], draw.random(n) * (0.9 + 0.1 * worse))),
        "fuel": draw.choice([0, 1, 2, 3, 4], n, p=[0.45, 0.02, 0.13, 0.37, 0.03]), "road_type": draw.choice([0, 1, 2, 3], n, p=[0.12, 0.14, 0.7, 0.04]),
        "helped": draw.random(n) < 0.97, "doubts": np.where(draw.random(n) < 0.05, 1, 0), "net_before_fen": np.full(n, NEVER),
    }


def _forms(draw: np.random.Generator, villages: np.ndarray, poor: np.ndarray, year: int) -> Columns:
    n = len(villages)
    population = (draw.integers(900, 2_600, n) + poor).astype(np.int64)
    return {
        "area_code": villages, "poor_village": draw.random(n) < 0.35, "form_year": np.full(n, year), "households": population // 4, "persons": population,
        "agricultural_persons": population, "poor_persons": poor, "paved_road": draw.random(n) < 0.98, "power": draw.random(n) < 0.97, "clinic": draw.random(n) < 0.95,
        "doctor": draw.random(n) < 0.9, "broadband": draw.random(n) < 0.9, "team": draw.integers(0, 4, n), "first_secretaries": draw.integers(0, 2, n),
        "collective_income": draw.integers(0, 10_000_000, n),
    }


def _pseudonyms(draw: np.random.Generator, count: int) -> np.ndarray:
    return draw.integers(1, 2**62, count)


def _complete(table: TableLayout, known: Columns) -> Columns:
    """Every column of the table in its stored width; those not made are nowhere known."""
    rows = len(next(iter(known.values())))
    columns = {}
    for column in table.columns:
        blank = NEVER if column.field.kind == "money" and column.width == "i4" else unknown_of(column)
        columns[column.name] = known.get(column.name, np.full(rows, blank)).astype(f"i{column.width[1]}")
    return columns


def make(out: Path, households: int, *, seed: int = 1, year: int = 2018) -> None:
    """Write the edition; the same size and seed give the same bytes."""
    about = About(year, f"{year}-12-31", "000000000000", version(), "", "synthetic", "synthetic", "synthetic")
    codes = county_codes(households)
    with EditionWriter(out, about) as writer:
        for n, code in enumerate(codes):
            here = households // len(codes) + (n < households % len(codes))
            writer.add_sorted(code, a_county(np.random.default_rng([seed, n]), code, here, year))
        writer.finish()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("out", type=Path)
    asked.add_argument("--households", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--year", type=int, default=2018)
    given = asked.parse_args()
    start = time.perf_counter()
    make(given.out, given.households, seed=given.seed, year=given.year)
    size = sum(p.stat().st_size for p in given.out.rglob("*") if p.is_file())
    print(f"{given.households:,} households, {size / 1e6:,.0f} MB, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
