"""A household's income of a year: line by line with its evidence, and what the lines add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tuopin.kernel.money import per_head
from tuopin.registry.models import HouseholdIncome

EXPENSE = "business_expense"
SINGLE = ("wage", "business_income", EXPENSE)
PROPERTY = ("property", "property_dividend", "property_land", "property_other")
TRANSFER = (
    "transfer", "transfer_family_planning", "transfer_subsistence", "transfer_five_guarantee", "transfer_pension",
    "transfer_ecology", "transfer_other",
)
SELF_REPORT = "self_report"  # the evidence that goes without saying
LINES = (*SINGLE, *PROPERTY, *TRANSFER, "reward")


@dataclass(frozen=True)
class IncomeLine:
    """One line of income in a version of a year: yuan (None = asked, not known), what proves it; the key of that version, and its time."""

    amount_yuan: Decimal | None
    evidence: str = SELF_REPORT
    pk: int | None = field(default=None, compare=False)
    recorded_at: datetime | None = field(default=None, compare=False)


def lines_of(version: HouseholdIncome | None) -> dict[str, IncomeLine]:
    """The lines of a version of a year by their words; none where nothing is recorded."""
    if version is None:
        return {}
    told = zip(version.lines, version.amounts_yuan, version.evidence, strict=True)
    return {line: IncomeLine(amount, evidence, version.pk, version.recorded_at) for line, amount, evidence in told}


def brought_with(versions: Sequence[HouseholdIncome], line: str) -> HouseholdIncome:
    """The version that brought what stands of a line; the versions of one year, oldest first, the last of which has the line."""
    *earlier, found = versions
    now = lines_of(found)[line]
    for version in reversed(earlier):
        if lines_of(version).get(line) != now:
            break
        found = version
    return found


def in_parallel(lines: Mapping[str, IncomeLine]) -> dict[str, list]:
    """The columns of a version that has these lines, in the order of their words."""
    words = sorted(lines)
    return {"lines": words, "amounts_yuan": [lines[word].amount_yuan for word in words], "evidence": [lines[word].evidence for word in words]}


@dataclass(frozen=True)
class Line:
    """One line of income as it stands in a year, beside the year it is compared with; None = not asked."""

    word: str
    current: IncomeLine | None
    other: IncomeLine | None

    @property
    def is_expense(self) -> bool:
        return self.word == EXPENSE


@dataclass(frozen=True)
class Income:
    """The lines of a year and what they come to, in yuan. `net` is None while anything it needs is not known."""

    lines: tuple[Line, ...]
    gross: Decimal
    expense: Decimal
    net: Decimal | None
    per_head: Decimal | None
    missing: tuple[str, ...]  # the words of what is not known: a line, or `property` / `transfer` when none was asked


def income_of(current: dict[str, IncomeLine], other: dict[str, IncomeLine], persons: int) -> Income:
    """Sum up the current lines of one household and year.

    Net income (纯收入) = wage + business income − business expense + property + transfer + reward. It is known only when
    wage, business income and expense, at least one property and at least one transfer line are recorded, and no recorded
    line waits for its amount.
    """
    amounts = {word: line.amount_yuan for word, line in current.items()}
    missing = [word for word in SINGLE if word not in amounts]
    missing += [family[0] for family in (PROPERTY, TRANSFER) if not amounts.keys() & set(family)]
    missing += [word for word in LINES if word in amounts and amounts[word] is None]
    expense = amounts.get(EXPENSE) or Decimal(0)
    gross = sum((amount or Decimal(0) for amount in amounts.values()), Decimal(0)) - expense
    net = None if missing else gross - expense
    lines = tuple(Line(word, current.get(word), other.get(word)) for word in LINES if word in current or word in other)
    return Income(lines, gross, expense, net, None if net is None else per_head(net, persons), tuple(missing))
