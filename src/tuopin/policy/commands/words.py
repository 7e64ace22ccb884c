"""How the answers of rules are printed: yes, no and unknown in words, numbers for people, columns under each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tuopin.kernel.broad_letters import columns_of

WORDS = {True: "true", False: "false", None: "unknown"}


def plain(value: object) -> object:
    """A number or a day as JSON can say it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)


def said(answer: object) -> str:
    """Yes, no or unknown in the reader's language."""
    return {True: _("是"), False: _("否"), None: _("未知")}[answer]


def shown(value: object) -> str:
    """A value for people."""
    if isinstance(value, bool) or value is None:
        return said(value)
    return f"{value:,}" if isinstance(value, (int, Decimal)) else str(value)


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows of text as lines in columns, where a Chinese character takes the width of two letters."""
    widths = [max(columns_of(row[n]) for row in rows) for n in range(len(rows[0]))]
    return ["  ".join(cell + " " * (width - columns_of(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def figure(name: str, value: float | int | None) -> str:
    """A figure of a simulation for people, by what it is: shares in percent, money in yuan."""
    if value is None:
        return "—"
    if name in ("failing_share", "coverage", "leakage"):
        return f"{value * 100:.2f}%"
    return f"{value * 100:.2f}" if name == "points" else f"{value:,.2f}" if name == "cost_yuan" else f"{value:,}"
