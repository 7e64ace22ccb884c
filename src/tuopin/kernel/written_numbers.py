"""Numbers that somebody wrote: a row's number in an address, a hidden field, a line of a table; an amount at the command line."""

import re
from decimal import Decimal

AMOUNT = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,9})?")
LONGEST = 18  # digits: every number of a row has fewer


def number_written(text: str) -> int | None:
    """The whole number that `text` writes in the digits 0–9, of 18 digits at most; None for everything else, such as ² or 9,999 nines."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


def amount_written(text: str) -> Decimal | None:
    """The amount that `text` writes in the digits 0–9 with a point; None for everything else, such as 1_000, 1e3, NaN or an empty text."""
    return Decimal(text) if AMOUNT.fullmatch(text) else None
