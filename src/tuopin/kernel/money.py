"""Money: yuan with two decimals to people and tables, whole fen to the rules."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")


def to_fen(amount_yuan: Decimal) -> int:
    """Yuan as whole fen, half to even at the third decimal."""
    return int((amount_yuan * 100).to_integral_value(rounding=ROUND_HALF_EVEN))


def to_yuan(fen: int) -> Decimal:
    """Whole fen as yuan with exactly two decimals."""
    return Decimal(fen) * FEN


def per_head(amount_yuan: Decimal, persons: int) -> Decimal | None:
    """Yuan per person, rounded half up to the fen for showing; None without persons.

    For showing only: a verdict compares totals, because a rounded share decides wrongly on the line.
    """
    return (amount_yuan / persons).quantize(FEN, rounding=ROUND_HALF_UP) if persons else None
