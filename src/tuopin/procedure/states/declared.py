"""The procedures as they are declared in their files: steps, who takes them, on which evidence, how long the notice hangs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path

from tuopin.kernel.areas import LEVELS
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase

FOLDER = Path(__file__).resolve().parent.parent / "declared"
KINDS = frozenset({"photo", "scan", "signature", "document"})
ROLES = frozenset({"clerk", "head"})
ANY = "any"
LEAST_PERSONS = 2  # four eyes: no file can declare a procedure that one person walks alone


class Undeclared(Refusal):
    """A file of a procedure that must not be worked by: no source, one person for everything, a kind that is none."""


@dataclass(frozen=True)
class Requirement:
    """A piece of evidence that a step rests on: its name, of which kinds, at most how old, how many."""

    name: str
    title: str
    kinds: frozenset[str]
    fresh_days: int
    least: int = 1
    shared: bool = False  # one piece for all cases of the village: minutes of a meeting, a photo of the board


@dataclass(frozen=True)
class Notice:
    """A public notice (公示): whole days of 24 hours, and where it hangs."""

    days: int
    place: str

    @property
    def length(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True)
class Objection:
    """Who answers an objection to a notice, on which evidence."""

    level: str
    role: str
    evidence: tuple[Requirement, ...]


@dataclass(frozen=True)
class Step:
    """One step: who takes it and what it rests on."""

    name: str
    title: str
    level: str  # province … village, or any: the least level of the post's place
    role: str
    evidence: tuple[Requirement, ...] = ()
    closing: tuple[Requirement, ...] = ()  # what taking the notice down rests on
    verdict: str = ""  # the rule that must hold on the day
    notice: Notice | None = None
    present: Fraction | None = None  # share of those entitled who must be present
    in_favour: Fraction | None = None  # share of those present who must agree; more than that


@dataclass(frozen=True)
class Edition:
    """A procedure as it is in force from a day, with the document that says so."""

    starts_on: date
    document: str
    article: str
    verified: bool
    note: str
    persons: int
    late_after_days: int
    steps: tuple[Step, ...]
    objection: Objection | None
    digest: str  # of the whole file it was read from
    one_office: bool = False  # whether two persons of one and the same seat may both act: two clerks of one office

    def step(self, name: str) -> Step | None:
        """The step of the name, or None."""
        return next((step for step in self.steps if step.name == name), None)

    @property
    def source(self) -> str:
        return f"{self.document} {self.article}"


@dataclass(frozen=True)
class Procedure:
    """One procedure: what it is about, what its completion does, and its editions in time."""

    name: str
    title: str
    subject: str  # household, act
    effect: str
    to: str  # the status that its completion gives
    after: tuple[str, ...]  # the statuses from which it may start
    editions: tuple[Edition, ...]

    def edition_on(self, on: date) -> Edition:
        """The edition in force on the day; raises a Refusal before the first."""
        found = [edition for edition in self.editions if edition.starts_on <= on]
        if not found:
            raise Refusal("no-edition", phrase("程序“{name}”在 {on} 尚未施行。"), phrase("请核对日期。"), name=self.title, on=on.isoformat())
        return found[-1]

    def edition_from(self, starts_on: date) -> Edition:
        """The edition that began on the day: a case goes on by the edition it was opened under."""
        return next(edition for edition in self.editions if edition.starts_on == starts_on)


@cache
def procedures() -> dict[str, Procedure]:
    """All declared procedures by name."""
    read = [read_procedure(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {procedure.name: procedure for procedure in read}


def procedure_named(name: str) -> Procedure:
    """The procedure of the name; raises NotFound."""
    found = procedures().get(name)
    if found is None:
        raise NotFound("no-such-procedure", phrase("没有名为“{name}”的程序。"), phrase("可用:{known}。"),
                       name=name[:40], known=", ".join(procedures()))
    return found


def read_procedure(path: Path) -> Procedure:
    """Read one file; raises Undeclared on anything that would let a case through with less than it promises."""
    raw = path.read_bytes()
    file = tomllib.loads(raw.decode("utf-8"))
    head = file["procedure"]
    editions = tuple(sorted((_edition(e, raw, path.name) for e in file["edition"]), key=lambda e: e.starts_on))
    return Procedure(head["name"], head["title"], head["subject"], head["effect"], head["to"], tuple(head["after"]), editions)


def _edition(entry: dict, raw: bytes, where: str) -> Edition:
    steps = tuple(_step(step) for step in entry["step"])
    objection = entry.get("objection")
    edition = Edition(
        entry["from"], entry["document"].strip(), entry["article"].strip(), entry["verified"], entry.get("note", ""), entry["persons"],
        entry["late_after_days"], steps,
        Objection(objection["level"], objection["role"], _requirements(objection["evidence"])) if objection else None,
        sha256(raw).hexdigest(), entry.get("one_office", False),
    )
    faults = list(_faults(edition))
    if faults:
        raise Undeclared("procedure-unfit", phrase("程序文件 {file} 不能采用:{faults}。"), phrase("请修正该文件。"), file=where, faults=faults)
    return edition


def _step(entry: dict) -> Step:
    quorum, notice = entry.get("quorum", {}), entry.get("notice")
    return Step(
        entry["name"], entry["title"], entry["level"], entry["role"], _requirements(entry.get("evidence", ())),
        _requirements(entry.get("closing", ())), entry.get("verdict", ""), Notice(notice["days"], notice["place"]) if notice else None,
        Fraction(quorum["present"]) if quorum else None, Fraction(quorum["in_favour"]) if quorum else None,
    )


def _requirements(entries) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(e["name"], e["title"], frozenset(e["kinds"]), e["fresh_days"], e.get("least", 1), e.get("shared", False)) for e in entries
    )


def _faults(edition: Edition):
    if not edition.document or not edition.article:
        yield "source"
    if not LEAST_PERSONS <= edition.persons == len(edition.steps):
        yield "persons"
    if len({step.name for step in edition.steps}) != len(edition.steps):
        yield "step names"
    notices = [step for step in edition.steps if step.notice]
    if any(step.notice.days < 1 or not step.closing for step in notices) or bool(notices) != bool(edition.objection):
        yield "notice"
    if edition.steps[-1].notice:
        yield "last step"
    for step in (*edition.steps, *((edition.objection,) if edition.objection else ())):
        if step.level not in (*LEVELS, ANY) or step.role not in ROLES | {ANY}:
            yield f"who: {step.level} {step.role}"
    for requirement in (r for step in edition.steps for r in (*step.evidence, *step.closing)):
        if not requirement.kinds or not requirement.kinds <= KINDS or requirement.fresh_days < 0 or requirement.least < 1:
            yield f"evidence: {requirement.name}"
