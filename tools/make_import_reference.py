"""Writes docs/reference/import.md: every field with its headings and codes, every problem with what to do about it."""

from __future__ import annotations

from pathlib import Path

from tuopin.intake.catalogue import KINDS, Field, sheet_kind
from tuopin.intake.problems import CELLS, REFUSALS, REGISTER, ROWS, Problem
from tuopin.kernel.codelists import code_list, list_names

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "import.md"
HEAD = """# What an import understands

Made by `tools/make_import_reference.py` from `src/tuopin/intake/fields`, `src/tuopin/intake/problems.py` and
`src/tuopin/kernel/codelists`; a test compares. How a roster is brought in: `docs/how-to/import.md`.

A roster is an xlsx workbook with any of the five sheets below, delimited text (CSV) with one of them, or a zip of such tables;
UTF-8, GB18030, or UTF-16 with its mark. Sheets are known by name or by headings, columns stand in any order, title rows may stand above. A
heading is understood in any of the spellings given, with or without 是否, a unit or a code in brackets, blanks or a star; what
is not understood is asked for in the mapping step. Units in the heading count for the column: 工资性收入(万元).

Exports bring two marks of their own: `未采集` in a column of income = the household was not asked about this line (an empty cell =
asked, not known); `(已遮盖)` at the end of a heading = masked numbers, which change nothing of people who are registered.

Limits: 20 MB, 200 MB expanded, no part more than a hundredfold (from 10 MB on), 1,000 parts, 200,000 rows, 512 columns,
32,767 characters a cell; the reader has 1 GB of memory and 60 seconds of processor time.
"""


def reference() -> str:
    """The whole page."""
    parts = [HEAD]
    for kind in KINDS:
        known = sheet_kind(kind)
        parts.append(f"\n## {known.title} (`{kind}`)\n\nAlso called {'、'.join(known.titles)}.\n")
        parts.append("| field | heading | also | code | English | answers |\n|---|---|---|---|---|---|")
        parts += [_field_line(field) for field in known.fields.values()]
    parts.append("\n## Code lists\n\nNames of both generations of the forms, first-generation numbers and the aliases are understood.\n")
    parts += [_list_line(name) for name in list_names()]
    for title, problems in (("Cells", CELLS), ("Rows", ROWS), ("Against the register", REGISTER), ("The file", REFUSALS)):
        parts.append(f"\n## Problems: {title.lower()}\n\n| code | what | what to do |\n|---|---|---|")
        parts += [_problem_line(code, problem) for code, problem in problems.items()]
    return "\n".join(parts) + "\n"


def _field_line(field: Field) -> str:
    answers = f"list `{field.list}`" if field.list else field.kind.replace("_", " ")
    star = " (required)" if field.required else ""
    codes = " ".join(filter(None, (field.code, *field.codes)))
    return f"| `{field.name}`{star} | {field.zh} | {'、'.join(field.also)} | {codes} | {field.en} | {answers} |"


def _list_line(name: str) -> str:
    known = code_list(name)
    values = "; ".join(f"{value.zh} `{value.word}`{f' {value.v1}' if value.v1 else ''}" for value in known.values.values())
    return f"- **{known.title}** `{name}`{' (several at once)' if known.multiple else ''}: {values}"


def _problem_line(code: str, problem: Problem) -> str:
    return f"| `{code}` | {problem.message} | {problem.fix} |"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(reference(), encoding="utf-8")
