"""What we are built from: every package pinned by digest, none below the version where a known flaw was mended, all in the bill."""

import importlib.util
import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from source import ROOT

FLOORS = tomllib.loads((ROOT / "docs/reference/floors.toml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "bench/requirements.lock"]


def _writer():
    spec = importlib.util.spec_from_file_location("write_sbom", ROOT / "tools" / "write_sbom.py")
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    return writer


def _pinned(lock):
    return re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_package_is_below_the_version_in_which_a_known_flaw_was_mended(lock):
    low = [f"{name} {version}" for name, version in _pinned(lock)
           if name.lower() in FLOORS and Version(version) < Version(FLOORS[name.lower()]["version"])]
    assert not low, low


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_version_and_digest_and_names_no_place_to_fetch_it_from(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all(re.match(r"[A-Za-z0-9._-]+(\[[^]]*\])?==", block) and "--hash=sha256:" in block for block in blocks)


def test_what_the_project_asks_for_is_what_the_lock_holds():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["maps"], *project["optional-dependencies"]["dev"]]
    held = {name.lower(): Version(version) for name, version in _pinned("requirements.lock")}
    for line in asked:
        wanted = Requirement(line)
        assert held[wanted.name.lower()] in wanted.specifier, line


def test_the_bill_of_materials_is_what_the_lock_holds():
    writer = _writer()
    written = json.loads(writer.BILL.read_text(encoding="utf-8"))
    assert [(c["name"], c["version"], [h["content"] for h in c["hashes"]]) for c in written["components"]] == [
        (p["name"], p["version"], sorted(p["digests"])) for p in writer.packages()
    ], "out of date: run make lock"
    assert "://" not in json.dumps(written)


def test_every_package_that_is_asked_for_has_its_line_among_the_dependencies():
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    missing = [line for line in lines if f"`{Requirement(line).name}`" not in page]
    assert not missing, missing
