"""The columns of one row group as they lie on the disk: their pages found, held to their checksums, and unpacked when they are needed."""

from __future__ import annotations

import ctypes
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np
from pyarrow.parquet import ColumnChunkMetaData

from tuopin.snapshots.manifest import FileEntry
from tuopin.snapshots.reading import BY_FACTS, Edition, broken
from tuopin.snapshots.unpacking import (
    OTHER_SUM,
    OTHERWISE,
    WELL,
    only_words,
    pages_of,
    unpack,
    unpack_columns,
)

AFTER = 8  # bytes that the unpacking may look beyond the end of a column
PAGES = 16  # of a column in a row group, to begin with
HELD, CRC, BODY = 2, 3, 6  # places of what is told of a page
NO_CRC = -1
MOST_PARTS = 16  # of one reading: as many as POSIX grants everywhere
BYTES = {"INT32": 4, "INT64": 8}
SUMS = (("libdeflate.so.0", "libdeflate_crc32"), ("libz.so.1", "crc32"), ("libz.dylib", "crc32"))  # about 10 and 3 GB a second
PROBES = (b"", b"tuopin", bytes(range(256)) * 99)


@dataclass(frozen=True)
class Chunk:
    """A column of a row group: its bytes, its pages, the bytes of a plain value; no bytes where it is not laid out as editions are."""

    entry: FileEntry
    data: np.ndarray | None = None
    pages: np.ndarray | None = None
    plain: int = 0

    def check(self) -> None:
        """Hold the pages to their checksums; raises Damaged."""
        view = memoryview(self.data)
        for page in self.pages.tolist():
            if page[CRC] != NO_CRC and zlib.crc32(view[page[BODY] : page[BODY] + page[HELD]]) != page[CRC]:
                raise broken(self.entry, "crc")


@dataclass(frozen=True)
class Found:
    """The columns of one table that were asked for: their bytes, where each begins, its bytes and those of a plain value, and their pages."""

    entry: FileEntry
    data: np.ndarray
    spans: np.ndarray
    pages: np.ndarray
    counts: np.ndarray
    places: dict[str, int]


class Room:
    """Memory that a thread reads one row group after the other into: fresh memory for each would cost more than the reading."""

    def __init__(self) -> None:
        self._held: list[np.ndarray] = []
        self._used = 0

    def begin(self) -> None:
        """What was read before is needed no more."""
        self._used = 0

    def of(self, size: int) -> np.ndarray:
        """So many bytes, of which nothing is known."""
        if self._used == len(self._held):
            self._held.append(np.empty(size, np.uint8))
        if len(self._held[self._used]) < size:
            self._held[self._used] = np.empty(size + size // 4, np.uint8)
        self._used += 1
        return self._held[self._used - 1][:size]


class Chunks:
    """The columns of one row group that were asked for. `constants` are those that say one thing throughout."""

    def __init__(self, edition: Edition, province: str, group: int, room: Room) -> None:
        self.edition, self.province, self.group, self.room = edition, province, group, room
        self.rows: dict[str, int] = {}
        self.constants: dict[tuple[str, str], int] = {}
        self._tables: dict[str, Found] = {}

    def find(self, facts: str, names: Iterable[str]) -> None:
        """Find where columns of a table lie, without reading more than the heads of their pages. Raises Damaged."""
        layout = BY_FACTS[facts]
        entry = self.edition.entry(self.province, layout.name)
        path, foot = self.edition.foot(self.province, layout.name)
        if self.group >= foot.num_row_groups:
            raise broken(entry, "row groups")
        group, places = foot.row_group(self.group), _places(facts)
        self.rows[facts] = group.num_rows
        wanted = list(dict.fromkeys(names))
        spans = [_span(group.column(places[name])) for name in wanted]
        held, begins = self._read(path, spans, entry)
        lies = np.array([(at, size, plain) for at, (_, size, plain) in zip(begins, spans, strict=True)], np.int64).reshape(-1, 3)
        found, counts = _pages(held, lies, entry)
        self._tables[facts] = Found(entry, held, lies, found, counts, {name: n for n, name in enumerate(wanted)})
        crc32, words = _crc32(), np.empty(len(wanted), np.int64)
        for n, (name, told) in enumerate(zip(wanted, only_words(held, lies, found, counts, crc32, words).tolist(), strict=True)):
            if told == OTHER_SUM:
                raise broken(entry, "crc")
            if told == WELL:  # all pages go by a dictionary of one word: the column says that word throughout
                if not crc32:
                    self._chunk(facts, name).check()
                self.constants[facts, name] = int(words[n])

    def _chunk(self, facts: str, name: str) -> Chunk:
        table = self._tables[facts]
        n = table.places[name]
        at, size, plain = table.spans[n].tolist()
        return Chunk(table.entry, table.data[at : at + size + AFTER], table.pages[n, : table.counts[n]], plain) if plain else Chunk(table.entry)

    def _read(self, path: Path, spans: list[tuple[int, int, int]], entry: FileEntry) -> tuple[np.ndarray, list[int]]:
        """Read the bytes of columns into this thread's memory, one after the other; where each begins there."""
        if any(start < 0 or size < 0 for start, size, _ in spans) or sum(size for _, size, _ in spans) > entry.bytes:
            raise broken(entry, "bytes")
        begins = [0, *accumulate(size + AFTER for _, size, _ in spans)]
        held = self.room.of(begins[-1])
        view = memoryview(held)
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                for start, size, parts in _together(spans, begins):
                    if os.preadv(file, [view[at:end] for at, end in parts], start) != size:
                        raise broken(entry, "bytes")
            finally:
                os.close(file)
        except OSError as fault:
            raise broken(entry, fault.strerror) from fault
        return held, begins[:-1]

    def unpacked(self, facts: str, name: str) -> np.ndarray:
        """The stored numbers of a column."""
        layout = BY_FACTS[facts]
        wide = name in self.edition.entry(self.province, layout.name).wide
        out = np.empty(self.rows[facts], "i8" if wide else layout.column(name).width)
        self.unpack_into(facts, name, out)
        return out

    def unpack_rows(self, facts: str, names: Sequence[str], out: np.ndarray) -> None:
        """Write the stored numbers of columns, held to their checksums, each into a row of `out`: all in one call. Raises Damaged."""
        table, crc32 = self._tables.get(facts), _crc32()
        if table is None or not crc32 or not all(table.spans[table.places[name], 2] for name in names):
            for n, name in enumerate(names):
                self.unpack_into(facts, name, out[n])
            return
        chosen = np.array([table.places[name] for name in names], np.int64)
        told = unpack_columns(table.data, table.spans, table.pages, table.counts, chosen, crc32, out)
        for n, status in enumerate(told.tolist()):
            if status == OTHERWISE:
                self.unpack_into(facts, names[n], out[n])
            elif status != WELL:
                raise broken(table.entry, "crc" if status == OTHER_SUM else names[n])

    def unpack_into(self, facts: str, name: str, out: np.ndarray) -> None:
        """Write the stored numbers of a column, held to its checksums, to where they are wanted. Raises Damaged."""
        chunk, status = self._chunk(facts, name), OTHERWISE
        if chunk.data is not None:
            chunk.check()
            status = unpack(chunk.data, chunk.pages, chunk.plain, out)
        if status == OTHERWISE:
            out[:] = self.edition.read(self.province, BY_FACTS[facts].name, [name], self.group)[0][name]
        elif status != WELL:
            raise broken(chunk.entry, name)


@cache
def _places(facts: str) -> Mapping[str, int]:
    """The place of each column in the files of a table."""
    return {name: n for n, name in enumerate(BY_FACTS[facts].names)}


@cache
def _crc32() -> int:
    """Where the fastest of some libraries' CRC lies, to be called by what is compiled; 0 where there is none that counts as Python's does."""
    return next((place for place in (_place_of(library, name) for library, name in SUMS) if place), 0)


def _place_of(library: str, name: str) -> int:
    """Where a function lies that makes of a sum so far, bytes and their number what Python's `crc32` does; else 0."""
    try:
        function = getattr(ctypes.CDLL(library), name)
    except (OSError, AttributeError):
        return 0
    function.restype, function.argtypes = ctypes.c_uint32, [ctypes.c_uint64, ctypes.c_char_p, ctypes.c_uint64]
    sound = ctypes.sizeof(ctypes.c_void_p) == 8 and all(function(0, probe, len(probe)) == zlib.crc32(probe) for probe in PROBES)
    return (ctypes.cast(function, ctypes.c_void_p).value or 0) if sound else 0


def _span(told: ColumnChunkMetaData) -> tuple[int, int, int]:
    """Where a column begins, its bytes, and the bytes of a plain value: none where it is laid out otherwise than editions are."""
    if told.compression != "UNCOMPRESSED" or told.physical_type not in BYTES:
        return 0, 0, 0
    start = told.dictionary_page_offset if told.has_dictionary_page else told.data_page_offset
    return start, told.total_compressed_size, BYTES[told.physical_type]


def _together(spans: list[tuple[int, int, int]], begins: list[int]) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """Columns that lie one after the other are read in one go: where they begin, their bytes together, and where each is put."""
    runs: list[tuple[int, int, list[tuple[int, int]]]] = []
    for at, (start, size, _) in sorted(zip(begins, spans, strict=False), key=lambda told: told[1][0]):
        if not size:
            continue
        if runs and runs[-1][0] + runs[-1][1] == start and len(runs[-1][2]) < MOST_PARTS:
            first, before, parts = runs[-1]
            runs[-1] = first, before + size, [*parts, (at, at + size)]
        else:
            runs.append((start, size, [(at, at + size)]))
    return runs


def _pages(held: np.ndarray, spans: np.ndarray, entry: FileEntry) -> tuple[np.ndarray, np.ndarray]:
    """The pages of each column, their places counted from its beginning, and how many there are."""
    room = PAGES
    while True:
        found, counts = np.empty((len(spans), room, 7), np.int64), np.empty(len(spans), np.int64)
        pages_of(held, spans, found, counts)
        if (counts >= 0).all():
            return found, counts
        if room > len(held):
            raise broken(entry, "pages")
        room *= 64
