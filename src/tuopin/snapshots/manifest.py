"""The manifest of an edition: which year, place, rules and trail it was made from, and the digest of every file of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.layout import FORMAT, code_lists, schema_digest

NAME = "manifest.json"


class Damaged(Refusal):
    """An edition that is not whole, or not what its manifest says."""


@dataclass(frozen=True)
class About:
    """What an edition is of: given by whoever makes it."""

    year: int
    on: str  # the day it stands for, ISO 8601
    division: str  # twelve-digit code of the place; 000000000000 is the nation
    rulebook: str  # version of the rules by which it was judged and counted
    trail_root: str  # root of the chains of events it was made from; "" when made from no register
    division_edition: str  # edition of the table of places
    pseudonyms: str  # name of the key of the pseudonyms
    notes: str = ""  # "synthetic", where it is

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)


@dataclass(frozen=True)
class Block:
    """A county in the files of its province: its code, its row group, its first row and number of rows there, by table."""

    county: str
    group: int
    first_household: int  # within the row group
    households: int
    first_person: int  # within the row group
    persons: int
    villages: int


@dataclass(frozen=True)
class FileEntry:
    """One file: path in the edition, table, province, rows, bytes, SHA-256, and the columns held in 64 bits for their size."""

    path: str
    table: str
    province: str
    rows: int
    bytes: int
    sha256: str
    wide: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Manifest:
    """All that is said of an edition."""

    about: About
    files: list[FileEntry]
    provinces: dict[str, list[Block]]
    code_lists: dict[str, list[str]] = field(default_factory=code_lists)
    schema: str = field(default_factory=schema_digest)
    format: str = FORMAT

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        counted: dict[str, int] = {}
        for entry in self.files:
            counted[entry.table] = counted.get(entry.table, 0) + entry.rows
        return counted

    def text(self) -> str:
        """The manifest as it is written, with its seal: the same bytes for the same edition."""
        return _written(self._told() | {"seal": self.seal})

    @property
    def seal(self) -> str:
        """SHA-256 of all else that the manifest says: a word list turned round or a county cut short would give other verdicts."""
        return hashlib.sha256(_written(self._told()).encode()).hexdigest()

    def _told(self) -> dict:
        return asdict(self) | {"rows": self.rows}

    @property
    def digest(self) -> str:
        """SHA-256 of the written manifest: the name of the whole edition."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def file_of(self, province: str, table: str) -> FileEntry:
        """The entry of a table's file of a province; KeyError when the edition has none."""
        return next(e for e in self.files if e.province == province and e.table == table)


def _written(told: dict) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the edition in `folder`. Raises Damaged when there is none, it is unreadable, changed, or of another schema."""
    path = folder / NAME
    try:
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Damaged(
            "no-edition", phrase("“{folder}”中没有 manifest.json,不是完整的年度数据。"),
            phrase("请用 tuopin snapshot 生成;如曾中断,请重新生成。"), folder=str(folder),
        ) from None
    except (OSError, ValueError) as fault:
        raise _unreadable(str(fault)) from fault
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("schema") != schema_digest():
        raise Damaged(
            "other-schema", phrase("“{folder}”的年度数据格式与本系统不同,不能读取。"),
            phrase("请用生成它的版本读取,或用本系统重新生成。"), folder=str(folder),
        )
    try:
        manifest = Manifest(
            About(**told["about"]), [FileEntry(**entry) for entry in told["files"]],
            {province: [Block(**block) for block in blocks] for province, blocks in told["provinces"].items()}, told["code_lists"],
        )
        _ = manifest.about.day
        _check(manifest, told)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise _unreadable(str(fault)) from fault
    return manifest


def _check(manifest: Manifest, told: dict) -> None:
    lists = code_lists()
    if set(manifest.code_lists) != set(lists) or not all(isinstance(w, list) for w in manifest.code_lists.values()):
        raise ValueError("code_lists")
    if manifest.rows != told["rows"]:
        raise ValueError("rows")
    for entry in manifest.files:
        parts = Path(entry.path).parts
        if Path(entry.path).is_absolute() or ".." in parts or len(entry.sha256) != 64:
            raise ValueError(entry.path)
    if told["seal"] != manifest.seal:
        raise ValueError("seal")


def _unreadable(fault: str) -> Damaged:
    return Damaged(
        "manifest-broken", phrase("年度数据的 manifest.json 已损坏({fault})。"), phrase("请从备份恢复,或重新生成。"), fault=fault[:120]
    )
