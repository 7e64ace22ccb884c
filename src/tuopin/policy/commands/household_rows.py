"""Every household's verdict as lines of a file without a name, printed once all are judged: a nation's fit no memory, and half of them are no answer."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tuopin.kernel.disk import no_room
from tuopin.kernel.tables import write_rows
from tuopin.policy.commands.words import WORDS, plain, said, table

SHOWN_AT_ONCE = 10_000  # lines whose columns are made to stand under each other


class HouseholdRows:
    """Verdicts of households: `take` them piece by piece, then print them all."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", prefix="tuopin-households-", encoding="utf-8")  # noqa: SIM115 (closed on leaving)

    def __enter__(self) -> HouseholdRows:
        return self

    def __exit__(self, *fault: object) -> None:
        self._file.close()

    def take(self, rows: list[dict]) -> None:
        """Put the households of a piece down. Raises Refusal where the disk is full."""
        try:
            self._file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            self._file.flush()
        except OSError as fault:
            raise no_room(tempfile.gettempdir(), fault) from fault

    def print_csv(self) -> None:
        """A line for each household on standard output."""
        write_rows(sys.stdout, self._csv_rows(), ends="\n")

    def print_json(self, answer: dict) -> None:
        """The answer as one JSON object, the households its groups."""
        before, groups, after = json.dumps(answer | {"groups": []}, ensure_ascii=False, default=plain).partition('"groups": [')
        sys.stdout.write(before + groups)
        for n, line in enumerate(self._lines()):
            sys.stdout.write((", " if n else "") + line.rstrip("\n"))
        sys.stdout.write(after + "\n")

    def print_lines(self) -> None:
        """The same for people, in columns."""
        head = (_("户编号"), _("达标"), _("未达标或未知的条件"))
        rows = [head]
        for row in self._rows():
            rows.append((row["household"], said(row["holds"]), ";".join(row["why_not"])))
            if len(rows) == SHOWN_AT_ONCE:
                sys.stdout.write("\n".join(table(rows)) + "\n")
                rows = [head]
        if len(rows) > 1:
            sys.stdout.write("\n".join(table(rows)) + "\n")

    def _csv_rows(self) -> Iterator[tuple]:
        yield "household", "holds", "why_not"
        for row in self._rows():
            yield row["household"], WORDS[row["holds"]], ";".join(row["why_not"])

    def _rows(self) -> Iterator[dict]:
        return map(json.loads, self._lines())

    def _lines(self) -> Iterator[str]:
        self._file.seek(0)
        return iter(self._file)
