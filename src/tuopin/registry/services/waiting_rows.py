"""The rows of what waits in a file, as they stood in it: for the error workbook, and for correcting them in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tuopin.intake.catalogue import Field, sheet_kind
from tuopin.kernel.answers import NOT_ASKED
from tuopin.kernel.money import to_yuan
from tuopin.registry.models import ImportBatch, StagedBlock
from tuopin.registry.services.ready_blocks import open_block
from tuopin.registry.services.roster_rows import Cell, writer

HOUSEHOLD_KINDS = ("household", "member", "pairing")


@dataclass
class Row:
    """One row of a sheet with its number in the file."""

    block: StagedBlock
    sheet: str
    number: int
    cells: list[Cell] = field(default_factory=list)


def rows_of(batch: ImportBatch, block: StagedBlock) -> Iterator[Row]:
    """The rows of one waiting block: as read, or written anew from what was read when only the register found fault."""
    record = open_block(batch.pk, block.kind, block.key, block.sealed)
    raw = record.get("raw")
    if raw and block.kind == "household":
        for sheet, rows in raw.items():
            yield from (Row(block, sheet, number, list(cells)) for number, cells in rows)
    elif raw:
        yield Row(block, record["sheet"], record["row"], list(raw))
    else:
        yield from _written_anew(batch, block, record)


def _written_anew(batch: ImportBatch, block: StagedBlock, record: dict) -> Iterator[Row]:
    if block.kind != "household":
        described = next(d for d in batch.sheets if d["sheet"] == record["sheet"])
        fields = sheet_kind(block.kind).fields
        told = {name: to_yuan(said) if said is not None and _in_fen(fields, name) else said for name, said in record["facts"].items()}
        told[sheet_kind(block.kind).key] = record["key"]
        yield Row(block, record["sheet"], record["row"], _cells(described, told))
        return
    numbers: dict[str, list[int]] = {}
    for sheet, number, _outcome in record["rows"]:
        numbers.setdefault(sheet, []).append(number)
    income = {line: None if fen is None else to_yuan(fen) for line, fen in record["income"].items()}
    own = record["facts"] | income | {
        "number": record["key"], "village_code": record["village_code"], "year": batch.year, "size": len(record["members"]) or None,
    }
    told = {
        "household": [own], "member": [m | {"household": record["key"]} for m in record["members"]],
        "pairing": [p | {"household": record["key"]} for p in record["pairings"]],
    }
    for described in batch.sheets:
        rows = told.get(described["kind"], ()) if described["sheet"] in numbers else ()
        for number, row in zip(numbers.get(described["sheet"], ()), rows, strict=False):
            yield Row(block, described["sheet"], number, _cells(described, row))


def _in_fen(fields: dict[str, Field], name: str) -> bool:
    return name in fields and fields[name].kind == "money"


def _cells(described: dict, told: dict) -> list[Cell]:
    fields = sheet_kind(described["kind"]).fields
    named = described["fields"]
    return [_cell(fields, named[heading], told) if heading in named else None for heading in described["headings"]]


def _cell(fields: dict[str, Field], name: str, told: dict) -> Cell:
    if name not in fields:
        return told.get(name)  # what is left of a masked number
    return NOT_ASKED if fields[name].income and name not in told else writer(fields[name])(told.get(name))
