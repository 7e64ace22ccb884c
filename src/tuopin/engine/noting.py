"""The nodes of a traced rule and the simplest form of each: what is known at once, what changes nothing, what is asked twice."""

from __future__ import annotations

import operator
from functools import reduce
from typing import NamedTuple

import numpy as np


class Untraceable(TypeError):
    """What a rule does that cannot be noted; it is run over the arrays themselves instead."""


class Node(NamedTuple):
    """One step: what is done, with which nodes (or plain values), its kind, over which table's rows.

    Kinds: b yes or no, i whole numbers, p whole numbers made of the bits of up to eight masks, f fractions.
    """

    op: str
    args: tuple
    kind: str
    table: str


PLAIN = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "max": max, "min": min, "neg": operator.neg, "over": lambda a, b: a / b,
    "div": lambda a, b: a // b if b else 0, "shl": operator.lshift, "lt": operator.lt, "le": operator.le, "gt": operator.gt,
    "ge": operator.ge, "eq": operator.eq, "ne": operator.ne, "int": int, "float": float,
}
COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")
LEAST, MOST = -(2**63), 2**63 - 1


def kind_of(dtype: np.dtype) -> str:
    """The kind of a type: b, i or f; raises Untraceable for others."""
    kind = {"b": "b", "i": "i", "u": "i", "f": "f"}.get(np.dtype(dtype).kind)
    if kind is None:
        raise Untraceable(f"a column of {dtype}")
    return kind


class _Simpler:
    """Puts an operation down in its simplest form."""

    def __call__(self, trace, op: str, args: tuple[int, ...]) -> int:
        nodes = [trace.nodes[a] for a in args]
        if op in ("and", "or", "not"):
            return self._logic(trace, op, args, nodes)
        if op == "where":
            return self._choice(trace, args, nodes)
        if all(n.op == "constant" for n in nodes):
            return trace.constant(PLAIN[op](*(n.args[0] for n in nodes))).place
        if op in COMPARISONS:
            return self._comparison(trace, op, args, nodes)
        return self._arithmetic(trace, op, args, nodes)

    def _logic(self, trace, op: str, args: tuple[int, ...], nodes: list[Node]) -> int:
        if any(n.kind != "b" for n in nodes):
            return self._bits(trace, op, args, nodes)
        if op == "not":
            (node,) = nodes
            if node.op == "constant":
                return trace.constant(not node.args[0], bool).place
            if node.op == "not":
                return node.args[0]
            if node.op == "range":
                inner, low, high, outside = node.args
                return self.put(trace, "range", (inner, low, high, not outside), "b", (inner,))
            return self.put(trace, "not", args, "b", args)
        for mine, its in ((0, 1), (1, 0)):
            if nodes[mine].op == "constant":  # yes and x is x, no and x is no; the other way round for or
                return args[its] if nodes[mine].args[0] is (op == "and") else args[mine]
        one, other = sorted(args)
        if one == other:
            return one
        if (trace.nodes[other].op == "not" and trace.nodes[other].args == (one,)) or self._outside(trace, one, other):
            return trace.constant(op == "or", bool).place
        together = self._one_range(trace, op, one, other)
        return self.put(trace, op, (one, other), "b", args) if together is None else together

    def _one_range(self, trace, op: str, one: int, other: int) -> int | None:
        """Two ranges of a stored column as one that says the same of every number that it can hold; None where there is none."""
        mine, its = trace.nodes[one], trace.nodes[other]
        if not (mine.op == its.op == "range" and mine.args[0] == its.args[0]) or mine.args[0] not in trace.reach:
            return None
        column, (least, most) = mine.args[0], trace.reach[mine.args[0]]
        turned = op == "and"  # what both say is what neither denies
        runs: list[tuple[int, int]] = []
        for low, high in sorted([*_spans(mine, least, most, turned), *_spans(its, least, most, turned)]):
            if runs and low <= runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], max(runs[-1][1], high))
            else:
                runs.append((low, high))
        if not runs or runs == [(least, most)]:
            return trace.constant(bool(runs) != turned, bool).place
        if len(runs) == 1:
            return self.put(trace, "range", (column, *runs[0], turned), "b", (column,))
        if len(runs) == 2 and runs[0][0] == least and runs[1][1] == most:
            return self.put(trace, "range", (column, runs[0][1] + 1, runs[1][0] - 1, not turned), "b", (column,))
        return None

    @staticmethod
    def _outside(trace, one: int, other: int) -> bool:
        mine, its = trace.nodes[one], trace.nodes[other]
        return mine.op == its.op == "range" and mine.args[:3] == its.args[:3] and mine.args[3] != its.args[3]

    def _bits(self, trace, op: str, args: tuple[int, ...], nodes: list[Node]) -> int:
        if op == "not" or any(n.kind == "f" for n in nodes):
            raise Untraceable(f"{op} of numbers")
        if all(n.op == "constant" for n in nodes):
            one, other = (int(n.args[0]) for n in nodes)
            return trace.constant(one & other if op == "and" else one | other).place
        for mine, its in ((0, 1), (1, 0)):
            if op == "and" and nodes[mine].op == "packed" and nodes[its].op == "constant":
                no, bits = trace.constant(False).place, int(nodes[its].args[0])
                return self.packed(trace, [a if bits >> n & 1 else no for n, a in enumerate(nodes[mine].args)])
        args = tuple(sorted(self.whole(trace, a) for a in args))
        for mine, its in ((0, 1), (1, 0)):
            if trace.nodes[args[mine]] == Node("constant", (0,), "i", ""):
                return args[mine] if op == "and" else args[its]
        return self.put(trace, "bits_" + op, args, "i", args)

    def _choice(self, trace, args: tuple[int, ...], nodes: list[Node]) -> int:
        mask, yes, no = args
        if nodes[0].op == "constant":
            return yes if nodes[0].args[0] else no
        if yes == no:
            return yes
        if nodes[1].kind == nodes[2].kind == "b":
            return self(trace, "or", (self(trace, "and", (mask, yes)), self(trace, "and", (self(trace, "not", (mask,)), no))))
        if "f" in (nodes[1].kind, nodes[2].kind):
            yes, no = self.fraction(trace, yes), self.fraction(trace, no)
            kind = "f"
        else:
            yes, no, kind = self.whole(trace, yes), self.whole(trace, no), "i"
        if trace.nodes[no].op == "constant" and not trace.nodes[no].args[0]:
            return self.put(trace, "keep", (yes, mask), kind, (yes, mask))
        return self.put(trace, "where", (mask, yes, no), kind, (mask, yes, no))

    def _comparison(self, trace, op: str, args: tuple[int, ...], nodes: list[Node]) -> int:
        if any(n.kind == "f" for n in nodes):
            raise Untraceable("a comparison of fractions")
        for mine, its in ((0, 1), (1, 0)):
            if op in ("eq", "ne") and nodes[mine].op == "packed" and nodes[its].op == "constant" and nodes[its].args[0] == 0:
                some = reduce(lambda a, b: self(trace, "or", (a, b)), nodes[mine].args)
                return some if op == "ne" else self(trace, "not", (some,))
        one, other = (self.whole(trace, a) for a in args)
        if op in ("gt", "ge"):
            one, other, op = other, one, {"gt": "lt", "ge": "le"}[op]
        if trace.nodes[other].op == "constant":
            value = trace.nodes[other].args[0]
            low, high = {"lt": (LEAST, value - 1), "le": (LEAST, value)}.get(op, (value, value))
            return self.put(trace, "range", (one, low, high, op == "ne"), "b", (one,))
        if trace.nodes[one].op == "constant":
            value = trace.nodes[one].args[0]
            low, high = {"lt": (value + 1, MOST), "le": (value, MOST)}.get(op, (value, value))
            return self.put(trace, "range", (other, low, high, op == "ne"), "b", (other,))
        if op == "ne":
            return self(trace, "not", (self.put(trace, "eq", (one, other), "b", (one, other)),))
        return self.put(trace, op, (one, other), "b", (one, other))

    def _arithmetic(self, trace, op: str, args: tuple[int, ...], nodes: list[Node]) -> int:
        if op in ("int", "float"):
            return self.put(trace, op, args, op[0], args)
        if op == "over" or any(n.kind == "f" for n in nodes):
            return self._fractions(trace, op, args, nodes)
        if op == "mul":
            for mine, its in ((0, 1), (1, 0)):
                if nodes[its].kind == "b":
                    if nodes[mine].kind == "b":
                        return self(trace, "and", args)
                    return self._kept(trace, args[mine], args[its], "i")
        args = tuple(self.whole(trace, a) for a in args)
        nodes = [trace.nodes[a] for a in args]
        plain = {n: node.args[0] for n, node in enumerate(nodes) if node.op == "constant"}
        if op == "shl":
            if 1 not in plain:
                raise Untraceable("a shift by a column")
            return self(trace, "mul", (args[0], trace.constant(1 << plain[1]).place))
        if (op in ("add", "sub") and plain.get(1) == 0) or (op in ("mul", "div") and plain.get(1) == 1):
            return args[0]
        if (op == "add" and plain.get(0) == 0) or (op == "mul" and plain.get(0) == 1):
            return args[1]
        if op == "mul" and 0 in plain.values():
            return trace.constant(0).place
        if op == "sub" and 1 in plain:
            return self(trace, "add", (args[0], trace.constant(-plain[1]).place))
        return self.put(trace, op, tuple(sorted(args)) if op in ("add", "mul", "max", "min") else args, "i", args)

    def _fractions(self, trace, op: str, args: tuple[int, ...], nodes: list[Node]) -> int:
        if op == "mul" and "b" in (nodes[0].kind, nodes[1].kind):
            value, mask = args if nodes[1].kind == "b" else args[::-1]
            return self._kept(trace, value, mask, "f")
        if op not in ("add", "sub", "mul", "over"):
            raise Untraceable(f"{op} of fractions")
        args = tuple(self.fraction(trace, a) for a in args)
        return self.put(trace, "f" + op, args, "f", args)

    def _kept(self, trace, value: int, mask: int, kind: str) -> int:
        if trace.nodes[mask].op == "constant":
            return value if trace.nodes[mask].args[0] else trace.constant(0.0 if kind == "f" else 0).place
        if trace.nodes[value].op == "constant" and not trace.nodes[value].args[0]:
            return value
        return self.put(trace, "keep", (value, mask), kind, (value, mask))

    def whole(self, trace, place: int) -> int:
        """A mask as noughts and ones; whole numbers as they are."""
        node = trace.nodes[place]
        if node.kind == "i":
            return place
        if node.op == "constant":
            return trace.constant(int(node.args[0])).place
        return self.put(trace, "int", (place,), "i", (place,))

    def added(self, trace, place: int) -> int:
        """What is added up of a node: a mask as it is, bits as the number that they are."""
        return self.whole(trace, place) if trace.nodes[place].kind == "p" else place

    def fraction(self, trace, place: int) -> int:
        """Whole numbers as fractions; fractions as they are."""
        node = trace.nodes[place]
        if node.kind == "f":
            return place
        if node.op == "constant":
            return trace.constant(float(node.args[0])).place
        return self.put(trace, "float", (self.whole(trace, place),), "f", (place,))

    def packed(self, trace, masks: list[int]) -> int:
        """The number whose n-th bit is the n-th of up to eight masks."""
        if all(trace.nodes[m].op == "constant" for m in masks):
            return trace.constant(sum(int(trace.nodes[m].args[0]) << n for n, m in enumerate(masks))).place
        return self.put(trace, "packed", tuple(masks), "p", tuple(masks))

    @staticmethod
    def put(trace, op: str, args: tuple, kind: str, made_of: tuple[int, ...]) -> int:
        """Put a node down over the rows of what it is made of; raises Untraceable where these are rows of two tables."""
        tables = {trace.nodes[a].table for a in made_of} - {""}
        if len(tables) > 1:
            raise Untraceable("members and households in one step")
        return trace.place(Node(op, args, kind, tables.pop() if tables else ""))


def _spans(node: Node, least: int, most: int, turned: bool) -> list[tuple[int, int]]:
    """The numbers from the least to the largest of which a range says yes (no, if `turned`), as first and last of each run."""
    _, low, high, outside = node.args
    low, high = max(low, least), min(high, most)
    if low > high:
        return [(least, most)] if outside != turned else []
    if outside == turned:
        return [(low, high)]
    return [(first, last) for first, last in ((least, low - 1), (high + 1, most)) if first <= last]


SIMPLER = _Simpler()
