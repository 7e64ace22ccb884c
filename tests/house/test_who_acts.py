"""Whoever writes an event hands over who acts, and not only a name: by which post somebody acted cannot be told from a name."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tuopin"
CALLS = {"record": "actor", "doer_at": None}


def names_alone(text: str) -> list[int]:
    """The lines that write an event with the bare name of whoever acts."""
    found = []
    for node in ast.walk(ast.parse(text)):
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if called in CALLS:
            doers = [each.value for each in node.keywords if each.arg == CALLS[called]] if CALLS[called] else node.args[:1]
            found += [node.lineno for doer in doers if isinstance(doer, ast.Attribute) and doer.attr == "name"]
    return found


def test_no_event_is_written_with_a_bare_name():
    wrong = {str(path.relative_to(SOURCE)): lines for path in SOURCE.rglob("*.py") if (lines := names_alone(path.read_text()))}
    assert not wrong
    assert names_alone("record(area_code=x, actor=actor.name)\nrecord(actor=actor)\nEvent(a, *doer_at(actor.name, a))") == [1, 3]
