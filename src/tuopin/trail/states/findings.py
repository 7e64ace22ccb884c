"""What verification finds: where the trail, its checkpoints or the tables are not what they were."""

from __future__ import annotations

from dataclasses import dataclass

INTACT, TAMPERED, MISSING, UNREADABLE = 0, 1, 2, 3


class Unreadable(Exception):
    """A file that is no exported trail or checkpoint at all; says in which line."""

    def __init__(self, line: int, why: str) -> None:
        self.line, self.why = line, why
        super().__init__(f"{line}: {why}")


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing wrong in a chain (or with a checkpoint): its chain, the number there, the field, and the subject where one is known."""

    chain: str
    seq: int
    field: str
    subject: str = ""
