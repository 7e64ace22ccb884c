"""A number of the rulebook cannot change without its entry, and the entry says truly whom it moves."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("note_rule_change", ROOT / "tools" / "note_rule_change.py")
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)


def last_entry() -> str:
    return tool.PAGE.read_text("utf-8").rpartition("\n## ")[2]


def test_every_number_is_that_of_the_last_entry():
    told = tool.numbers_told()
    assert last_entry().rpartition("```text\n")[2].partition("\n```")[0].splitlines() == told, "run tools/note_rule_change.py"
    assert re.search(r"Numbers `(\w+)`", last_entry())[1] == tool.digest_of(told)


def test_the_entry_tells_how_the_reference_population_stands_today(tmp_path):
    now = tool.reference(tmp_path / "reference")[2].partition("|")[2].partition("|")[2]
    assert now in last_entry(), "the reference population is judged otherwise: run tools/note_rule_change.py"


def test_a_changed_number_is_shown_with_whom_it_moved(tmp_path):
    lines = tool.reference(tmp_path / "reference", {"poverty_line": "2500"})
    before, after = lines[2].split("|"), lines[3].split("|")
    assert int(before[2].replace(",", "")) > int(after[2].replace(",", ""))
    assert re.match(r"No longer meet it: [\d,]+ households; come to meet it: 0\.", lines[-1])
