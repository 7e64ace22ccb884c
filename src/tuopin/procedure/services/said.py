"""What a person submits with an act."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from uuid import UUID


@dataclass(frozen=True)
class Said:
    """The form of an act. `evidence` pairs the name of a requirement with a file's uid; `seen` is the case's version that the person
    was shown; `key` marks the submission, so that sent twice it has one effect."""

    happened_on: date | None = None  # today where nothing is said
    note: str = ""
    evidence: tuple[tuple[str, UUID], ...] = ()
    entitled: int | None = None
    present: int | None = None
    in_favour: int | None = None
    seen: int | None = None
    key: UUID | None = None

    def digest(self, *more: object) -> str:
        """The digest of what was submitted, by which a repeated submission is told from another one with the same key."""
        said = [repr(getattr(self, field.name)) for field in fields(self) if field.name not in ("seen", "key")]
        return sha256("\x00".join((*said, *map(repr, more))).encode()).hexdigest()
