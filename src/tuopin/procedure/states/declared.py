"""The procedures as they are declared in their files: steps, who takes them, on which evidence, how long the notice hangs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path

from tuopin.kernel.areas import LEVELS, NATION, is_code, level_of, within
from tuopin.kernel.pack import pack_files
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import Phrase, phrase

FOLDER = Path(__file__).resolve().parent.parent / "declared"
KINDS = frozenset({"photo", "scan", "signature", "document"})
ROLES = frozenset({"clerk", "head", "auditor"})
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
    conditions: tuple[str, ...] = ()  # what else must be so, as another room says when it is asked
    again: str = ""  # an earlier step: whoever took that one may take this one too (a second notice, an announcement)


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
    place: str = NATION  # where it is in force: everywhere, or the province (city, county) that has a way of its own
    ends_on: date | None = None  # the first day on which it is no longer in force
    appeal_days: int = 0  # how long after a rejection, or an objection that was upheld, it may be appealed against; 0 = never

    def step(self, name: str) -> Step | None:
        """The step of the name, or None."""
        return next((step for step in self.steps if step.name == name), None)

    def first_of(self, name: str) -> str:
        """The step that whoever takes the named one counts for: itself, or the earlier one that it continues."""
        step = self.step(name)
        return self.first_of(step.again) if step and step.again else name

    def in_force(self, on: date, area_code: str) -> bool:
        """Whether cases of the place that are opened on the day go by it."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on) and within(area_code, self.place)

    @property
    def source(self) -> str:
        return f"{self.document} {self.article}"


@dataclass(frozen=True)
class Procedure:
    """One procedure: what it is about, what its completion does, and its editions in time."""

    name: str
    title: str
    subject: str  # household, change, village, county, act
    effect: str
    to: str  # the status that its completion gives
    after: tuple[str, ...]  # the statuses from which it may start
    editions: tuple[Edition, ...]
    opening: tuple[str, ...] = ()  # what must be so before a case may be opened, as another room says

    def edition_on(self, on: date, area_code: str = NATION) -> Edition:
        """The edition in force on the day at the place, that of the nearest place above it; raises a Refusal before the first."""
        found = [edition for edition in self.editions if edition.in_force(on, area_code)]
        if not found:
            raise Refusal("no-edition", phrase("程序“{name}”在 {on} 尚未施行。"), phrase("请核对日期。"), name=Phrase(self.title), on=on.isoformat())
        return max(found, key=lambda edition: (level_of(edition.place), edition.starts_on))

    def edition_from(self, starts_on: date, place: str = NATION) -> Edition:
        """The edition of the place that began on the day: a case goes on by the edition it was opened under."""
        return next(edition for edition in self.editions if (edition.starts_on, edition.place) == (starts_on, place))


@cache
def procedures() -> dict[str, Procedure]:
    """All declared procedures by name: those of the pack in place of the usual ones of the same name."""
    own = [read_procedure(path) for path in pack_files("procedures")]
    named = {procedure.name for procedure in own}
    usual = [read_procedure(path) for path in sorted(FOLDER.glob("*.toml"))]
    read = sorted((*own, *(p for p in usual if p.name not in named)), key=lambda p: p.name)
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
    editions = tuple(sorted((_edition(e, raw, path.name) for e in file["edition"]), key=lambda e: (e.starts_on, e.place)))
    if len({(edition.starts_on, edition.place) for edition in editions}) != len(editions):
        raise Undeclared("procedure-unfit", phrase("程序文件 {file} 不能采用:{faults}。"), phrase("请修正该文件。"), file=path.name, faults=["editions"])
    return Procedure(head["name"], head["title"], head["subject"], head["effect"], head["to"], tuple(head["after"]), editions, tuple(head.get("opening", ())))


def _edition(entry: dict, raw: bytes, where: str) -> Edition:
    steps = tuple(_step(step) for step in entry["step"])
    objection = entry.get("objection")
    edition = Edition(
        entry["from"], entry["document"].strip(), entry["article"].strip(), entry["verified"], entry.get("note", ""), entry["persons"],
        entry["late_after_days"], steps,
        Objection(objection["level"], objection["role"], _requirements(objection["evidence"])) if objection else None,
        sha256(raw).hexdigest(), entry.get("one_office", False), entry.get("place", NATION), entry.get("to"), entry.get("appeal_days", 0),
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
        Fraction(quorum["present"]) if quorum else None, Fraction(quorum["in_favour"]) if quorum else None, tuple(entry.get("conditions", ())), entry.get("again", ""),
    )


def _requirements(entries) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(e["name"], e["title"], frozenset(e["kinds"]), e["fresh_days"], e.get("least", 1), e.get("shared", False)) for e in entries
    )


def _faults(edition: Edition):
    if not edition.document or not edition.article:
        yield "source"
    if not LEAST_PERSONS <= edition.persons == len(edition.steps) - sum(bool(step.again) for step in edition.steps):
        yield "persons"
    if not is_code(edition.place) or (edition.ends_on and edition.ends_on <= edition.starts_on) or edition.appeal_days < 0:
        yield "place or days"
    names = [step.name for step in edition.steps]
    if any(step.again and step.again not in names[:n] for n, step in enumerate(edition.steps)):
        yield "again"
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
