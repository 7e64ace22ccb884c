"""Reads an edition county by county as the facts that rules judge, and refuses by name a file that is missing or not whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from tuopin.engine.tables import Facts, Field, Grouped, Table, count
from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.columns import ARROW, Array, missing_column, read_column
from tuopin.snapshots.layout import PLACES, TABLES, Column, TableLayout
from tuopin.snapshots.manifest import Block, Damaged, FileEntry, Manifest, read_manifest
from tuopin.snapshots.settling import digest_of

BY_FACTS = {table.facts: table for table in TABLES.values()}
Wanted = Mapping[str, Sequence[str]]  # table as rules name it → columns
SMALL = 1 << 22  # bytes: all files of a county, what villages and counties say of a nation
_whole: dict[Path, tuple] = {}  # files found whole by this process: path → inode, size, time of change


class Edition:
    """An edition opened for reading. Nothing of it is kept in memory but the manifest; a row group is read at a time.

    Every page read is held to its checksum; with `digests` (the default) every file must be there and of its size when the edition is
    opened, and is held to its SHA-256 then, if it is small, or before it is first read in this process.
    """

    def __init__(self, folder: str | Path, *, digests: bool = True) -> None:
        self.folder = Path(folder)
        self.manifest: Manifest = read_manifest(self.folder)
        self.digests = digests
        self._heads: dict[Path, parquet.FileMetaData] = {}
        self._paths = {entry.path: self.folder / entry.path for entry in self.manifest.files}
        self._entries = {(entry.province, entry.table): entry for entry in self.manifest.files}
        for entry in self.manifest.files if digests else ():
            self.whole(entry, digest=entry.bytes <= SMALL)

    @property
    def day(self) -> date:
        """The day whose register it is."""
        return self.manifest.about.day

    def county_codes(self, area: str | None = None) -> list[str]:
        """The counties it holds, or those of an area, in order."""
        low, high = subtree(area or self.manifest.about.division)
        low = low[:6] + "000000"  # of a village: the county it lies in
        return [b.county for blocks in self.manifest.provinces.values() for b in blocks if low <= b.county < high]

    def require(self, area: str | None) -> None:
        """Raise Refusal for a place that the edition holds nothing of, or what is no code of a place."""
        if area and not (area.isascii() and area.isdigit() and len(area) == 12):
            raise Refusal("bad-code", phrase("“{code}”不是区划代码。"), phrase("区划代码为 12 位数字。"), code=area[:20])
        if area and not self.county_codes(area):
            raise unknown_area(area)

    def counties(self, columns: Wanted, area: str | None = None, *, on: date | None = None) -> Iterator[tuple[str, Facts]]:
        """Each county of an area with its households (and their members), in the order of codes, with the columns named.

        One row group is in memory at a time. Below a county the households outside the area are left out. `on` is the day
        that rules judge for, by default the edition's.
        """
        wanted = set(self.county_codes(area))
        for province, blocks in self.manifest.provinces.items():
            for group in sorted({b.group for b in blocks if b.county in wanted}):
                asked = [b for b in blocks if b.group == group and b.county in wanted]
                for block, facts in self.group(province, group, asked, columns, area):
                    yield block.county, Facts(on or self.day, facts)

    def group(
        self, province: str, group: int, blocks: Sequence[Block], columns: Wanted, area: str | None = None
    ) -> Iterator[tuple[Block, dict[str, Table]]]:
        """The tables of some counties of one row group."""
        owned = "members" in columns
        names = ["village_code", *columns.get("households", ()), *(["persons"] if owned else [])]
        households, _ = self.read(province, "household", list(dict.fromkeys(names)), group)
        members = self.read(province, "person", list(columns["members"]), group) if owned else ({}, 0)
        if owned and int(households["persons"].sum(dtype=np.int64)) != members[1]:
            raise broken(self.entry(province, "person"), "rows")
        for block in blocks:
            yield block, self._county(block, households, members[0], columns, area)

    def household(self, pseudonym: int, columns: Wanted, area: str | None = None, *, on: date | None = None) -> Facts | None:
        """The facts of one household of an area; None when the edition has none of that pseudonym. The narrower the area, the faster."""
        for code in self.county_codes(area):
            block = next(b for b in self.manifest.provinces[code[:2]] if b.county == code)
            held, _ = self.read(code[:2], "household", ["household_id"], block.group)
            inside = held["household_id"][block.first_household : block.first_household + block.households]
            found = np.flatnonzero(inside == pseudonym)
            if len(found):
                row = block.first_household + int(found[0])
                return Facts(on or self.day, self._rows(code[:2], block, columns, slice(row, row + 1)))
        return None

    def _county(
        self, block: Block, households: Mapping[str, Array], members: Mapping[str, Array], columns: Wanted, area: str | None
    ) -> dict[str, Table]:
        first = block.first_household
        low, high = _range(area or block.county)
        villages = households["village_code"][first : first + block.households]
        if len(villages) != block.households or (len(villages) and not _lie_in(block.county, villages)):
            raise broken(self.entry(block.county[:2], "household"), "county")
        rows = slice(first + int(np.searchsorted(villages, low)), first + int(np.searchsorted(villages, high)))
        return self._cut(block, rows, households, members, columns)

    def _rows(self, province: str, block: Block, columns: Wanted, rows: slice) -> dict[str, Table]:
        names = [*columns.get("households", ()), "persons"]
        households, _ = self.read(province, "household", list(dict.fromkeys(names)), block.group)
        members = self.read(province, "person", list(columns["members"]), block.group)[0] if "members" in columns else {}
        return self._cut(block, rows, households, members, columns)

    def _cut(
        self, block: Block, rows: slice, households: Mapping[str, Array], members: Mapping[str, Array], columns: Wanted
    ) -> dict[str, Table]:
        cut = {name: column[rows] for name, column in households.items()}
        size = rows.stop - rows.start
        tables = {"households": self._table("households", cut, size, columns.get("households", ()))}
        if "members" in columns:
            before = block.first_person + int(households["persons"][block.first_household : rows.start].sum(dtype=np.int64))
            offsets = np.zeros(size + 1, np.int64)
            np.cumsum(cut["persons"], out=offsets[1:])
            cut = {name: column[before : before + int(offsets[-1])] for name, column in members.items()}
            tables["members"] = self._table("members", cut, offsets, columns["members"])
        return tables

    def areas(
        self, table: str, columns: Sequence[str], area: str | None = None, *, on: date | None = None,
        given: Mapping[str, int] | None = None, every: bool = False,
    ) -> Facts:
        """The villages or counties of an area as facts; of villages those that are not recorded as other than poor, or `every` one.

        `given` puts a number in place of what is held; a column that editions do not hold is else nowhere known.
        """
        layout = BY_FACTS[table]
        names = list(dict.fromkeys(["area_code", *(["poor_village"] if table == "villages" else []), *columns]))
        low, high = _range(area or self.manifest.about.division)
        pieces = []
        for province in dict.fromkeys(code[:2] for code in self.county_codes(area)):
            held, _ = self.read(province, layout.name, names, None)
            inside = (held["area_code"] >= low) & (held["area_code"] < high)
            if table == "villages" and not every:
                inside &= held["poor_village"] != 0
            pieces.append({name: column[inside] for name, column in held.items()})
        held = {name: np.concatenate([p[name] for p in pieces]) if pieces else np.zeros(0, np.int64) for name in names if name in layout.names}
        rows = len(held["area_code"])
        held |= {name: np.full(rows, value, np.int64) for name, value in (given or {}).items()}
        return Facts(on or self.day, {table: self._table(table, held, rows, columns)})

    def read(self, province: str, table: str, names: Sequence[str], group: int | None) -> tuple[dict[str, Array], int]:
        """Stored columns of a table's file (of one row group, or whole) as arrays, and the number of rows. Raises Damaged."""
        layout, entry = TABLES[table], self.entry(province, table)
        wanted = [name for name in names if name in layout.names]
        path, foot = self.foot(province, table)
        try:
            with parquet.ParquetFile(path, metadata=foot, memory_map=True, page_checksum_verification=True, pre_buffer=False) as file:
                if group is not None and group >= file.num_row_groups:
                    raise broken(entry, "row groups")
                rows = file.metadata.num_rows if group is None else file.metadata.row_group(group).num_rows
                if not wanted:
                    return {}, rows
                read = file.read(wanted, use_threads=False) if group is None else file.read_row_group(group, wanted, use_threads=False)
        except (pa.ArrowException, OSError) as fault:
            raise broken(entry, str(fault)) from fault
        return {name: _array(read.column(name)) for name in wanted}, rows

    def foot(self, province: str, table: str) -> tuple[Path, parquet.FileMetaData]:
        """Where a table's file of a province lies, found whole, and what its foot says; read once. Raises Damaged."""
        layout, entry = TABLES[table], self.entry(province, table)
        path = self.whole(entry)
        if path not in self._heads:
            try:
                with parquet.ParquetFile(path) as file:
                    self.check_schema(layout, entry, file.schema_arrow)
                    self._heads[path] = file.metadata
            except (pa.ArrowException, OSError) as fault:
                raise broken(entry, str(fault)) from fault
        return path, self._heads[path]

    def path(self, province: str, table: str) -> Path:
        """Where a table's file of a province lies, found whole; for readers of their own. Raises Damaged."""
        return self.whole(self.entry(province, table))

    def names_of(self, codes: Iterable[str]) -> dict[str, str]:
        """The names of places on the edition's day, by code; of those that it has."""
        wanted, found = set(codes), {}
        for province in sorted({code[:2] for code in wanted} & set(self.manifest.provinces)):
            if any(e.province == province and e.table == PLACES for e in self.manifest.files):
                for line in self.path(province, PLACES).read_text("utf-8").splitlines():
                    code, _, name = line.partition("\t")
                    if code in wanted:
                        found[code] = name
        return found

    def words(self, table: str, column: str) -> tuple[str, ...]:
        """The words of a coded column, in the order of their positions in this edition."""
        return tuple(self.manifest.code_lists[f"{table}.{column}"])

    def _table(self, facts: str, held: Mapping[str, Array], size: int | Array, wanted: Sequence[str]) -> Table:
        rows = int(size[-1]) if isinstance(size, np.ndarray) else size
        columns = self.typed(facts, held, rows, wanted)
        return Grouped(facts, size, columns) if isinstance(size, np.ndarray) else Table(facts, size, columns)

    def typed(self, facts: str, held: Mapping[str, Array], rows: int, wanted: Sequence[str]) -> dict[str, object]:
        """The columns of a table as rules know them, over what is stored; one that is not stored is nowhere known."""
        layout, columns = BY_FACTS[facts], {}
        for name in wanted:
            if name not in held:
                columns[name] = missing_column("count", rows)
                continue
            column = layout.column(name) if name in layout.names else Column(count(name), "i8", "", "")
            words = self.words(layout.name, name) if column.field.kind in ("code", "codes") else ()
            columns[name] = read_column(column, held[name], words)
        return columns

    def entry(self, province: str, table: str) -> FileEntry:
        return self._entries[province, table]

    def whole(self, entry: FileEntry, *, digest: bool = True) -> Path:
        """The file's path once it has been found to be there, of its size, and (once a process) of its `digest`."""
        path = self._paths[entry.path]
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise _missing(entry) from fault
        except OSError as fault:
            raise broken(entry, fault.strerror) from fault
        if found.st_size != entry.bytes:
            raise broken(entry, f"{found.st_size} ≠ {entry.bytes}")
        mark = (found.st_ino, found.st_size, found.st_mtime_ns, entry.sha256)
        if self.digests and digest and _whole.get(path) != mark:
            self._hold_to_digest(path, entry)
            _whole[path] = mark
        return path

    @staticmethod
    def _hold_to_digest(path: Path, entry: FileEntry) -> None:
        try:
            found = digest_of(path)[0]
        except OSError as fault:
            raise broken(entry, fault.strerror) from fault
        if found != entry.sha256:
            raise broken(entry, "SHA-256")

    @staticmethod
    def check_schema(layout: TableLayout, entry: FileEntry, found: pa.Schema) -> None:
        wide = set(entry.wide)
        expected = [(c.name, ARROW["i8" if c.name in wide else c.width]) for c in layout.columns]
        if [(f.name, f.type) for f in found] != expected:
            raise broken(entry, "columns")


def _array(column: pa.ChunkedArray) -> Array:
    """A column as it lies in memory; only where it was read in several pieces it is copied into one."""
    return column.chunk(0).to_numpy() if column.num_chunks == 1 else column.to_numpy()


def _lie_in(county: str, villages: Array) -> bool:
    """Whether villages, in order, are all of a county."""
    low, high = _range(county)
    return low <= int(villages[0]) and int(villages[-1]) < high


def _range(area: str) -> tuple[int, int]:
    low, high = subtree(area)
    return int(low), 10**12 if high == ":" else int(high)


def wanted_of(tables: Mapping[str, Sequence[Field]], *also: str) -> dict[str, list[str]]:
    """The columns that a rule declares, as `Edition.households` wants them; `also` are columns of households beside them."""
    wanted = {name: [f.name for f in fields if f.kind != "text"] for name, fields in tables.items()}
    if "households" in wanted:
        wanted["households"] = list(dict.fromkeys([*also, *wanted["households"]]))
    return wanted


def _missing(entry: FileEntry) -> Damaged:
    return Damaged(
        "file-missing", phrase("年度数据缺少文件“{file}”。"), phrase("请从备份恢复该文件,或重新生成年度数据。"), file=entry.path
    )


def broken(entry: FileEntry, fault: str) -> Damaged:
    """The refusal of a file that is not what the manifest says."""
    return Damaged(
        "file-corrupt", phrase("年度数据文件“{file}”已损坏或被改动({fault})。"),
        phrase("请从备份恢复该文件,或重新生成年度数据;可用 tuopin snapshot verify 检查全部文件。"), file=entry.path, fault=fault[:120],
    )


def unknown_area(code: str) -> Refusal:
    """The refusal for a place that an edition does not hold."""
    return Refusal(
        "not-in-edition", phrase("这份年度数据不含 {code}。"), phrase("请改用包含该地的年度数据。"), code=code
    )
