"""Made-up counties in the columns that the database would send: for editions without one."""

from __future__ import annotations

import numpy as np

from tuopin.engine.columns import ABSENT, NO_DAY, UNKNOWN
from tuopin.engine.tables import numeric_type
from tuopin.snapshots.layout import COUNTY, HOUSEHOLD, PERSON, VILLAGE, TableLayout

NOT_KNOWN = {"flag": -1, "code": -1, "codes": 0, "count": UNKNOWN, "money": UNKNOWN, "day": NO_DAY}


def a_table(layout: TableLayout, rows: int, random: np.random.Generator, **columns: np.ndarray) -> dict[str, np.ndarray]:
    """Random columns of a table, a tenth of them not known, in the engine's widths; `columns` as they are given."""
    return {c.name: columns.get(c.name, _column(c, rows, random)) for c in layout.columns}


def _column(column, rows: int, random: np.random.Generator) -> np.ndarray:
    kind = column.field.kind
    most = {"flag": 2, "code": len(column.field.words), "codes": 1 << len(column.field.words), "count": 3000, "money": 900_000, "day": 1}[kind]
    known = random.integers(-20_000, 7_000, rows) if kind == "day" else random.integers(0, most, rows)
    values = np.where(random.random(rows) < 0.1, NOT_KNOWN[kind], known)
    if kind == "money":
        values = np.where(random.random(rows) < 0.1, ABSENT, values)
    return values.astype(numeric_type(column.field))


def a_county(code: str, households: int, random: np.random.Generator) -> dict[str, dict[str, np.ndarray]]:
    """The four tables of a county, its rows in no order; every third household has no members."""
    villages = int(code) + 1_001 + np.arange(max(households // 40, 1)) * 1_000
    ids = random.permutation(households).astype(np.int64) * 7 + int(code[:6])
    owners = random.choice(ids[ids % 3 != 0], households * 3) if (ids % 3 != 0).any() else np.zeros(0, np.int64)
    persons = len(owners)
    return {
        "household": a_table(HOUSEHOLD, households, random, household_id=ids, village_code=random.choice(villages, households)),
        "person": a_table(PERSON, persons, random, household_id=owners, person_id=random.permutation(persons).astype(np.int64) + int(code[:6])),
        "village": a_table(VILLAGE, len(villages), random, area_code=villages),
        "county": a_table(COUNTY, 1, random, area_code=np.array([int(code)])),
    }
