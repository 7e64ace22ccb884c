"""What is done in a case, by whom, from which seat, resting on what: plain values that the judgement reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

STEP, PUBLISH, OBJECT, ANSWER, CLOSE, WITHDRAW, REJECT = KINDS = ("step", "publish", "object", "answer", "close", "withdraw", "reject")
DISMISSED, UPHELD = OUTCOMES = ("dismissed", "upheld")


@dataclass(frozen=True)
class Seat:
    """The post from which someone acts: whoever sits there later sits on the same seat."""

    area_code: str
    role: str
    title: str = ""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as it was accepted: for which requirement, what kind, about whom, since when it is here."""

    name: str
    kind: str
    subject: str
    digest: str
    accepted_at: datetime


@dataclass(frozen=True)
class Verdict:
    """What a rule said of the case's subject, asked at the moment of the deed."""

    rule: str
    holds: bool | None
    why_not: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # what could not be judged


@dataclass(frozen=True)
class Deed:
    """One deed: wished for (then `at` is now) or done (then `at` is the database's record of it).

    `person` is the natural person behind the account; `sealed_at` the time of the signed checkpoint that holds the deed.
    """

    kind: str
    step: str
    person: int
    seat: Seat
    happened_on: date
    at: datetime
    pieces: tuple[Piece, ...] = ()
    verdict: Verdict | None = None
    entitled: int | None = None
    present: int | None = None
    in_favour: int | None = None
    outcome: str = ""
    note: str = ""
    refers: int = 0  # the objection (its place in the case, from 1) that an answer answers
    sealed_at: datetime | None = None
