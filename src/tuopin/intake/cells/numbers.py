"""Reading amounts, areas, distances, counts and years: exact decimals, units shown, words and errors stopped."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from operator import sub

from tuopin.intake.cells.flaws import Cell, Flawed, accept, confirm, quarantine, untrusted
from tuopin.intake.cells.text import DASHES, squeezed, unsafe
from tuopin.kernel.answers import NOT_ASKED as NOT_COLLECTED
from tuopin.kernel.pack import pack


class NotAsked(int):
    """An amount nobody was asked about: it adds nothing to a sum and is not recorded, unlike an empty cell (None)."""

    def __reduce__(self) -> str:
        """There is one alone, in whatever process."""
        return "NOT_ASKED"


NOT_ASKED = NotAsked(0)
LARGEST_FEN = 10_000_000_000  # 1 亿元: beyond it no household's line is believable
PLAIN = re.compile(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
NOT_A_NUMBER = re.compile(r"[+-]?(inf|infinity|nan|∞)", re.IGNORECASE)
ERROR = re.compile(r"#(DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
WITH_UNIT = re.compile(r"([+-]?[\d,]*\.?\d+)([^\d.,]+)")
CENT = Decimal("0.01")
NOT_WHOLE = 1e-4  # of a fen: what binary fractions leave behind is less

UNITS = {kind: {unit.upper(): factor for unit, factor in units.items()} for kind, units in pack().section("units").items()}
LIMITS = {
    "money": Decimal(100_000_000), "mu": Decimal(1_000_000), "square_metres": Decimal(100_000), "kilometres": Decimal(1_000),
    "months": Decimal(12), "count": Decimal(10_000_000),
}  # fmt: skip


def unit_factor(kind: str, unit: str) -> Decimal | None:
    """By how much a number in `unit` is multiplied to be in the register's unit of `kind`; None for a unit unknown there."""
    factor = UNITS.get(kind, {}).get(unit.upper())
    return Decimal(factor) if factor else None


def read_decimal(cell: Cell, kind: str) -> Decimal | Flawed | None:
    """The exact decimal of a cell in the register's unit; None for an empty cell. Range and sign are not yet looked at."""
    if isinstance(cell, bool):
        return quarantine("not-a-number")
    if isinstance(cell, float):
        return Decimal(repr(cell)) if cell - cell == 0 else quarantine("not-a-number")
    if not isinstance(cell, str):
        return untrusted(cell) or quarantine("date-in-number")
    if flaw := unsafe(cell):
        return flaw
    text = squeezed(cell)
    if not text:
        return None
    if PLAIN.fullmatch(text):
        return Decimal(text) if text == cell.strip() else accept(Decimal(text))
    return _written_otherwise(text, kind)


def _written_otherwise(text: str, kind: str) -> Flawed:
    bare = text.lstrip("￥¥$") if kind == "money" else text
    if GROUPED.fullmatch(bare) or (bare != text and PLAIN.fullmatch(bare)):
        return accept(Decimal(bare.replace(",", "")))
    if text in DASHES:
        return confirm(None, "dash-for-empty")
    if ERROR.match(text):
        return quarantine("cell-error", error=ERROR.match(text).group().upper())
    if SCIENTIFIC.fullmatch(text) and Decimal(text).adjusted() < 12:
        return accept(Decimal(text))
    if SCIENTIFIC.fullmatch(text) or NOT_A_NUMBER.fullmatch(text):
        return quarantine("not-a-number")
    parts = WITH_UNIT.fullmatch(bare)
    if parts and (factor := unit_factor(kind, parts[2])) is not None:
        number = parts[1]
        if PLAIN.fullmatch(number) or GROUPED.fullmatch(number):
            value = Decimal(number.replace(",", "")) * factor
            return confirm(value, "number-with-unit", unit=parts[2])
    return quarantine("number-in-words")


def read_number(cell: Cell, kind: str, factor: Decimal = Decimal(1), signed: str = "") -> Decimal | Flawed | None:
    """A number in the register's unit with at most two decimals, not negative unless `signed`, within what is believable.

    `factor` brings a number from the unit that the heading names; `signed` is "loss" where a loss may be written as a
    negative number and a person has to confirm it, "any" where both signs are usual.
    """
    got = read_decimal(cell, kind)
    flaw = got if isinstance(got, Flawed) else None
    value = flaw.value if flaw else got
    if value is None or (flaw and flaw.outcome == "Q"):
        return flaw or value
    if not flaw or flaw.code != "number-with-unit":
        value *= factor
    if abs(value) >= LIMITS[kind] and not (kind == "months" and value == 12):
        return quarantine("number-out-of-range", limit=str(LIMITS[kind]))
    if value < 0 and signed != "any":
        return confirm(_rounded(value), "negative-loss") if signed == "loss" else quarantine("negative-number")
    rounded = _rounded(value)
    if flaw:
        return Flawed(rounded, flaw.code, flaw.outcome, flaw.params)
    return rounded if abs(rounded - value) < Decimal("0.000001") else accept(rounded, "rounded")


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_EVEN) if value.as_tuple().exponent < -2 else value


def read_count(cell: Cell) -> int | Flawed | None:
    """A whole number of things or people, not negative."""
    got = read_number(cell, "count")
    if isinstance(got, Flawed):
        whole = got.value is not None and got.value == int(got.value)
        return Flawed(int(got.value), got.code, got.outcome, got.params) if whole else (
            quarantine("not-whole") if got.value is not None else got
        )
    if got is None:
        return None
    return int(got) if got == int(got) else quarantine("not-whole")


def read_money(cells: list[Cell], flaws: list[tuple[int, Flawed]], factor: Decimal, signed: str) -> list[int | None]:
    """A column of amounts as whole fen; None where the cell is empty or not to be taken."""
    if factor != 1:
        return [_fen(cell, position, flaws, factor, signed) for position, cell in enumerate(cells)]
    odd = [position for position, cell in enumerate(cells) if type(cell) is not float or not 0 <= cell < 1e8]
    amounts = [cell * 100 for cell in cells] if not odd else [
        cell * 100 if type(cell) is float and 0 <= cell < 1e8 else 0.0 for cell in cells
    ]
    found: list[int | None] = list(map(round, amounts))
    gaps = list(map(abs, map(sub, amounts, found)))
    if gaps and max(gaps) >= NOT_WHOLE:  # parts of a fen
        odd = sorted({*odd, *(position for position, gap in enumerate(gaps) if gap >= NOT_WHOLE)})
    for position in odd:
        found[position] = _fen(cells[position], position, flaws, factor, signed)
    return found


def _fen(cell: Cell, position: int, flaws: list[tuple[int, Flawed]], factor: Decimal, signed: str) -> int | None:
    if cell == NOT_COLLECTED:
        return NOT_ASKED
    got = read_number(cell, "money", factor, signed)
    if type(got) is Flawed:
        flaws.append((position, got))
        got = got.value if got.outcome != "Q" else None
    return None if got is None else int((got * 100).to_integral_value(rounding=ROUND_HALF_EVEN))
