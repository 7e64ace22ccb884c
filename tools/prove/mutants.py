"""Makes small faults in a file of the house, one at a time, as a tired hand would: `<` for `<=`, `and` for `or`, a check left out."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SWAPS = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,), ast.Mult: (ast.FloorDiv,), ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.FloorDiv,), ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,), ast.And: (ast.Or,), ast.Or: (ast.And,),
}
OTHER_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
ACTS = {"read": "correct", "import": "read", "correct": "read", "confirm": "read", "export": "read", "reveal": "read", "publish": "read", "audit": "read"}
ASKED_WITH_ACTS = {"may", "require", "areas_for", "scope", "asks"}
NARROWS = {"filter", "exclude", "get"}
SAID = {"phrase", "Refusal", "refuse", "Forbidden", "NotFound", "gettext", "_", "ValueError", "TypeError", "Error"}  # what is said is no condition
Made = ast.AST | str


@dataclass(frozen=True)
class Mutant:
    """One small fault: where it lies, which kind it is, what stood there and what stands there now."""

    path: str  # inside the project
    line: int
    within: str  # the function; "" for what is done once, when the file is read
    kind: str
    before: str
    after: str
    span: tuple[int, int]  # bytes of the file that are replaced
    before_lines: int = 1

    @property
    def name(self) -> str:
        return f"{self.path} {self.within or '-'} | {self.kind} | {self.before} -> {self.after}"

    def text(self, whole: bytes) -> str | None:
        """The whole file with the fault in it, every other line at the number it had; None where it says the same or nothing."""
        text = put(whole, self.span, self.after)
        try:
            return None if ast.dump(ast.parse(text)) == ast.dump(ast.parse(whole)) else text.decode()
        except SyntaxError:
            return None


def put(whole: bytes, span: tuple[int, int], after: str) -> bytes:
    """The file with other words in a place, as many lines long as before."""
    lost = whole[span[0] : span[1]].count(b"\n") - after.count("\n")
    if after.endswith(")"):
        after = after[:-1] + "\n" * lost + ")"
    else:
        after += "\n" * lost
    return whole[: span[0]] + after.encode() + whole[span[1] :]


def mutants_of(root: Path, path: str) -> list[Mutant]:
    """Every fault that this makes in a file, in the order of its lines; one that comes to nothing has no `text`."""
    whole = (root / path).read_bytes()
    tree, starts = ast.parse(whole), [0]
    for line in whole.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = {}
    for node, within, said in places(tree):
        span = (starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset)
        for kind, made in faults(node, said):
            after = made if isinstance(made, str) else ast.unparse(made)
            after = after if isinstance(node, ast.stmt) else f"({after})"
            before = " ".join(whole[span[0] : span[1]].decode().split())
            found.setdefault((span, after), Mutant(path, node.lineno, within, kind, before, after, span, node.end_lineno - node.lineno + 1))
    return sorted(found.values(), key=lambda mutant: (mutant.span, mutant.after))


def places(node: ast.AST, within: str = "", said: bool = False, classes: str = "") -> Iterator[tuple[ast.AST, str, bool]]:
    """Every place below the node where a fault can lie, the function it belongs to, and whether it is only something said."""
    for child in _parts(node):
        if isinstance(child, ast.FunctionDef):
            for outside in (*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield outside, within, said
                yield from places(outside, within, said)
            name = f"{within or classes}.{child.name}" if within or classes else child.name
            for statement in child.body:
                yield from _whole(statement, name, said)
        elif isinstance(child, ast.ClassDef):
            for statement in child.body:
                wrapped = ast.Module([statement], [])
                yield from places(wrapped, within, said, f"{classes}.{child.name}" if classes else child.name)
        else:
            yield from _whole(child, within, said)


def _whole(node: ast.AST, within: str, said: bool) -> Iterator[tuple[ast.AST, str, bool]]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield from places(ast.Module([node], []), within, said)
        return
    if isinstance(node, (ast.Import, ast.ImportFrom)) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    if isinstance(node, ast.Call):
        said = said or getattr(node.func, "id", getattr(node.func, "attr", "")) in SAID
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        node.test.is_test = True
    if hasattr(node, "lineno"):
        yield node, within, said
    yield from places(node, within, said)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns"):
            yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST))


def faults(node: ast.AST, said: bool) -> Iterator[tuple[str, Made]]:
    """The faults that can lie at one place, each with its kind."""
    if isinstance(node, ast.stmt):
        yield from _of_statements(node)
    elif not said:
        if getattr(node, "is_test", False) and isinstance(node, (ast.Name, ast.Call, ast.Attribute, ast.NamedExpr, ast.Subscript)):
            yield "condition turned", ast.UnaryOp(ast.Not(), node)
        yield from _of_conditions(node)
        yield from _of_values(node)


def _of_statements(node: ast.stmt) -> Iterator[tuple[str, Made]]:
    match node:
        case ast.Return(value=value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield "answer lost", "return None"
        case ast.Raise():
            yield "refusal left out", "pass"
        case ast.Expr(value=ast.Call()):
            yield "call left out", "pass"
        case ast.Break():
            yield "goes on", "continue"
        case ast.Continue():
            yield "breaks off", "break"
        case ast.AugAssign():
            yield from (("arithmetic", _with(node, op=other())) for other in SWAPS.get(type(node.op), ()))


def _of_conditions(node: ast.AST) -> Iterator[tuple[str, Made]]:
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                for other in SWAPS.get(type(operator), ()):
                    yield "comparison", _with(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])
        case ast.BoolOp():
            yield "and/or", _with(node, op=SWAPS[type(node.op)][0]())
            for left in _without_one(node.values):
                yield "condition left out", left[0] if len(left) == 1 else _with(node, values=left)
        case ast.UnaryOp(op=ast.Not()):
            yield "not", node.operand
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            for place, generator in enumerate(node.generators):
                for left in _without_one(generator.ifs):
                    yield "filter left out", _with(node, generators=[
                        _with(each, ifs=left) if n == place else each for n, each in enumerate(node.generators)])
        case ast.Call(func=ast.Attribute(attr=called)) if called in NARROWS:
            yield from (("filter left out", _with(node, keywords=left)) for left in _without_one(node.keywords))
        case ast.Call(func=ast.Attribute() | ast.Name()) if getattr(node.func, "id", getattr(node.func, "attr", "")) in ASKED_WITH_ACTS:
            for n, word in enumerate(node.args):
                if isinstance(word, ast.Constant) and word.value in ACTS:
                    yield "another act", _with(node, args=[*node.args[:n], ast.Constant(ACTS[word.value]), *node.args[n + 1 :]])
        case ast.Name(ctx=ast.Load()) if node.id in OTHER_NAMES:
            yield "other quantifier", ast.Name(OTHER_NAMES[node.id])


def _of_values(node: ast.AST) -> Iterator[tuple[str, Made]]:
    match node:
        case ast.BinOp():
            yield from (("arithmetic", _with(node, op=other())) for other in SWAPS.get(type(node.op), ()))
        case ast.Constant(value=bool()):
            yield "constant", ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield "boundary", ast.Constant(node.value + 1)
            yield "boundary", ast.Constant(node.value - 1)
        case ast.Set() if len(node.elts) > 1:
            yield from (("one left out", _with(node, elts=left)) for left in _without_one(node.elts))


def _without_one(values: list) -> Iterator[list]:
    return (values[:n] + values[n + 1 :] for n in range(len(values)))


def _with(node: ast.AST, **fields: object) -> ast.AST:
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made
