"""Writes an edition county by county: beside its place first, whole at once in its place, and never over another."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from tuopin.kernel.disk import no_room
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.columns import Array, TooWide, arrow_schema, batch, stored, widened
from tuopin.snapshots.layout import PLACES, ROWS_OF_A_GROUP, TABLES, TableLayout
from tuopin.snapshots.manifest import About, Block, FileEntry, Manifest
from tuopin.snapshots.settling import begin, digest_of, settle, sync

OPTIONS = {
    "compression": "none", "use_dictionary": True, "version": "2.6", "store_schema": False, "write_statistics": True,
    "write_page_checksum": True,
}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
Raw = Mapping[str, Mapping[str, Array]]  # table → column → numbers in the engine's widths


class EditionWriter:
    """Takes the counties of an edition in the order of their codes; a context: left by an exception, nothing remains.

    `add_county` takes columns as COPY brings them (engine widths, any order of rows), `add_sorted` stored columns in order.
    """

    def __init__(self, folder: Path, about: About) -> None:
        self.folder, self.about = folder, about
        self.files: list[FileEntry] = []
        self.provinces: dict[str, list[Block]] = {}
        self._province: _Province | None = None
        self._last = ""

    def __enter__(self) -> EditionWriter:
        try:
            self._unfinished = begin(self.folder)
        except OSError as fault:
            raise no_room(self.folder.parent, fault) from fault
        self.part = self._unfinished.path
        return self

    def __exit__(self, kind: type | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self._province:
            self._province.close()
        self._unfinished.clear()
        if isinstance(fault, OSError) and fault.errno in NO_ROOM:
            raise no_room(self.folder.parent, fault) from fault

    def add_county(self, code: str, raw: Raw, names: Mapping[str, str] | None = None) -> None:
        """Add a county from unsorted columns; persons are laid under their households. Raises Refusal for two of one pseudonym.

        `names` are those of its places and of the places above them, by code.
        """
        self._open(code)
        self._province.names |= names or {}
        self._province.add_county(code, sort_county(code, raw))

    def add_sorted(self, code: str, raw: Raw) -> None:
        """Add a county whose columns are in order and whose persons lie under their households."""
        self._open(code)
        self._province.add_county(code, raw)

    def finish(self, *, named: Callable[[Manifest], str] | None = None) -> tuple[Manifest, bool]:
        """Put the edition in its place; its manifest, and whether the very same one was there already.

        `named` gives the folder a name that depends on what is in it. Raises Refusal when another edition is there: it stays as it is.
        """
        self._close_province()
        manifest = Manifest(self.about, self.files, self.provinces)
        if named:
            self.folder = self.folder.with_name(named(manifest))
        return manifest, settle(self._unfinished, self.folder, manifest)

    def _open(self, code: str) -> None:
        if code <= self._last:
            raise ValueError(f"counties come in the order of their codes: {code} after {self._last}")
        self._last = code
        if self._province is None or self._province.code != code[:2]:
            self._close_province()
            self._province = _Province(self.part / f"year={self.about.year}" / f"prov={code[:2]}", code[:2])

    def _close_province(self) -> None:
        if self._province:
            entries, blocks = self._province.finish(self.part)
            self.files += entries
            self.provinces[self._province.code] = blocks
            self._province = None


class _Province:
    """The four files of a province while they grow, and the counties that wait for their row group to be full."""

    def __init__(self, folder: Path, code: str) -> None:
        self.folder, self.code = folder, code
        folder.mkdir(parents=True)
        self.tables = {name: _GrowingFile(folder / f"{name}.parquet", table) for name, table in TABLES.items()}
        self.names: dict[str, str] = {}
        self.blocks: list[Block] = []
        self.waiting: list[Raw] = []
        self.rows, self.group = [0, 0], 0

    def add_county(self, code: str, raw: Raw) -> None:
        households, persons, villages = (_length(raw[name]) for name in ("household", "person", "village"))
        if self.waiting and self.rows[0] + households > ROWS_OF_A_GROUP:
            self._flush()
        self.blocks.append(Block(code, self.group, self.rows[0], households, self.rows[1], persons, villages))
        self.waiting.append(raw)
        self.rows = [self.rows[0] + households, self.rows[1] + persons]

    def _flush(self) -> None:
        for name in ("household", "person"):
            self.tables[name].write([raw[name] for raw in self.waiting])
        for name in ("village", "county"):
            self.tables[name].keep([raw[name] for raw in self.waiting])
        self.waiting, self.rows, self.group = [], [0, 0], self.group + 1

    def finish(self, root: Path) -> tuple[list[FileEntry], list[Block]]:
        if self.waiting:
            self._flush()
        entries = [self.tables[name].finish(root, self.code) for name in sorted(TABLES)]
        return entries + ([self._names(root)] if self.names else []), self.blocks

    def _names(self, root: Path) -> FileEntry:
        """The names of the places: one line each, code TAB name, in the order of the codes."""
        path = self.folder / f"{PLACES}.tsv"
        path.write_text("".join(f"{code}\t{name}\n" for code, name in sorted(self.names.items())), "utf-8")
        return _listed(path, root, PLACES, self.code, len(self.names))

    def close(self) -> None:
        for growing in self.tables.values():
            growing.close()


class _GrowingFile:
    """One Parquet file, row group by row group; when a number does not fit, it begins again with that column wider."""

    def __init__(self, path: Path, table: TableLayout) -> None:
        self.path, self.table = path, table
        self.wide: frozenset[str] = frozenset()
        self.kept: list[Mapping[str, Array]] = []
        self.rows = 0
        self.writer = self._begun(path)

    def write(self, pieces: list[Mapping[str, Array]]) -> None:
        """Append one row group out of the pieces."""
        joined = {c.name: np.concatenate([piece[c.name] for piece in pieces]) for c in self.table.columns}
        while True:
            try:
                held = {c.name: stored(c, joined[c.name], self._width(c.name)) for c in self.table.columns}
                break
            except TooWide as fault:
                self._widen(fault)
        rows = _length(held)
        self.writer.write_table(batch(self.table, held, self.wide), row_group_size=max(rows, 1))
        self.rows += rows

    def keep(self, pieces: list[Mapping[str, Array]]) -> None:
        """Remember the pieces of a small table: all of them become one row group at the end."""
        self.kept += pieces

    def finish(self, root: Path, province: str) -> FileEntry:
        """Close the file and give it the name that its content has."""
        if self.kept:
            self.write(self.kept)
        self.close()
        return _listed(self.path, root, self.table.name, province, self.rows, sorted(self.wide))

    def close(self) -> None:
        self.writer.close()

    def _begun(self, path: Path) -> parquet.ParquetWriter:
        return parquet.ParquetWriter(path, arrow_schema(self.table, self.wide), **OPTIONS)

    def _width(self, name: str) -> str:
        return "i8" if name in self.wide else self.table.column(name).width

    def _widen(self, fault: TooWide) -> None:
        """Write what there is once more with the column in 64 bits, a row group at a time."""
        if not fault.column.may_widen:
            raise Refusal(
                "number-too-large", phrase("“{table}.{column}”中有放不下的数值。"), phrase("请核对登记的数值。"),
                table=self.table.name, column=fault.column.name,
            ) from fault
        self.close()
        self.wide |= {fault.column.name}
        old = self.path.with_name(self.path.name + ".narrow")
        self.path.replace(old)
        self.writer = self._begun(self.path)
        with parquet.ParquetFile(old) as narrow:
            for group in range(narrow.num_row_groups):
                table = narrow.read_row_group(group)
                self.writer.write_table(self._widened(table, fault), row_group_size=max(table.num_rows, 1))
        old.unlink()

    def _widened(self, table: pa.Table, fault: TooWide) -> pa.Table:
        place = table.schema.get_field_index(fault.column.name)
        column = widened(fault.column, table.column(place).to_numpy())
        schema = arrow_schema(self.table, self.wide)
        return table.set_column(place, schema.field(place), pa.array(column)).cast(schema)


def sort_county(code: str, raw: Raw) -> Raw:
    """The tables of a county in the order of an edition, whatever order they came in, with `persons` counted under households."""
    households, persons = dict(raw["household"]), dict(raw["person"])
    order = np.lexsort((households["household_id"], households["village_code"]))
    households = {name: column[order] for name, column in households.items()}
    ids = households["household_id"]
    by_id = np.argsort(ids, kind="stable")
    if len(ids) and (np.diff(ids[by_id]) == 0).any():
        raise _twice(code)
    at = np.minimum(np.searchsorted(ids[by_id], persons["household_id"]), max(len(ids) - 1, 0))
    place = by_id[at] if len(ids) else np.zeros(0, np.int64)
    if len(place) != len(persons["household_id"]) or (ids[place] != persons["household_id"]).any():
        raise ValueError(f"a person of {code} has no household there")
    order = np.lexsort((persons["person_id"], place))
    persons = {name: column[order] for name, column in persons.items()}
    if len(order) > 1 and ((np.diff(persons["person_id"]) == 0) & (np.diff(place[order]) == 0)).any():
        raise _twice(code)
    households["persons"] = np.bincount(place, minlength=len(ids)).astype(np.int64)
    persons["village_code"] = households["village_code"][place[order]]
    areas = {name: _by_area(raw[name]) for name in ("village", "county")}
    return {"household": households, "person": persons} | areas


def _by_area(table: Mapping[str, Array]) -> dict[str, Array]:
    order = np.argsort(table["area_code"], kind="stable")
    return {name: column[order] for name, column in table.items()}


def _twice(code: str) -> Refusal:
    return Refusal(
        "pseudonym-twice", phrase("{code} 有两户或两人的代号相同。"), phrase("这种巧合极少见,请联系开发者更换代号密钥。"), code=code
    )


def _listed(path: Path, root: Path, table: str, province: str, rows: int, wide: Sequence[str] = ()) -> FileEntry:
    """Give a finished file the name that its content has; its entry in the manifest."""
    digest, size = digest_of(path)
    named = path.with_name(f"{table}-{digest[:16]}{path.suffix}")
    path.replace(named)
    sync(named)
    return FileEntry(named.relative_to(root).as_posix(), table, province, rows, size, digest, list(wide))


def _length(table: Mapping[str, Array]) -> int:
    return len(next(iter(table.values())))

