"""Writes the page of what is proved from the outcomes that were kept."""

from __future__ import annotations

import json
from pathlib import Path

HEAD = """# What is proved

Made by `make prove` from the outcomes in `proof.json`; do not edit. Each line is a goal, the figure that was reached, how it
was obtained, and the seed that replays it (`SEED=… python -m tools.prove G9`). A scale below 1 means that a part of the
goal's figure was run. Short versions of the same checks run in every `make test`.

| Goal | Holds | Figure | How | Seed | Scale | On | Seconds |
|---|---|---|---|---|---|---|---|
"""


def write_page(kept: Path) -> None:
    """Write `proof.md` beside the kept outcomes."""
    outcomes = json.loads(kept.read_text(encoding="utf-8"))
    lines = [
        f"| {o['goal']} | {'yes' if o['passed'] else '**no**'} | {o['figure']} | {o['how']} | {o['seed']} | {o['scale']:g} | {o['on']} | {o['seconds']} |"
        for _, o in sorted(outcomes.items())
    ]
    kept.with_suffix(".md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
