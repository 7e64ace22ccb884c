"""Numbers that somebody wrote where a row's number is expected: an address, a hidden field, a line of a table."""

LONGEST = 18  # digits: every number of a row has fewer


def number_written(text: str) -> int | None:
    """The whole number that `text` writes in the digits 0–9, of 18 digits at most; None for everything else, such as ² or 9,999 nines."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
