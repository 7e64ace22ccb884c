"""Does a sweep over an edition compiled: its rule is traced once, and each row group goes from the disk through the machine.

Where the compiler is not installed (the extra `compiled`), an edition is small, or something is not as the machine needs it, the same
sweep is done over arrays. Whichever way, the answers are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from threading import Lock, local
from typing import TYPE_CHECKING, Any

import numpy as np

from tuopin.engine.noting import Untraceable
from tuopin.engine.programs import WIDTHS, Program, program_of
from tuopin.engine.roll_up import Totals
from tuopin.engine.segments import Segments
from tuopin.engine.sweeps import BY_VILLAGE, ROWS, Sweep, plain
from tuopin.engine.tables import Facts, Grouped, Table
from tuopin.engine.tracing import HOUSEHOLDS, MEMBERS, Trace, Traced, TracedRuns
from tuopin.snapshots.layout import TABLES
from tuopin.snapshots.manifest import Block
from tuopin.snapshots.reading import BY_FACTS, Edition, Wanted, broken
from tuopin.snapshots.shares import Share

if TYPE_CHECKING:
    from tuopin.snapshots.row_groups import Chunks

WORTH_IT = 200_000  # households: below it the machine is fetched from the disk no faster than arrays do the work
MOST_PROGRAMS = 8  # kinds of row groups by which columns say one thing throughout; further ones are done in full
DTYPES = {1: np.int8, 2: np.int16, 4: np.int32, 8: np.int64}
Named = tuple[str, str]  # table as rules name it, column


def is_installed() -> bool:
    """Whether the compiler is there."""
    return find_spec("numba") is not None


class Compiled:
    """One sweep over one edition. It may be asked by several threads at once."""

    def __init__(self, edition: Edition, columns: Wanted, sweep: Sweep, on: date) -> None:
        self.edition, self.columns, self.sweep, self.on = edition, columns, sweep, on
        self._programs: dict[tuple, Program | None] = {}
        self._stored: dict[str, dict[Named, int]] = {}
        self._lock, self._rooms = Lock(), local()

    def share(self, share: Share) -> list[tuple[str, Any]] | None:
        """The sweep over whole counties of a row group; None when it is to be done over arrays."""
        from tuopin.snapshots.row_groups import Chunks, Room

        widths = self._stored.get(share.province)
        if widths is None:
            widths = self._stored[share.province] = self._widths(share.province)
        room = self._rooms.__dict__.setdefault("room", Room())
        room.begin()
        chunks = Chunks(self.edition, share.province, share.group, room)
        for facts in (HOUSEHOLDS, MEMBERS):
            if facts in self.columns:
                chunks.find(facts, [name for table, name in widths if table == facts])
        program = self._program(widths, chunks.constants)
        return _Group(self, share, program, chunks).swept() if program else None

    def _widths(self, province: str) -> dict[Named, int]:
        """How wide the columns that the edition holds are stored in a province, in bytes."""
        found: dict[Named, int] = {}
        for facts in (HOUSEHOLDS, MEMBERS):
            if facts in self.columns:
                layout, wide = BY_FACTS[facts], self.edition.entry(province, BY_FACTS[facts].name).wide
                names = [*self.columns[facts], *(["persons", "village_code"] if facts == HOUSEHOLDS else [])]
                found |= {(facts, n): 8 if n in wide else int(layout.column(n).width[1]) for n in names if n in layout.names}
        return found

    def _program(self, widths: Mapping[Named, int], constants: Mapping[Named, int]) -> Program | None:
        """The steps for row groups in which these columns say one thing throughout; None when the rule cannot be traced."""
        key = (tuple(widths.items()), tuple(constants.items()))  # in the order of the columns asked for
        with self._lock:
            if key not in self._programs and constants and len(self._programs) > MOST_PROGRAMS:
                key, constants = (key[0], ()), {}
            if key not in self._programs:
                self._programs[key] = self._traced(widths, constants)
            return self._programs[key]

    def _traced(self, widths: Mapping[Named, int], constants: Mapping[Named, int]) -> Program | None:
        trace = Trace()
        try:
            made = self.sweep.make(Facts(self.on, self._facts(trace, widths, constants)))
            outputs = {name: _traced_of(trace, plain(column)) for name, column in made.items()}
            return program_of(trace, outputs, self.sweep.keeps == ROWS, widths)
        except Untraceable:
            return None

    def _facts(self, trace: Trace, widths: Mapping[Named, int], constants: Mapping[Named, int]) -> dict[str, Table]:
        held: dict[str, dict[str, Any]] = {HOUSEHOLDS: {}, MEMBERS: {}}
        for (facts, name), width in widths.items():
            known = constants.get((facts, name))
            held[facts][name] = trace.column(facts, name, DTYPES[width]) if known is None else trace.constant(known, DTYPES[width])
        tables: dict[str, Table] = {HOUSEHOLDS: Table(HOUSEHOLDS, 1, self.edition.typed(HOUSEHOLDS, held[HOUSEHOLDS], 1, self.columns[HOUSEHOLDS]))}
        if MEMBERS in self.columns:
            typed = self.edition.typed(MEMBERS, held[MEMBERS], 1, self.columns[MEMBERS])
            tables[MEMBERS] = Grouped.under(MEMBERS, TracedRuns(held[HOUSEHOLDS]["persons"]), 1, typed)
        return tables


def _traced_of(trace: Trace, column: Any) -> Traced:
    return column if isinstance(column, Traced) else trace.constant(column.reshape(-1)[0].item(), column.dtype)


class _Group:
    """One row group on its way through the machine."""

    def __init__(self, asked: Compiled, share: Share, program: Program, chunks: Chunks) -> None:
        self.asked, self.share, self.program, self.chunks = asked, share, program, chunks
        self.rows = chunks.rows[HOUSEHOLDS]
        self.sizes = np.zeros(0, np.int64)
        if MEMBERS in asked.columns:
            self.sizes = chunks.unpacked(HOUSEHOLDS, "persons").astype(np.int64)

    def swept(self) -> list[tuple[str, Any]] | None:
        """The sweep of each county; None when the group does not fit the machine: a household with too many members, a line within a county."""
        from tuopin.engine.machine import MOST_OF_A_HOUSEHOLD

        if len(self.sizes) and not 0 <= self.sizes.min() <= self.sizes.max() <= MOST_OF_A_HOUSEHOLD:
            return None
        if MEMBERS in self.asked.columns and int(self.sizes.sum()) != self.chunks.rows[MEMBERS]:
            raise broken(self.asked.edition.entry(self.share.province, TABLES["person"].name), "rows")
        tables = [self._numbers(block) for block in self.share.blocks]
        if any(table is None for table in tables):
            return None
        households, members = (self._laid(facts) for facts in (HOUSEHOLDS, MEMBERS))
        villages = self.chunks.unpacked(HOUSEHOLDS, "village_code") if self.asked.sweep.keeps == BY_VILLAGE else None
        return [
            (block.county, self.asked.sweep.finish(block.county, self._kept(block, (households, members), table, villages)))
            for block, table in zip(self.share.blocks, tables, strict=True)
        ]

    def _numbers(self, block: Block) -> tuple[np.ndarray, np.ndarray] | None:
        """The dated numbers of a county, a row each; None when they are not the same in all of it."""
        found = [ask(int(block.county), int(block.county) + 10**6 - 1) for ask in self.program.asked]
        if any(one is None for one in found):
            return None
        widest = max([len(values) for values, _ in found], default=1)
        values, known = np.zeros((max(len(found), 1), widest), np.int64), np.zeros((max(len(found), 1), widest), np.int64)
        for n, (number, there) in enumerate(found):
            values[n, : len(number)], known[n, : len(there)] = number, there
        return values, known

    def _laid(self, facts: str) -> tuple[np.ndarray, ...]:
        """The columns of a table in order, those of a width together."""
        laid = []
        for width in WIDTHS:
            names = [name for name, w in self.program.columns[facts] if w == width]
            held = np.empty((max(len(names), 1), self.chunks.rows.get(facts, 0)), DTYPES[width])
            if names:
                self.chunks.unpack_rows(facts, names, held)
            laid.append(held)
        return tuple(laid)

    def _kept(self, block: Block, columns: tuple, tables: tuple, villages: np.ndarray | None) -> Any:
        from tuopin.engine.machine import BLOCK, run

        program, first = self.program, block.first_household
        places, starts = np.zeros(1, np.int64), np.array([0, block.households], np.int64)
        if villages is not None:
            places, runs = Segments.of_sorted(villages[first : first + block.households])
            starts = runs.offsets
        count = {kind: max(some, 1) for kind, some in program.kept.items()}
        rows = block.households if self.asked.sweep.keeps == ROWS else 0
        kept = {"i": np.empty((count["i"], rows), np.int64), "b": np.empty((count["b"], rows), np.uint8)}
        sums = {"b": np.zeros((count["b"], len(places)), np.int64), "i": np.zeros((count["i"], len(places)), np.int64), "f": np.zeros((count["f"], len(places)))}
        registers = np.array([*(program.registers[kind] for kind in "bif"), program.numbers_of_members])
        span = (first, first + block.households, block.first_person if MEMBERS in self.asked.columns else 0)
        run(
            (program.members, program.households, program.words, registers, BLOCK), (*columns, self.sizes), span, tables, starts + first,
            (kept["i"], kept["b"], sums["b"], sums["i"], sums["f"]),
        )
        if self.asked.sweep.keeps == ROWS:
            return {name: kept[kind][at].astype(dtype, copy=False) for name, (kind, at, dtype) in program.outputs.items()}
        if self.asked.sweep.keeps == BY_VILLAGE:
            return Totals(places, tuple(program.outputs), np.array([sums[kind][at] for kind, at, _ in program.outputs.values()]))
        return {name: sums[kind][at, 0].item() for name, (kind, at, _) in program.outputs.items()}
