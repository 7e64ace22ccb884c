"""The rooms above this one that a procedure asks: who knows the subject of a case, and who judges it by a rule.

They are named once in the settings, because a lower room cannot import a higher one. Where one is missing the answer is no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act, Case
from tuopin.procedure.states import procedure_named


@dataclass(frozen=True)
class Judged:
    """A rule's answer on a subject, as the judge found it."""

    rule: str
    rulebook: str
    judged_on: date
    facts_year: int
    holds: bool | None
    why_not: tuple[str, ...]
    digest: str  # of all conditions with value and threshold
    unknown: tuple[str, ...] = ()  # the conditions that cannot be judged, where `why_not` are those not met


class Subject(Protocol):
    """The room that knows what a case is about."""

    def place(self, actor: Actor, number: str) -> str:
        """Where it lies; raises NotFound where it is not the asker's to see."""

    def status(self, number: str, *, on: date) -> str:
        """Its status on the day, with its row held until the transaction ends."""

    def avoiding(self, number: str) -> list[bytes]:
        """The identity indexes of the persons who belong to it."""

    def helping(self, numbers: Sequence[str]) -> Mapping[str, Sequence[bytes]]:
        """By number the identity indexes of whoever answers or answered for the help to it; a room that knows of no help leaves it out."""

    def notice(self, number: str, *, on: date) -> str:
        """What a public notice says of it: nothing that points at a person's number, phone, health or child."""

    def conclude(self, case: Case, *, to: str, actor: Actor, on: date) -> None:
        """What the completion of a case does to it."""


@dataclass(frozen=True)
class Underway:
    """What a room has to know of running cases to say whether something has overtaken them: their procedure's ends, and since when each runs."""

    after: tuple[str, ...]  # the statuses from which the procedure leads
    to: str
    began: Mapping[str, datetime | None]  # subject's number → when its first act was recorded


@cache
def subject_of(kind: str) -> Subject:
    """The room that knows subjects of the kind; a Refusal where none is named."""
    path = settings.PROCEDURE_SUBJECTS.get(kind)
    if path is None:
        raise Refusal("no-door", phrase("系统没有办理“{kind}”类事项的部分。"), phrase("请联系系统管理员。"), kind=kind)
    return import_string(path)()


def avoided(cases: Sequence[Case]) -> dict[int, list[bytes]]:
    """For each case the identity indexes of the persons who belong to its subject, asked together where the room can."""
    found: dict[int, list[bytes]] = {}
    for subject, of in _by_subject(cases):
        many = getattr(subject, "avoiding_many", None)
        if many is not None and len(of) > 1:
            told = many([number_of(case) for case in of])
            found |= {case.pk: told.get(number_of(case), []) for case in of}
        else:
            found |= {case.pk: subject.avoiding(number_of(case)) for case in of}
    return found


def helping(cases: Sequence[Case]) -> dict[int, list[bytes]]:
    """For each case the identity indexes of whoever answers or answered for the help to its subject; empty where the room knows of no help."""
    found: dict[int, list[bytes]] = {}
    for subject, of in _by_subject(cases):
        ask = getattr(subject, "helping", None)
        told = ask([number_of(case) for case in of]) if ask is not None else {}
        found |= {case.pk: told.get(number_of(case), []) for case in of}
    return found


def overtaken(cases: Sequence[Case], *, began: Mapping[int, datetime | None], on: date) -> dict[int, Refusal]:
    """The cases that nobody may take further because of what became of their subject meanwhile, each with why; asked together."""
    kinds: dict[str, list[Case]] = {}
    for case in cases:
        kinds.setdefault(case.procedure, []).append(case)
    found: dict[int, Refusal] = {}
    for name, of in kinds.items():
        declared = procedure_named(name)
        ask = getattr(subject_of(declared.subject), "overtaken", None)
        if ask is not None:
            why = ask(Underway(tuple(declared.after), declared.to, {number_of(case): began.get(case.pk) for case in of}), on=on)
            found |= {case.pk: why[number_of(case)] for case in of if number_of(case) in why}
    return found


def overtaken_among(cases: Sequence[Case], *, on: date) -> dict[int, Refusal]:
    """The same of the running ones on a list, each with why: a case that nobody can take further says so wherever it is named."""
    running = [case for case in cases if case.state in (Case.State.UNDERWAY, Case.State.ON_NOTICE)]
    began = dict(Act.objects.filter(case__in=running, seq=1).values_list("case_id", "recorded_at")) if running else {}
    return overtaken(running, began=began, on=on)


def notices(cases: Sequence[Case], *, on: date) -> dict[int, str]:
    """What the notice of each case says of its subject, asked together where the room can."""
    found: dict[int, str] = {}
    for subject, of in _by_subject(cases):
        many = getattr(subject, "notices", None)
        if many is not None and len(of) > 1:
            told = many([number_of(case) for case in of], on=on)
            found |= {case.pk: told[number_of(case)] for case in of}
        else:
            found |= {case.pk: subject.notice(number_of(case), on=on) for case in of}
    return found


def number_of(case: Case) -> str:
    """The number of what a case is about."""
    return case.subject.partition(":")[2]


def _by_subject(cases: Sequence[Case]) -> list[tuple[Subject, list[Case]]]:
    kinds: dict[str, list[Case]] = {}
    for case in cases:
        kinds.setdefault(procedure_named(case.procedure).subject, []).append(case)
    return [(subject_of(kind), of) for kind, of in kinds.items()]


def meet(condition: str, *, number: str, actor: Actor, on: date, case: Case | None = None) -> None:
    """Let the room that answers for the condition refuse; a Refusal where none is named for it."""
    path = settings.PROCEDURE_CONDITIONS.get(condition)
    if path is None:
        raise Refusal("no-door", phrase("系统没有办理“{kind}”类事项的部分。"), phrase("请联系系统管理员。"), kind=condition)
    import_string(path)(number=number, actor=actor, on=on, case=case)


def judge_many(rule: str, *, numbers: Sequence[str], actor: Actor, on: date) -> list[Judged]:
    """What the rule says of each of many subjects, asked together where the judge can."""
    path = settings.PROCEDURE_JUDGES.get(rule)
    many = getattr(import_string(path), "many", None) if path else None
    if many is not None and len(numbers) > 1:
        return many(numbers=numbers, actor=actor, on=on)
    return [judge(rule, number=number, actor=actor, on=on) for number in numbers]


def judge(rule: str, *, number: str, actor: Actor, on: date) -> Judged:
    """What the rule says of the subject now; a Refusal where no judge is named for it."""
    path = settings.PROCEDURE_JUDGES.get(rule)
    if path is None:
        raise Refusal("no-judge", phrase("系统没有按规则 {rule} 评判的部分。"), phrase("请联系系统管理员。"), rule=rule)
    return import_string(path)(number=number, actor=actor, on=on)
