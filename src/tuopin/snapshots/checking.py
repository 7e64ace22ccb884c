"""Checks a whole edition without trusting it: every file's digest, columns, order of rows, and what belongs to what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.layout import TABLES
from tuopin.snapshots.manifest import NAME, Block, Damaged
from tuopin.snapshots.reading import Edition
from tuopin.snapshots.settling import digest_of

SAYS = {
    "no-edition": phrase("没有清单,不是完整的年度数据"), "other-schema": phrase("格式与本系统不同"), "manifest-broken": phrase("清单已损坏"),
    "file-missing": phrase("文件缺失"), "file-corrupt": phrase("文件已损坏或被改动"), "unlisted": phrase("清单中没有这个文件"),
    "name": phrase("文件名与内容不符"), "order": phrase("行的顺序不对"), "counts": phrase("户与成员的行数对不上"),
    "code": phrase("有代码表中没有的值"), "table-missing": phrase("缺少一张表"),
}


@dataclass(frozen=True)
class Finding:
    """What is wrong with one file."""

    file: str
    code: str

    @property
    def says(self) -> str:
        return SAYS[self.code]


def check_edition(folder: Path) -> list[Finding]:
    """What is wrong with the edition in the folder; nothing when it is whole. A row group is in memory at a time."""
    try:
        edition = Edition(folder, digests=False)
    except Damaged as fault:
        return [Finding(NAME, fault.code)]
    findings = _files(edition)
    if findings:
        return findings
    for province, blocks in edition.manifest.provinces.items():
        findings += _province(edition, province, blocks)
    return findings


def _files(edition: Edition) -> list[Finding]:
    findings, listed = [], {NAME}
    for entry in edition.manifest.files:
        listed.add(entry.path)
        path = edition.folder / entry.path
        if not path.is_file():
            findings.append(Finding(entry.path, "file-missing"))
        elif digest_of(path) != (entry.sha256, entry.bytes):
            findings.append(Finding(entry.path, "file-corrupt"))
        elif not path.stem.endswith(entry.sha256[:16]):
            findings.append(Finding(entry.path, "name"))
    for province in edition.manifest.provinces:
        have = {e.table for e in edition.manifest.files if e.province == province}
        findings += [Finding(NAME, "table-missing") for table in TABLES if table not in have]
    found = {p.relative_to(edition.folder).as_posix() for p in edition.folder.rglob("*") if p.is_file()}
    return findings + [Finding(name, "unlisted") for name in sorted(found - listed)]


def _province(edition: Edition, province: str, blocks: list[Block]) -> list[Finding]:
    entries = {table: edition.manifest.file_of(province, table).path for table in TABLES}
    findings: list[Finding] = []
    try:
        for group in sorted({b.group for b in blocks}):
            findings += _group(edition, province, group, [b for b in blocks if b.group == group], entries)
        for table in ("village", "county"):
            held, _ = edition.read(province, table, list(TABLES[table].names), None)
            if (np.diff(held["area_code"]) <= 0).any():
                findings.append(Finding(entries[table], "order"))
            findings += _codes(edition, table, held, entries[table])
    except Refusal as fault:
        findings.append(Finding(str(fault.params.get("file", NAME)), fault.code if fault.code in SAYS else "file-corrupt"))
    return findings


def _group(edition: Edition, province: str, group: int, blocks: list[Block], entries: dict[str, str]) -> list[Finding]:
    findings = []
    households, rows = edition.read(province, "household", list(TABLES["household"].names), group)
    persons, members = edition.read(province, "person", list(TABLES["person"].names), group)
    village, household = households["village_code"], households["household_id"]
    if not _ascending(village, household):
        findings.append(Finding(entries["household"], "order"))
    owners = np.repeat(np.arange(rows), households["persons"])
    told = (sum(b.households for b in blocks), sum(b.persons for b in blocks))
    if told != (rows, members) or len(owners) != members or (household[owners] != persons["household_id"]).any():
        findings.append(Finding(entries["person"], "counts"))
    elif (village[owners] != persons["village_code"]).any() or not _ascending(owners, persons["person_id"]):
        findings.append(Finding(entries["person"], "order"))
    for block in blocks:
        inside = village[block.first_household : block.first_household + block.households]
        if len(inside) and (inside[0] // 10**6 * 10**6 != int(block.county) or inside[-1] // 10**6 * 10**6 != int(block.county)):
            findings.append(Finding(entries["household"], "order"))
    return findings + _codes(edition, "household", households, entries["household"]) + _codes(edition, "person", persons, entries["person"])


def _ascending(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether rows lie in strictly rising order of the first column, then the second."""
    steps, next_steps = np.diff(first), np.diff(second)
    return not ((steps < 0) | ((steps == 0) & (next_steps <= 0))).any()


def _codes(edition: Edition, table: str, held: dict[str, np.ndarray], file: str) -> list[Finding]:
    for column in TABLES[table].columns:
        values, kind = held[column.name], column.field.kind
        most = {"flag": 1, "code": 0, "codes": 0}.get(kind)
        if most is None or not len(values):
            continue
        if kind != "flag":
            words = len(edition.words(table, column.name))
            most = words - 1 if kind == "code" else (1 << words) - 1
        if int(values.max()) > most or int(values.min()) < (0 if kind == "codes" else -1):
            return [Finding(file, "code")]
    return []
