"""Lets a rule run once over columns that only note what is asked of them, so that the same rule can be done over millions compiled.

A `Traced` stands where a rule expects an array. Whatever the rule does with it becomes a node of a `Trace`: the same question
twice is one node, what is known at once is worked out at once. Nothing about a rule is written a second time. What cannot be
noted (a loop over rows, a branch on their content) raises Untraceable, and the rule is run over the arrays themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from tuopin.engine.noting import SIMPLER, Node, Untraceable, kind_of

HOUSEHOLDS, MEMBERS, EVERYWHERE = "households", "members", ""
COMPARED = {"less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq", "not_equal": "ne"}
MEASURED = {
    "add": "add", "subtract": "sub", "multiply": "mul", "maximum": "max", "minimum": "min", "floor_divide": "div", "negative": "neg",
    "divide": "over", "left_shift": "shl", "bitwise_and": "and", "bitwise_or": "or", "logical_and": "and", "logical_or": "or",
    "invert": "not", "logical_not": "not",
}


class Trace:
    """The nodes that a rule made, each after those that it is made of."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.asked: list[Callable[[int, int], tuple[np.ndarray, np.ndarray] | None]] = []
        self.reach: dict[int, tuple[int, int]] = {}  # a stored column → the least and the largest number that it can hold
        self._place: dict[Node, int] = {}

    def column(self, table: str, name: str, dtype: Any) -> Traced:
        """A stored column of households or members."""
        held = Traced(self, self.place(Node("column", (name,), "i", table)), np.dtype(dtype))
        self.reach[held.place] = (int(np.iinfo(dtype).min), int(np.iinfo(dtype).max))
        return held

    def constant(self, value: Any, dtype: Any = None) -> Traced:
        """One number for every row."""
        dtype = np.dtype(dtype or np.asarray(value).dtype)
        plain = bool(value) if dtype.kind == "b" else float(value) if dtype.kind == "f" else int(value)
        return Traced(self, self.place(Node("constant", (plain,), kind_of(dtype), EVERYWHERE)), dtype)

    def looked_up(self, ask: Callable[[int, int], tuple[np.ndarray, np.ndarray] | None], by: Any) -> tuple[Traced, Traced]:
        """A number that goes by the place, and by another column when `by` is given, and where it is known.

        `ask` is given the first and the last code of the places and answers with a number, and whether it is known, for each
        value of `by` from -1 on; None when the places do not all have the same.
        """
        self.asked.append(ask)
        index, _ = self.operand(-1 if by is None else by)
        where, n = self.nodes[index].table or HOUSEHOLDS, len(self.asked) - 1
        return (
            Traced(self, self.place(Node("number", (n, index), "i", where)), np.dtype(np.int64)),
            Traced(self, self.place(Node("number_known", (n, index), "b", where)), np.dtype(bool)),
        )

    def place(self, node: Node) -> int:
        """Where the node stands; one that is there already is not put down twice."""
        known = self._place.get(node)
        if known is None:
            known = self._place[node] = len(self.nodes)
            self.nodes.append(node)
        return known

    def made(self, op: str, *args: int) -> int:
        """The place of an operation on nodes, in the simplest form that says the same."""
        return SIMPLER(self, op, args)

    def packed(self, masks: Sequence[Any]) -> Traced:
        """The n-th of up to eight masks as bit n of one number."""
        return Traced(self, SIMPLER.packed(self, [self.operand(mask)[0] for mask in masks]), np.dtype(np.uint8))

    def operand(self, value: Any) -> tuple[int, Any]:
        """The place of an operand and its type as numpy promotes it; a plain number has the weak type of Python's."""
        if isinstance(value, Traced):
            if value.trace is not self:
                raise Untraceable("columns of two traces")
            return value.place, value.dtype
        if isinstance(value, np.ndarray) and value.size != 1:
            raise Untraceable("an array among traced columns")
        dtype = getattr(value, "dtype", None)
        plain = value.reshape(-1)[0].item() if isinstance(value, np.ndarray) else value
        return self.constant(plain, dtype or type(plain)).place, dtype or type(plain)


class Traced(NDArrayOperatorsMixin):
    """A column of a trace: it has a type, one row to whoever asks, and notes what is done with it."""

    __slots__ = ("dtype", "place", "trace")

    def __init__(self, trace: Trace, place: int, dtype: np.dtype) -> None:
        self.trace, self.place, self.dtype = trace, place, dtype

    def __len__(self) -> int:
        return 1

    def __bool__(self) -> bool:
        raise Untraceable("a branch on the content of a column")

    def __iter__(self):
        raise Untraceable("a loop over the rows of a column")

    def __getitem__(self, rows: object) -> Traced:
        raise Untraceable("single rows of a column")

    def astype(self, dtype: Any, copy: bool = True) -> Traced:
        """The same numbers in another type."""
        dtype, held = np.dtype(dtype), kind_of(self.dtype)
        wanted = kind_of(dtype)
        if wanted == held:
            return Traced(self.trace, self.place, dtype)
        if wanted == "b":
            return Traced(self.trace, self.trace.made("ne", self.place, self.trace.constant(0).place), dtype)
        if held == "f":
            raise Untraceable("a fraction made whole")
        return Traced(self.trace, self.trace.made("float" if wanted == "f" else "int", self.place), dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **more: Any) -> Any:
        if method != "__call__" or more or ufunc.__name__ not in MEASURED | COMPARED:
            raise Untraceable(f"{ufunc.__name__} {method}")
        operands = [self.trace.operand(value) for value in inputs]
        dtype = ufunc.resolve_dtypes((*(kind for _, kind in operands), None))[-1]
        op = COMPARED.get(ufunc.__name__) or MEASURED[ufunc.__name__]
        if kind_of(dtype) == "b" and op in ("add", "sub", "max", "min"):
            raise Untraceable(f"{op} of answers")
        return Traced(self.trace, self.trace.made(op, *(place for place, _ in operands)), dtype)

    def __array_function__(self, function: Callable, kinds: Any, args: Sequence, more: Mapping) -> Any:
        if function is not np.where or len(args) != 3 or more:
            raise Untraceable(function.__name__)
        (mask, _), (yes, one), (no, other) = (self.trace.operand(value) for value in args)
        strong = [np.dtype(kind) for kind in (one, other) if kind is not int]
        dtype = np.result_type(*(strong or [np.int64]))
        return Traced(self.trace, self.trace.made("where", mask, yes, no), dtype)


class TracedRuns:
    """Members under their households, as `Segments` are, of a trace."""

    def __init__(self, sizes: Traced) -> None:
        self.sizes = sizes.astype(np.int64)

    def __len__(self) -> int:
        return 1

    def count(self, mask: Any) -> Traced:
        """How many members of each household the mask holds."""
        trace = self.sizes.trace
        place, _ = trace.operand(mask)
        node = trace.nodes[place]
        if node.op == "constant":
            return self.sizes * int(node.args[0])
        if node.table != MEMBERS or node.kind != "b":
            raise Untraceable("a count of what is no mask of members")
        return Traced(trace, trace.place(Node("count", (place,), "i", HOUSEHOLDS)), np.dtype(np.int64))

    def sum(self, values: Any) -> Traced:
        raise Untraceable("a sum over members")
