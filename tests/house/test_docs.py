"""Docs are tests: what they name exists, and what is made from the house is up to date."""

import importlib.util
import re

import pytest

from source import PACKAGE, ROOT, kept_files, name_of
from tuopin.cli.contents import COMMANDS
from tuopin.cli.traces import labels_of
from tuopin.kernel.glossary import terms

PAGES = [p for p in kept_files() if p.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def test_every_label_of_a_table_or_column_is_a_term_of_the_glossary():
    known = set(terms())
    missing = []
    for path in sorted([*PACKAGE.glob("*/models/*.py"), *PACKAGE.glob("*/models.py")]):
        missing += [
            f"{name_of(path)} {name} {text}" for name, text in labels_of(path)
            if text not in known and not name.rsplit(".")[-1].isupper()
        ]
    assert not missing, "add them to docs/glossary.toml:\n" + "\n".join(missing)


def test_the_reference_is_what_the_house_says_of_itself():
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "tools" / "write_reference.py")
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    for name, text in writer.pages().items():
        written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert written == text, f"docs/reference/{name} is out of date: run make reference"


def test_every_link_between_pages_leads_somewhere():
    broken = [
        f"{name_of(page)} → {target}"
        for page in PAGES for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()
    ]
    assert not broken, broken


def test_every_command_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    unknown = []
    for page in PAGES:
        for code in re.findall(r"```(?:sh|bash|console)?\n(.*?)```|`([^`\n]+)`", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in "\n".join(code).splitlines():
                for name in re.findall(r"(?:^|\s|/)tuopin (?:--as \S+ )?([a-z]+)", line):
                    unknown += [] if name in COMMANDS else [f"{name_of(page)}: tuopin {name}"]
                for name in re.findall(r"^(?:\$ )?make ([a-z]+)", line):
                    unknown += [] if name in targets else [f"{name_of(page)}: make {name}"]
    assert not unknown, unknown


def test_every_setting_has_its_line():
    named = set()
    for path in kept_files():
        if path.suffix == ".py" and PACKAGE in path.parents:
            named |= set(re.findall(r"\b(TUOPIN_[A-Z_]+|DATABASE_URL)\b", path.read_text(encoding="utf-8")))
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= told, named - told


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_of_the_contents_is_there(name):
    module, _, attribute = COMMANDS[name].where.partition(":")
    assert getattr(importlib.import_module(module), attribute).help
