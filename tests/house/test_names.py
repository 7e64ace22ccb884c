"""Names tell: every file says in one sentence what it is, every table what a row is, every service what it does."""

import ast
import re

from source import PACKAGE, ROOT, functions, kept_files, modules, name_of, tree

EMPTY_NAMES = {"utils", "util", "helpers", "common", "base", "manager", "managers", "misc", "tools", "stuff", "lib", "shared"}
EMPTY_VERBS = ("create_", "update_", "process_", "handle_", "manage_")


def test_every_module_opens_with_a_sentence():
    silent = [name_of(p) for p in modules() if not re.match(r".{10,}", (ast.get_docstring(tree(p)) or "").split("\n")[0])]
    assert not silent, silent


def test_no_file_or_folder_has_a_name_that_says_nothing():
    empty = [name_of(p) for p in modules() if EMPTY_NAMES & {part.removesuffix(".py") for part in p.relative_to(PACKAGE).parts}]
    assert not empty, empty


def test_services_are_named_with_the_verbs_of_the_field():
    empty = [
        f"{name_of(p)}:{f.lineno} {f.name}"
        for p in modules() if "services" in p.relative_to(PACKAGE).as_posix() for f in functions(p) if f.name.startswith(EMPTY_VERBS)
    ]
    assert not empty, "identify, admit, pair, correct, record, merge …: " + ", ".join(empty)


def test_every_table_says_what_one_row_is():
    silent = []
    for path in modules():
        if "models" not in path.relative_to(PACKAGE).as_posix():
            continue
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and _is_table(node) and not (ast.get_docstring(node) or "").startswith("One row per"):
                silent.append(f"{name_of(path)} {node.name}")
    assert not silent, silent


def _is_table(node):
    inner = next((n for n in node.body if isinstance(n, ast.ClassDef) and n.name == "Meta"), None)
    abstract = inner and any(isinstance(n, ast.Assign) and n.targets[0].id == "abstract" for n in inner.body)
    return inner is not None and not abstract


def test_migrations_are_named_in_words_and_numbered_without_a_gap():
    for folder in sorted(PACKAGE.glob("*/migrations")):
        names = sorted(p.stem for p in folder.glob("[0-9]*.py"))
        bad = [n for n in names if not re.fullmatch(r"\d{4}(_[a-z0-9]+){2,}", n) or "_auto_" in n or n.endswith("_and_more")]
        assert not bad, f"{folder.parent.name}: {bad}"
        assert [int(n[:4]) for n in names] == list(range(1, len(names) + 1)), f"{folder.parent.name}: {names}"


def test_tests_are_functions_named_as_sentences():
    bad = []
    for path in kept_files():
        if path.suffix != ".py" or ROOT / "tests" not in path.parents or not path.name.startswith("test_"):
            continue
        body = tree(path).body
        bad += [f"{name_of(path)} {n.name}" for n in body if isinstance(n, ast.ClassDef) and n.name.startswith("Test")]
        bad += [
            f"{name_of(path)} {n.name}" for n in body
            if isinstance(n, ast.FunctionDef) and n.name.startswith("test_") and n.name.count("_") < 3
        ]
    assert not bad, bad
