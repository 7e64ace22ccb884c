"""What lies in the project: nothing of the machine it was written on, every dependency explained, every decision found."""

import re
import tomllib

from source import ROOT, kept_files, kept_texts, name_of

LOCKS = ("requirements.lock", "bench/requirements.lock")
MACHINE = ("/" + "work/", "/" + "home/", "/" + "root/", "/" + "Users/")
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "index" + "-url http", "extra-index" + "-url")
SECRETS = (r"-----BEGIN [A-Z ]*PRIVATE KEY-----", r"\bghp_[A-Za-z0-9]{30,}", r"\bAKIA[0-9A-Z]{16}\b")


def test_no_file_tells_of_the_machine_it_was_written_on():
    told = [f"{name_of(p)}: {word}" for p, text in kept_texts() for word in MACHINE if word in text]
    assert not told, told


def test_no_file_is_a_link_to_another_place():
    """A link tells a path of the machine that it was made on, and leads nowhere on another."""
    links = [f"{name_of(p)} -> {p.readlink()}" for p in kept_files() if p.is_symlink()]
    assert not links, links


def test_no_file_names_the_host_of_a_package_registry():
    told = [f"{name_of(p)}: {word}" for p, text in kept_texts() for word in HOSTS if word in text]
    assert not told, told


def test_no_file_holds_a_secret():
    held = [name_of(p) for p, text in kept_texts() for pattern in SECRETS if re.search(pattern, text)]
    assert not held, held


def test_no_file_holds_the_marks_of_two_texts_that_were_never_joined():
    held = [name_of(p) for p, text in kept_texts() if re.search(r"^(<{7}|>{7}) \S", text, re.M)]
    assert not held, held


def test_locked_requirements_are_pinned_with_hashes_and_hold_no_address():
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, name
        lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert lines and all(re.match(r"[A-Za-z0-9_.\[\]-]+==[^ ;]+", line) for line in lines), name
        assert text.count("--hash=sha256:") >= len(lines), name


def test_every_dependency_is_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {re.match(r"[A-Za-z0-9_-]+", d).group().lower() for d in declared}
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([a-z0-9_-]+)`", text, re.MULTILINE))
    assert explained == names, f"missing: {names - explained}; gone: {explained - names}"


def test_every_locked_requirement_of_the_project_is_in_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"], *project["optional-dependencies"]["maps"]]
    names = [re.match(r"[A-Za-z0-9_-]+", d).group().lower() for d in wanted]
    missing = [n for n in names if not re.search(rf"^{n}(\[|==)", lock, re.MULTILINE)]
    assert not missing, f"run make lock: {missing}"


def test_every_decision_is_listed_and_has_its_four_parts():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "index.md").read_text(encoding="utf-8")
    records = sorted(p for p in folder.glob("[0-9]*.md"))
    assert records, "there is at least the decision for the database"
    for record in records:
        assert f"({record.name})" in index, f"{record.name} is not in docs/decisions/index.md"
        text = record.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 80, f"{record.name} is longer than a page"
        for part in ("## Context", "## Decision", "## Rejected", "## Consequences"):
            assert part in text, f"{record.name} lacks {part}"
