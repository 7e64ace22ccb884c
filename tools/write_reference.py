"""Write the reference pages that can be read off the house itself: the commands and the glossary."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- made by tools/write_reference.py; do not edit -->"


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from editions_page import editions

    return {"commands.md": commands(), "editions.md": editions(), "glossary.md": glossary(), "rules.md": rules()}


def commands() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.config.settings")
    import django

    django.setup()
    from tuopin.cli.contents import COMMANDS, SECTIONS

    parts = ["# Commands 命令", MADE, "`tuopin --as ACCOUNT COMMAND …` acts with the posts of that account; without it, the operator "
             "who holds the home folder acts. Errors go to standard error in one sentence with what to do; `--json` prints nothing else on "
             "standard output. Exit 0 done, 2 refused or misused, 130 interrupted; `import` also 3, some rows wait."]
    for key, section in SECTIONS.items():
        parts.append(f"## {section.zh} {section.en}")
        for name, entry in COMMANDS.items():
            if entry.section == key:
                module, _, attribute = entry.where.partition(":")
                parts += _command(f"tuopin {name}", getattr(importlib.import_module(module), attribute), f"{entry.zh} / {entry.en}")
    return "\n\n".join(parts) + "\n"


def _command(path: str, command: click.Command, line: str) -> list[str]:
    context = click.Context(command, info_name=path)
    words = [piece for p in command.params if isinstance(p, click.Argument) for piece in [p.make_metavar(context)]]
    parts = [f"### `{' '.join([path, *words])}`", line]
    rows = []
    for option in command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            rows.append(f"| `{record[0].replace('|', chr(92) + '|')}` | {' '.join(record[1].split()).replace('|', chr(92) + '|')} |")
    if rows:
        parts.append("| option | |\n|---|---|\n" + "\n".join(rows))
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            parts += _command(f"{path} {name}", inner, inner.help or "")
    return parts


def rules() -> str:
    """Every rule with its question, conditions, dated numbers and examples, read off the rulebook."""
    from tuopin.policy.rulebook import rules as rulebook

    parts = ["# Rules 规则", MADE, "`✓` after a source: found so in a public copy; otherwise known and still to be compared with the document."]
    for rule in rulebook().values():
        parts += [f"## {rule.name}", rule.question, rule.numbers.source, rule.notes]
        parts.append("\n".join(f"- `{name}` {title}" for name, title in rule.conditions.items()))
        if rule.parts:
            parts.append("Made of " + ", ".join(f"[{part.name}](#{part.name})" for part in rule.parts) + ".")
        rows = [_number(number) for number in rule.numbers.entries]
        if rows:
            head = "| number | value | from | to | where, standard | source |\n|---|---|---|---|---|---|\n"
            parts.append(head + "\n".join(rows))
        parts.append("\n".join(f"- {e.on} {e.name}" for e in rule.examples))
    return "\n\n".join(parts) + "\n"


def _number(number) -> str:
    value = " / ".join(number.value) if isinstance(number.value, tuple) else str(number.value).lower()
    where = " ".join([*(code[:2] if len(number.divisions) > 1 else code for code in number.divisions if code.strip("0")), number.standard])
    mark = " ✓" if number.verified else ""
    return (f"| `{number.name}` | {value} {number.unit} | {number.starts_on} | {number.ends_on or ''} | {where.strip()} "
            f"| {number.source}{mark}{';' + number.note if number.note else ''} |")


def glossary() -> str:
    from tuopin.cli.traces import PACKAGE
    from tuopin.kernel.glossary import terms

    parts = ["# Glossary 术语", MADE, "Made from `docs/glossary.toml`; `tuopin where 返贫` tells where a term lives. A room marked * is not built yet."]
    for room in dict.fromkeys(t.room for t in terms().values()):
        rows = [
            f"| {t.zh}{'(' + '、'.join(t.also) + ')' if t.also else ''} | `{t.word}` | {t.en}{'<br>' + t.line if t.line else ''} |"
            for t in terms().values() if t.room == room
        ]
        mark = "" if (PACKAGE / room).is_dir() else "*"
        parts.append(f"## {room}{mark}\n\n| term | word | |\n|---|---|---|\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def main() -> int:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
