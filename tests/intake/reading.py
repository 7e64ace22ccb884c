"""Reading a file the way the system does, and picking its records apart."""

from __future__ import annotations

from pathlib import Path

from tuopin.intake.child import records


def read(path: Path, year: int | None = 2018, mapping: dict[str, str] | None = None) -> list[dict]:
    """All records of the file, read in this process (the limits of the child are tried elsewhere)."""
    return list(records(path, year, mapping or {}))


def problems(found: list[dict]) -> list[dict]:
    return [record for record in found if record["t"] == "problem"]


def households(found: list[dict]) -> list[dict]:
    return [record for record in found if record["t"] == "household"]


def refusal(found: list[dict]) -> str:
    """The code of the refusal, which then is the only record."""
    assert [record["t"] for record in found] == ["refused"], found[:3]
    return found[0]["code"]
