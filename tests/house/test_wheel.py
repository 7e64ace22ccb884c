"""A wheel carries everything that the package reads: what is made at set-up is named for it, what lies elsewhere is brought in."""

import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGET = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
NOT_CARRIED = {".pyc", ".po"}


def made_at_set_up() -> list[str]:
    """The files of the package that are no part of the repository."""
    files = [str(p.relative_to(ROOT)) for p in (ROOT / "src/tuopin").rglob("*") if p.is_file() and p.suffix not in NOT_CARRIED]
    told = subprocess.run(["git", "check-ignore", "--stdin"], cwd=ROOT, input="\n".join(files), capture_output=True, text=True, check=False)
    if told.returncode > 1:
        pytest.skip("not a checkout")
    return told.stdout.split()


def test_what_is_made_at_set_up_goes_into_the_wheel():
    made = made_at_set_up()
    assert any(name.endswith(".mo") for name in made) and any("geometry" in name for name in made)
    left_out = [name for name in made if not any(fnmatch(name, pattern) for pattern in TARGET["artifacts"])]
    assert not left_out, "name them among the artifacts of the wheel:\n" + "\n".join(left_out)


def test_what_lies_outside_the_package_is_brought_in_where_it_is_read():
    assert all((ROOT / name).is_file() for name in TARGET["force-include"])
    assert TARGET["force-include"]["docs/glossary.toml"] == "tuopin/kernel/glossary.toml"
    outside = [p for p in (ROOT / "src/tuopin").rglob("*.py") if "parents[2]" in p.read_text() or "parents[3]" in p.read_text()]
    readers = {str(p.relative_to(ROOT / "src/tuopin")) for p in outside}
    assert readers <= {"kernel/glossary.py"}, f"these look outside the package, where a wheel has nothing: {readers}"
