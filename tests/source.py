"""Reads the house's own source for the tests that hold it to its rules."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "tuopin"
FACES = ("web", "cli", "config")
ROOMS = tuple(sorted(path.parent.name for path in PACKAGE.glob("*/migrations")))


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the package but migrations."""
    return tuple(p for p in sorted(PACKAGE.rglob("*.py")) if "migrations" not in p.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """A file's path inside the project, for messages."""
    return str(path.relative_to(ROOT))


def functions(path: Path):
    """Every function and method of a file."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@cache
def kept_files() -> tuple[Path, ...]:
    """The files that are, or would be, under version control: what others get."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False,
    )
    if listed.returncode:  # an archive without its history
        return tuple(p for p in sorted(ROOT.rglob("*")) if (p.is_file() or p.is_symlink()) and not {".venv", ".git", ".tuopin"} & set(p.parts))
    return tuple(p for p in (ROOT / line for line in listed.stdout.splitlines()) if p.is_file() or p.is_symlink())


def kept_texts() -> list[tuple[Path, str]]:
    """The kept files that are text, with their text."""
    found = []
    for path in kept_files():
        if path.is_symlink():  # what it points at is no file of the project
            continue
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found
