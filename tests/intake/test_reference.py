"""The printed reference says what the reader does, and every problem that the reader can name is in the catalogue."""

import re
import runpy
import string
from pathlib import Path

from tuopin.intake.problems import CELLS, EVERY, REFUSALS, REGISTER, ROWS

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r'(?:quarantine|confirm|accept|note|refuse|Found|mark_repeated|check_not_after)\([^()]*?"([a-z0-9]+(?:-[a-z0-9]+)+)"')


def test_the_printed_reference_is_up_to_date():
    made = runpy.run_path(str(ROOT / "tools/make_import_reference.py"))
    page = (ROOT / "docs/reference/import.md").read_text(encoding="utf-8")
    assert page == made["reference"](), "run tools/make_import_reference.py"


def test_every_problem_named_in_the_code_is_in_the_catalogue():
    files = [path for path in (ROOT / "src/tuopin/intake").rglob("*.py") if "media" not in path.parts]  # pictures have their own
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named = set(NAMED.findall(source))
    assert len(named) > 60 and named <= EVERY.keys(), named - EVERY.keys()


def test_no_code_is_in_the_catalogue_twice_and_each_tells_what_to_do():
    assert len(EVERY) == len(CELLS) + len(ROWS) + len(REGISTER) + len(REFUSALS)
    for code, problem in EVERY.items():
        assert problem.message.endswith("。") and problem.fix.endswith("。"), code
        assert all(name.isidentifier() for _, name, *_ in string.Formatter().parse(problem.message) if name)
