"""Turns what a rule noted into the steps of a small machine, and says which stored columns these steps read.

A step works on a block of rows and knows three kinds of registers: masks, whole numbers, fractions. Members are done first; what
is counted of them under each household is a lane of eight bits of a word, eight lanes a word; then households are done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from tuopin.engine.noting import SIMPLER, Node, Untraceable
from tuopin.engine.tracing import HOUSEHOLDS, MEMBERS, Trace, Traced

LANES = 8
WIDTHS = (1, 2, 4, 8)


class Op(IntEnum):
    """What the machine can do. A column is told by its width and its place among those of that width."""

    LOAD = 0
    CONSTANT = 1
    RANGE = 2  # of a register
    RANGE_OF_COLUMN = 3
    TEST_OF_COLUMN = 4  # any of some bits set
    AND = 5
    OR = 6
    NOT = 7
    LESS = 8
    AT_MOST = 9
    EQUAL = 10
    ADD = 11
    ADD_PLAIN = 12
    SUBTRACT = 13
    MULTIPLY = 14
    MULTIPLY_PLAIN = 15
    LARGEST = 16
    LEAST = 17
    NEGATIVE = 18
    DIVIDE = 19
    KEEP = 20
    CHOOSE = 21
    WHOLE = 22  # of a mask
    BITS_AND = 23
    BITS_OR = 24
    NUMBER = 25
    NUMBER_KNOWN = 26
    FRACTION = 27  # of a whole number
    F_CONSTANT = 28
    F_ADD = 29
    F_SUBTRACT = 30
    F_MULTIPLY = 31
    F_DIVIDE = 32
    F_KEEP = 33
    F_CHOOSE = 34
    PACK = 35  # a mask into a lane
    LANE = 36
    STORE = 37
    STORE_MASK = 38
    SUM = 39
    SUM_MASK = 40
    SUM_FRACTION = 41
    MASK_CONSTANT = 42
    BIT = 43  # a mask into a bit of a byte
    ADD_KEPT = 44  # a stored column where a mask says yes, to a register


REGISTER = {"b": "b", "p": "b", "i": "i", "f": "f"}
BINARY = {
    "and": Op.AND, "or": Op.OR, "lt": Op.LESS, "le": Op.AT_MOST, "eq": Op.EQUAL, "add": Op.ADD, "sub": Op.SUBTRACT, "mul": Op.MULTIPLY,
    "max": Op.LARGEST, "min": Op.LEAST, "div": Op.DIVIDE, "bits_and": Op.BITS_AND, "bits_or": Op.BITS_OR, "fadd": Op.F_ADD,
    "fsub": Op.F_SUBTRACT, "fmul": Op.F_MULTIPLY, "fover": Op.F_DIVIDE,
}
KEEPING = {"b": Op.STORE_MASK, "i": Op.STORE}
ADDING = {"b": Op.SUM_MASK, "i": Op.SUM, "f": Op.SUM_FRACTION}
UNARY = {"not": Op.NOT, "neg": Op.NEGATIVE, "int": Op.WHOLE, "float": Op.FRACTION}


@dataclass
class Program:
    """The steps for members and for households, how many registers of each kind they need, and what goes in and comes out."""

    members: np.ndarray
    households: np.ndarray
    registers: dict[str, int]
    words: int
    numbers_of_members: int  # registers of whole numbers that the steps for members need
    columns: dict[str, list[tuple[str, int]]]  # table → (column, width), in the order of their places within a width
    asked: list
    outputs: dict[str, tuple[str, int, np.dtype]] = field(default_factory=dict)  # name → kind of register, its place among those, type
    kept: dict[str, int] = field(default_factory=lambda: {"b": 0, "i": 0, "f": 0})  # how many outputs there are of each kind


def program_of(trace: Trace, outputs: Mapping[str, Traced], kept_by_row: bool, widths: Mapping[tuple[str, str], int]) -> Program:
    """The program that makes these outputs: kept row by row, or added up. `widths` are those of the stored columns, in bytes."""
    if not kept_by_row:  # bits are added up as the number that they are
        outputs = {name: Traced(trace, SIMPLER.added(trace, traced.place), traced.dtype) for name, traced in outputs.items()}
    return _Writing(trace, outputs, kept_by_row, widths).written()


class _Writing:
    def __init__(self, trace: Trace, outputs: Mapping[str, Traced], kept_by_row: bool, widths: Mapping[tuple[str, str], int]) -> None:
        self.trace, self.outputs, self.by_row, self.widths = trace, outputs, kept_by_row, widths
        self.columns: dict[str, list[tuple[str, int]]] = {HOUSEHOLDS: [], MEMBERS: []}
        self.lanes: dict[int, int] = {}
        self.program = Program(np.zeros(0), np.zeros(0), {}, 0, 0, self.columns, trace.asked)

    def written(self) -> Program:
        for traced in self.outputs.values():
            if self.trace.nodes[traced.place].table == MEMBERS:
                raise Untraceable("an output of members")
        ends = [traced.place for traced in self.outputs.values()]
        needed = self._needed(ends, HOUSEHOLDS)
        counted = sorted({self.trace.nodes[n].args[0] for n in needed if self.trace.nodes[n].op == "count"})
        self.lanes = {place: lane for lane, place in enumerate(counted)}
        self.program.words = -(-len(counted) // LANES)
        members = _Steps(self, self._needed(counted, MEMBERS), {})
        for place in members.order:
            members.put(place)
            if place in self.lanes:
                members.emit(Op.PACK, self.lanes[place] // LANES, members.at(place), self.lanes[place] % LANES)
            members.release(place)
        households = _Steps(self, needed, self._ends())
        for place in households.order:
            households.put(place)
            for step in households.ends.get(place, ()):
                households.emit(step[0], step[1], households.at(place), *step[2:])
            households.release(place)
        self.program.members, self.program.households = members.code(), households.code()
        self.program.numbers_of_members = members.most["i"]
        self.program.registers = {kind: max(members.most[kind], households.most[kind], 1) for kind in "bif"}
        return self.program

    def _ends(self) -> dict[int, list[tuple]]:
        """Node → the step that keeps it: row by row, or added up. A node that is asked for twice is kept once."""
        ends: dict[int, list[tuple]] = {}
        program, steps = self.program, KEEPING if self.by_row else ADDING
        for name, traced in self.outputs.items():
            kind = REGISTER[self.trace.nodes[traced.place].kind]
            if kind not in steps:
                raise Untraceable("rows of fractions")
            if traced.place not in ends:
                ends[traced.place] = [(steps[kind], program.kept[kind])]
                program.kept[kind] += 1
            program.outputs[name] = (kind, ends[traced.place][0][1], traced.dtype)
        return ends

    def _needed(self, ends: Sequence[int], table: str) -> list[int]:
        """The nodes of a table that the ends are made of, each after those that it is made of."""
        found, waiting = set(), list(ends)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += read_by(self.trace.nodes, self.trace.nodes[place])
        return sorted(place for place in found if self.trace.nodes[place].table in (table, ""))

    def column_at(self, table: str, name: str) -> tuple[int, int]:
        """The width of a stored column and its place among those of that width."""
        width = self.widths[table, name]
        if (name, width) not in self.columns[table]:
            self.columns[table].append((name, width))
        return width, [n for n, w in self.columns[table] if w == width].index(name)


def read_by(nodes: Sequence[Node], node: Node) -> list[int]:
    """The nodes of the same rows whose registers a step reads; a range of a stored column and a plain number beside a sum need none."""
    if node.op in ("column", "constant", "count"):
        return []
    if node.op == "range":
        inner = nodes[node.args[0]]
        direct = inner.op == "column" or (inner.op == "bits_and" and node.args[1:3] == (0, 0) and tested(nodes, inner))
        return [] if direct else [node.args[0]]
    if node.op in ("number", "number_known"):
        return [node.args[1]]
    if node.op == "add" and kept_column(nodes, node):
        return list(kept_column(nodes, node)[:2])
    if node.op in ("add", "mul") and sum(nodes[a].op == "constant" for a in node.args) == 1:
        return [a for a in node.args if nodes[a].op != "constant"]
    return list(node.args)


def kept_column(nodes: Sequence[Node], node: Node) -> tuple[int, int, Node] | None:
    """What a sum adds to, the mask, and the stored column that is added where the mask says yes, if that is what it does."""
    for other, kept in (node.args, node.args[::-1]):
        inner = nodes[kept]
        if inner.op == "keep" and nodes[inner.args[0]].op == "column" and nodes[other].op != "constant":
            return other, inner.args[1], nodes[inner.args[0]]
    return None


def tested(nodes: Sequence[Node], node: Node) -> tuple[Node, int] | None:
    """The stored column and the bits of it that a node picks, if that is what it does."""
    one, other = (nodes[a] for a in node.args)
    for column, bits in ((one, other), (other, one)):
        if column.op == "column" and bits.op == "constant":
            return column, bits.args[0]
    return None


class _Steps:
    """The steps over the rows of one table, and the registers that they hold."""

    def __init__(self, writing: _Writing, order: list[int], ends: dict[int, list[tuple]]) -> None:
        self.writing, self.nodes, self.order, self.ends = writing, writing.trace.nodes, order, ends
        self.steps: list[tuple] = []
        self.held: dict[int, int] = {}
        self.free: dict[str, list[int]] = {"b": [], "i": [], "f": []}  # bytes of masks serve packed ones too
        self.most = {"b": 0, "i": 0, "f": 0}
        self.uses: dict[int, int] = {}
        for place in order:
            for part in read_by(self.nodes, self.nodes[place]):
                self.uses[part] = self.uses.get(part, 0) + 1

    def code(self) -> np.ndarray:
        return np.array(self.steps, np.int64).reshape(-1, 7)

    def emit(self, op: Op, *args: int) -> None:
        self.steps.append((int(op), *args, *[0] * (6 - len(args))))

    def at(self, place: int) -> int:
        """The register of a node; a stored column or a constant is loaded the first time."""
        if place not in self.held:
            node = self.nodes[place]
            register = self.held[place] = self._taken(node.kind)
            if node.op == "column":
                self.emit(Op.LOAD, register, *self.writing.column_at(node.table, node.args[0]))
            elif node.kind == "f":
                self.emit(Op.F_CONSTANT, register, int(np.float64(node.args[0]).view(np.int64)))
            else:
                self.emit(Op.MASK_CONSTANT if node.kind == "b" else Op.CONSTANT, register, int(node.args[0]))
        return self.held[place]

    def put(self, place: int) -> None:
        """The step of a node; the registers of what is needed no more are free for its own."""
        node = self.nodes[place]
        if node.op in ("column", "constant"):
            return
        parts = read_by(self.nodes, node)
        registers = [self.at(part) for part in parts]
        for part in parts:
            self.uses[part] -= 1
        mine = self._taken(node.kind)
        self.held[place] = mine
        self._step(node, mine, registers)
        for part in dict.fromkeys(parts):
            self.release(part)

    def release(self, place: int) -> None:
        """Free the register of a node that no later step reads."""
        if place in self.held and not self.uses.get(place):
            self.free[REGISTER[self.nodes[place].kind]].append(self.held.pop(place))

    def _step(self, node: Node, mine: int, registers: list[int]) -> None:
        if node.op == "range":
            low, high, outside = node.args[1:]
            inner = self.nodes[node.args[0]]
            if registers:
                self.emit(Op.RANGE, mine, registers[0], low, high, int(outside))
            elif inner.op == "bits_and":
                column, bits = tested(self.nodes, inner)
                self.emit(Op.TEST_OF_COLUMN, mine, *self.writing.column_at(column.table, column.args[0]), bits, int(outside))
            else:
                self.emit(Op.RANGE_OF_COLUMN, mine, *self.writing.column_at(inner.table, inner.args[0]), low, high, int(outside))
        elif node.op == "count":
            lane = self.writing.lanes[node.args[0]]
            self.emit(Op.LANE, mine, lane // LANES, lane % LANES)
        elif node.op in ("number", "number_known"):
            self.emit(Op.NUMBER if node.op == "number" else Op.NUMBER_KNOWN, mine, registers[0], node.args[0], int(self.nodes[node.args[1]].op == "constant"))
        elif node.op == "add" and kept_column(self.nodes, node):
            column = kept_column(self.nodes, node)[2]
            self.emit(Op.ADD_KEPT, mine, *self.writing.column_at(column.table, column.args[0]), *registers)
        elif node.op in ("add", "mul") and len(registers) == 1:
            plain = next(self.nodes[a].args[0] for a in node.args if self.nodes[a].op == "constant")
            self.emit(Op.ADD_PLAIN if node.op == "add" else Op.MULTIPLY_PLAIN, mine, registers[0], plain)
        elif node.op in ("keep", "where"):
            op = {"keep": (Op.KEEP, Op.F_KEEP), "where": (Op.CHOOSE, Op.F_CHOOSE)}[node.op][node.kind == "f"]
            self.emit(op, mine, *registers)
        elif node.op == "packed":
            self.emit(Op.MASK_CONSTANT, mine, 0)
            for bit, register in enumerate(registers):
                self.emit(Op.BIT, mine, register, bit)
        elif node.op in UNARY:
            self.emit(UNARY[node.op], mine, *registers)
        elif node.op in BINARY:
            self.emit(BINARY[node.op], mine, *registers)
        else:
            raise Untraceable(node.op)

    def _taken(self, kind: str) -> int:
        kind = REGISTER[kind]
        if self.free[kind]:
            return self.free[kind].pop()
        self.most[kind] += 1
        return self.most[kind] - 1
