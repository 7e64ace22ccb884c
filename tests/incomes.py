"""Builders of income: a year's lines as the register keeps them, side by side in one row; and one line read or written among them."""

from decimal import Decimal

from tuopin.registry.models import Household, HouseholdIncome
from tuopin.registry.selectors.income import IncomeLine, in_parallel, lines_of


def an_income(household: Household, lines: dict, *, year: int = 2018, source: str = "import:1") -> HouseholdIncome | None:
    """What a household has earned in the year, line by line in yuan (None = asked, not known), reported by itself; nothing of no line."""
    told = {word: IncomeLine(None if amount is None else Decimal(amount)) for word, amount in lines.items()}
    return HouseholdIncome.objects.create(household=household, year=year, source=source, **in_parallel(told)) if told else None


def set_line(word: str, change, **which) -> int:
    """Write a line's amount where it stands, past every service, in the rows that `which` picks; `change` is an amount, or makes one of
    the amount there. Returns how many rows had the line."""
    rows = HouseholdIncome.objects.filter(lines__contains=[word], **which)
    for row in rows:
        place = row.lines.index(word)
        row.amounts_yuan[place] = change(row.amounts_yuan[place]) if callable(change) else change
        HouseholdIncome.objects.filter(pk=row.pk).update(amounts_yuan=row.amounts_yuan)
    return len(rows)


def line_now(word: str, **which) -> IncomeLine:
    """The line as it stands in the one row that `which` picks."""
    return lines_of(HouseholdIncome.objects.get(superseded_at=None, **which))[word]


def versions(word: str, **which) -> list[tuple]:
    """The amounts of a line in each version of a year that has it, oldest first, and whether that version stands."""
    rows = HouseholdIncome.objects.filter(lines__contains=[word], **which).order_by("pk")
    return [(lines_of(row)[word].amount_yuan, row.superseded_at is None) for row in rows]


def lines_told() -> list[tuple]:
    """Every line that stands: the household's number, its word, its amount, what proves it."""
    rows = HouseholdIncome.objects.filter(superseded_at=None).select_related("household")
    return sorted(((row.household.number, word, line.amount_yuan, line.evidence) for row in rows for word, line in lines_of(row).items()), key=str)
