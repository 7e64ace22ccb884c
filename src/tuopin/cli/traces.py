"""Finds the traces of a term in the house itself, so that the answer of `tuopin where` is never out of date."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tuopin.kernel.glossary import Term

PACKAGE = Path(__file__).resolve().parent.parent
TESTS = PACKAGE.parent.parent / "tests"


def traces_of(term: Term) -> dict[str, list]:
    """Tables and columns, rules, services and selectors, pages, tests in which the term or its word appears."""
    return {
        "built": (PACKAGE / term.room).is_dir(),
        "model": [name for name, text in _labels() if text == term.zh],
        "rule": _rules(term),
        "service": [name for name, sentence in _functions() if _named(term, name.rsplit(".")[-1], sentence)],
        "screen": [name for name, text in _pages() if term.zh in text],
        "test": [name for name, text in _tests() if _named(term, name.rsplit("::")[-1], text)],
    }


def _named(term: Term, name: str, text: str) -> bool:
    return term.zh in text or len(term.word) > 4 and f"_{term.word}_" in f"_{name}_"


def _rules(term: Term) -> list[str]:
    folders = sorted(p.parent for p in (PACKAGE / "policy" / "rulebook").glob("*/rule.py"))
    return [
        folder.name.replace("_", "-") for folder in folders
        if folder.name == term.word or any(term.zh in p.read_text(encoding="utf-8") for p in sorted(folder.iterdir()) if p.is_file())
    ]


def labels_of(path: Path) -> Iterator[tuple[str, str]]:
    """(Class.column, Chinese label) for each labelled table, column and choice in a file of models."""
    for table in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(table, ast.ClassDef):
            continue
        for line in table.body:
            inner = line.body if isinstance(line, ast.ClassDef) else [line]
            for one in inner:
                for name, text in _label(one):
                    yield (table.name if name == "verbose_name" else f"{table.name}.{name}"), text


def _label(line: ast.stmt) -> Iterator[tuple[str, str]]:
    if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
        return
    for call in ast.walk(line.value):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_":
            yield line.targets[0].id, ast.literal_eval(call.args[0])


@cache
def _labels() -> list[tuple[str, str]]:
    paths = sorted([*PACKAGE.glob("*/models/*.py"), *PACKAGE.glob("*/models.py")])
    return list(dict.fromkeys(
        (f"{p.relative_to(PACKAGE).parts[0]}.{name}", text) for p in paths for name, text in labels_of(p)
    ))


@cache
def _functions() -> list[tuple[str, str]]:
    found = []
    for door in ("services", "selectors"):
        for path in sorted([*PACKAGE.glob(f"*/{door}/*.py"), *PACKAGE.glob(f"*/{door}.py")]):
            room = path.relative_to(PACKAGE).parts[0]
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    found.append((f"{room}.{door}.{node.name}", ast.get_docstring(node) or ""))
    return found


@cache
def _pages() -> list[tuple[str, str]]:
    return [(str(p.relative_to(PACKAGE)), p.read_text(encoding="utf-8")) for p in sorted(PACKAGE.glob("*/templates/**/*.html"))]


@cache
def _tests() -> list[tuple[str, str]]:
    found = []
    for path in sorted(TESTS.glob("**/test_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.append((f"{path.relative_to(TESTS)}::{node.name}", ast.get_source_segment(text, node) or ""))
    return found
