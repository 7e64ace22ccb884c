"""Writes the entry of a change of the rulebook: what was changed, and whom it moves in the reference population.

    python tools/note_rule_change.py "2018 年标准核对原文"

Compares the numbers of the rulebook with those of the last entry in docs/reference/rulebook-changes.md, and simulates each that
was changed over the same made-up households every time (20,000, of `bench/nation.py`). A test fails while a number differs from the
last entry.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "rulebook-changes.md"
HOUSEHOLDS, SEED, RULE = 20_000, 1, "household-exit"
HEAD = """# Changes of the rulebook

Every change of a number stands here with what it does to the reference population: 20,000 made-up households of 2018
(`bench/nation.py`, seed 1), judged by household-exit before and after. Written by `tools/note_rule_change.py`; a test fails while a
number of the rulebook differs from the last entry.
"""


def numbers_told() -> list[str]:
    """Every number of every rule, a line each."""
    from tuopin.policy.rulebook import rules

    told = {
        f"{rule.name}.{n.name} {n.starts_on}–{n.ends_on or ''} {n.standard or '*'} {'/'.join(n.divisions[:3])} = {','.join(n.value) if isinstance(n.value, tuple) else n.value}"
        for rule in rules().values() for n in rule.numbers.entries
    }
    return sorted(told)


def digest_of(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def reference(folder: Path, before: dict[str, str] | None = None) -> list[str]:
    """The lines of an entry: how the reference population stands, and how each side stands where a number in force was changed."""
    from tuopin.policy.services.simulate import simulate
    from tuopin.policy.states.simulation import read_changes
    from tuopin.snapshots.reading import Edition

    spec = importlib.util.spec_from_file_location("nation", ROOT / "bench" / "nation.py")
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    bench.make(folder, HOUSEHOLDS, seed=SEED)
    changes = read_changes(tuple(f"{RULE}.{name}={value}" for name, value in (before or {}).items()))[1]
    found = simulate(rule=RULE, changes=changes, edition=Edition(folder))
    sides = [("before", found["then"]), ("after", found["now"])] if before else [("as it stands", found["now"])]
    lines = ["| | meets | does not | not known | to the line, yuan | coverage | leakage |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {side} | {s['holds']:,} | {s['fails']:,} | {s['unknown']:,} | {s['cost_yuan']:,.0f} | {s['coverage']:.2%} | {s['leakage']:.2%} |"
        for side, s in sides
    ]
    if before:  # the present rule is "now" here, the numbers before are the simulated side
        lines += ["", f"No longer meet it: {found['leave']:,} households; come to meet it: {found['enter']:,}."]
    return lines


def in_force(lines: list[str], on: date) -> dict[str, str]:
    """The values of one day out of lines as `numbers_told` writes them, by name, those for the nation."""
    values = {}
    for line in lines:
        place, _, value = line.partition(" = ")
        name, days, _standard, divisions = place.split(" ")
        first, _, end = days.partition("–")
        if first <= on.isoformat() and (not end or on.isoformat() < end) and divisions == "000000000000":
            values[name.partition(".")[2]] = value
    return values


def main() -> None:
    begin()
    what, lines = sys.argv[1], numbers_told()
    page = PAGE.read_text("utf-8") if PAGE.exists() else HEAD
    old = page.rpartition("```text\n")[2].partition("\n```")[0].splitlines() if "```text\n" in page else []
    before = {n: v for n, v in in_force(old, date(2018, 12, 31)).items() if in_force(lines, date(2018, 12, 31)).get(n) != v} if old else {}
    with tempfile.TemporaryDirectory() as folder:
        told = reference(Path(folder) / "reference", before)
    changed = [f"- {line}" for line in old if line not in lines] + [f"+ {line}" for line in lines if line not in old] if old else []
    shown = ["", "```diff", *changed, "```"] if changed else []
    entry = [f"\n## {date.today()} {what}", "", f"Numbers `{digest_of(lines)}`", *shown, "", *told, "", "```text", *lines, "```"]
    PAGE.write_text(page.rstrip("\n") + "\n" + "\n".join(entry) + "\n", "utf-8")


def begin() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.config.settings")
    import django

    django.setup()


if __name__ == "__main__":
    main()
