"""What the demo says when it is done: what there is, what it came to, what waits, where to log in."""

from __future__ import annotations

from collections.abc import Callable

from tuopin.cli.sample.accounts import Place
from tuopin.kernel.broad_letters import columns_of
from tuopin.kernel.own_words import in_own_words
from tuopin.kernel.words import phrase
from tuopin.policy.selectors.figures import FigureValue
from tuopin.policy.states.figures import GROUPS

SHOWN = (
    "households", "persons", "poor_households", "poor_persons", "poverty_incidence", "may_exit", "not_yet", "unknown_verdict",
    "villages", "poor_villages", "households_with_doubts",
)
SAY = Callable[[str], str]  # translates a sentence


def padded(text: str, columns: int) -> str:
    return text + " " * max(columns - columns_of(text), 1)


def figures(values: dict[str, FigureValue], say: SAY, english: bool) -> list[str]:
    """A line for each of the figures that matter first, then the failed conditions."""
    chosen = [values[name] for name in SHOWN if name in values]
    failed = [v for name, v in values.items() if name.startswith("fails_") and v.numerator]
    lines = [_figure(value, say, english) for value in chosen]
    if failed:
        lines += ["", "  " + say(GROUPS["condition"])]
        lines += [_figure(value, say, english) for value in sorted(failed, key=lambda v: -v.numerator)]
    return lines


def _figure(value: FigureValue, say: SAY, english: bool) -> str:
    number = f"{value.value:,}" if value.value is not None else "—"
    return f"  {padded(in_own_words(value.figure.en) if english else value.figure.zh, 34)}{number:>10} {say(value.figure.unit)}"


def rows(batches: list, say: SAY) -> list[str]:
    """A line for each file: how many rows of it came in, how many wait."""
    lines = []
    for batch in batches:
        counts = {key: sum(sheet.get(key, 0) for sheet in batch.rows.values()) for key in ("total", "confirm", "quarantined")}
        text = say(phrase("{year} 年 {name}:{total} 行,隔离 {quarantined} 行,待确认或已确认 {confirm} 行"))
        lines.append("  " + text.format(year=batch.year, name=batch.file_name, **counts))
    return lines


def logins(places: list[tuple[Place, str]], say: SAY) -> list[str]:
    """A line for each account, with its password when it is new."""
    old = say(phrase("(密码已在首次运行时显示)"))
    return [f"  {padded(place.username, 12)}{padded(password or old, 28)}{say(place.level)}" for place, password in places]
