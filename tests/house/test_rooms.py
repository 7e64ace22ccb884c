"""Rooms keep their shape, meet only at their doors, and point at each other's tables by class."""

import ast

from source import FACES, PACKAGE, ROOMS, modules, name_of, tree

DOORS = {"models", "selectors", "services", "states", "rulebook", "extract"}
FRONTS = {"urls", "views", "api", "forms", "commands"}
NAMES = DOORS | FRONTS | {"migrations", "templates", "README", "__init__", "__pycache__"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def _imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def test_rooms_meet_only_at_their_doors():
    windows = []
    for path in modules():
        here = path.relative_to(PACKAGE).parts[0]
        allowed = DOORS | FRONTS if here in FACES else DOORS
        for line, name in _imports(path):
            parts = name.split(".")
            if parts[0] == "tuopin" and len(parts) > 2 and parts[1] in ROOMS and parts[1] != here and parts[2] not in allowed:
                windows.append(f"{name_of(path)}:{line} {name}")
    assert not windows, "ask the room at its door (models, selectors, services, states, rulebook, extract):\n" + "\n".join(windows)


def test_a_room_holds_only_what_a_room_holds():
    strange = []
    for room in ROOMS:
        for path in (PACKAGE / room).iterdir():
            is_data = path.is_dir() and not any(path.rglob("*.py"))
            if path.stem not in NAMES and not is_data:
                strange.append(name_of(path))
    assert not strange, strange


def test_every_room_tells_its_story():
    silent = [room for room in ROOMS if len(_story(room)) < 200]
    assert not silent, f"README.md with the room's story, its words and its doors: {silent}"


def _story(room):
    path = PACKAGE / room / "README.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_tables_point_at_tables_by_class_never_by_string():
    strings = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RELATIONS:
                to = node.args[0] if node.args else next(k.value for k in node.keywords if k.arg == "to")
                if isinstance(to, ast.Constant) and to.value != "self":  # a table's own rows: no other way to say it
                    strings.append(f"{name_of(path)}:{node.lineno} {to.value}")
    assert not strings, strings


def test_there_are_no_signals():
    users = [f"{name_of(p)}:{line}" for p in modules() for line, name in _imports(p) if "django" in name and "signals" in name]
    assert not users, users
