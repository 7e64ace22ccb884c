"""The mistakes of the sample county: the slips that clerks make, so that there is something to review after the import.

Each kind spoils one cell (or row) of a household that nothing else has spoilt. The word before the colon of `KINDS` is what
the import is expected to do with it: A put right by itself, W wait for a person to confirm, Q quarantine the household.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tuopin.cli.sample.cast import told
from tuopin.cli.sample.county import LIAN
from tuopin.kernel.certificates import chinese
from tuopin.kernel.ids import CHECKS

Row = list


@dataclass(frozen=True)
class Spoilt:
    """One planted mistake: sheet, the row number that Excel shows, column, kind, and what should become of it."""

    sheet: str
    row: int
    column: str
    kind: str
    outcome: str  # A | W | Q


def _full_width(number: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in number)


def _wrong_check(number: str) -> str:
    return number[:-1] + (CHECKS[(CHECKS.index(number[17]) + 1) % 11] if chinese() else str((int(number[-1]) + 1) % 10))


KINDS: dict[str, tuple[str, str, str, Callable]] = {  # kind: outcome, sheet, column, old value → new value
    "id-spaces": ("A", "家庭成员", "证件号码", lambda v: f" {v[:6]} {v[6:]}"),
    "id-fullwidth": ("A", "家庭成员", "证件号码", _full_width),
    "money-with-comma": ("A", "贫困户", "生产经营性收入", lambda v: f"{float(v):,.2f}"),
    "yes-as-tick": ("A", "贫困户", "是否有卫生厕所", lambda v: {"是": "√", "否": "×"}.get(v, v)),
    "sex-contradicts-id": ("W", "家庭成员", "性别", lambda v: "女" if v == "男" else "男"),
    "phone-short": ("W", "贫困户", "联系电话", lambda v: v[:-1]),
    "money-with-unit": ("W", "贫困户", "工资性收入", lambda v: told("{v}元", v=v)),
    "per-head-mismatch": ("W", "贫困户", "年人均纯收入", lambda v: round(float(v) + 1234.5, 2) if v != "" else 4321.0),
    "id-as-number": ("Q", "家庭成员", "证件号码", lambda v: float(int(v[:15] + "000"))),
    "id-wrong-check-digit": ("Q", "家庭成员", "证件号码", _wrong_check),
    "id-17-digits": ("Q", "家庭成员", "证件号码", lambda v: v[:-1]),
    **({"id-impossible-date": ("Q", "家庭成员", "证件号码", lambda v: v[:10] + "0230" + v[14:])} if chinese() else {}),
    "unknown-word": ("Q", "家庭成员", "健康状况", lambda v: "一般般"),
    "money-in-words": ("Q", "贫困户", "工资性收入", lambda v: "三千"),
    "village-unknown": ("Q", "贫困户", "行政村代码", lambda v: v[:9] + "999"),
    "size-mismatch": ("Q", "贫困户", "家庭人口数", lambda v: v + 1),
}


def spoil(content: dict[str, tuple[tuple[str, ...], list[Row]]], *, share: float, seed: int) -> list[Spoilt]:
    """Spoil about `share` of the households in place and tell what was spoilt.

    Members spoilt are never heads. The village shown first, whose counts are public, is left as it is.
    """
    chance = Random(f"tuopin defects {seed}")
    headings, households = content["贫困户"]
    followers, village = _followers(content["家庭成员"]), headings.index("行政村代码")
    open_to_it = [at for at, row in enumerate(households) if row[village] != LIAN]
    chosen = chance.sample(open_to_it, min(int(len(households) * share), len(open_to_it)))
    done = []
    for n, (at, kind) in enumerate(zip(chosen, _cycle(len(chosen)), strict=True)):
        outcome, sheet, column, change = KINDS[kind]
        if sheet == "家庭成员":
            candidates = followers.get(households[at][0])
            if not candidates:
                continue
            at = candidates[n % len(candidates)]
        headings, rows = content[sheet]
        cell = headings.index(column)
        rows[at][cell] = change(rows[at][cell])
        done.append(Spoilt(sheet, at + 2, column, kind, outcome))
    return done


def _cycle(count: int) -> list[str]:
    kinds = list(KINDS)
    return [kinds[n % len(kinds)] for n in range(count)]


def _followers(sheet: tuple[tuple[str, ...], list[Row]]) -> dict[str, list[int]]:
    """Household number → positions of its members other than the head."""
    headings, rows = sheet
    relation, found = headings.index("与户主关系"), {}
    for at, row in enumerate(rows):
        if row[relation] != "户主":
            found.setdefault(row[0], []).append(at)
    return found
