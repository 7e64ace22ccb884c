"""The quality of each exit (退出质量), and exits that one person did in bulk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tuopin.evidence.models import EvidenceFile
from tuopin.identification.models import Visit
from tuopin.identification.rulebook.exit_in_bulk import limits_on
from tuopin.identification.states.quality import AMBER, COLOURS, GREEN, RED, ExitFacts, Quality, quality_of
from tuopin.kernel.areas import subtree
from tuopin.people.selectors import Actor
from tuopin.policy.models import Standing
from tuopin.procedure.models import Act, Case, Citation
from tuopin.procedure.states import procedure_named
from tuopin.registry.models import StatusEvent

LAST = "approve"
MOVES_ONLY = "member-change"  # a household that split off from an exited one stands as exited, but that was no second exit
MOST = 5000  # exits judged at a time


@dataclass(frozen=True)
class ExitShown:
    """One exit as a list shows it."""

    number: str
    village_code: str
    exited_on: date
    case: int | None
    facts: ExitFacts
    quality: Quality


@dataclass(frozen=True)
class Bulk:
    """Many exits that one person ended in one minute; in how many of them the last step says the same words."""

    account: str
    name: str
    minute: datetime
    count: int
    first_case: int
    area_code: str
    cases: tuple[int, ...]
    same_words: int


def bulk_exits(actor: Actor, area: str) -> list[Bulk]:
    """Persons who ended so many household exits of the area within a minute as are looked into (`exit_in_bulk`): the detector of exits on paper (数字脱贫)."""
    low, high = subtree(area)
    acts = Act.objects.filter(
        actor.scope("case__area_code"), case__procedure="household-exit", case__area_code__gte=low, case__area_code__lt=high, kind="step", step=LAST)
    names = dict(acts.values_list("account__username", "account__name").distinct())
    runs = [run for of in _by_account(acts, "account__username").values() for run in _runs(of)]
    said = {case: (note, place) for case, note, place in acts.filter(
        case__in={case for _who, run in runs for _at, case in run}).values_list("case", "note", "case__area_code")}
    return sorted((_bulk(who, names[who], run, said) for who, run in runs), key=lambda bulk: bulk.minute, reverse=True)


def _bulk(who: str, name: str, run: list[tuple[datetime, int]], said: dict[int, tuple[str, str]]) -> Bulk:
    cases = tuple(case for _at, case in run)
    words = Counter(said[case][0].strip() for case in cases if said[case][0].strip())
    return Bulk(who, name, run[0][0], len(run), cases[0], said[cases[0]][1], cases, max(words.values(), default=0))


def exits_shown(
    actor: Actor, area: str, *, on: date, numbers: Sequence[str] | None = None, first: int = 0, most: int = MOST,
) -> list[ExitShown]:
    """The exits of an area with the quality of each, the latest first: `most` of them from the place `first` on.

    Of these households only where `numbers` are given.
    """
    events = _exits(actor, area, on)
    if numbers is not None:
        events = events.filter(household__number__in=list(numbers))
    return _judged(list(events[first:first + most]), on)


def every_exit(actor: Actor, area: str, *, on: date) -> Iterator[ExitShown]:
    """All exits of an area in the same order, however many, some thousands at a time."""
    events, last = _exits(actor, area, on), None
    while True:
        following = events if last is None else events.filter(Q(on__lt=last.on) | Q(on=last.on, pk__lt=last.pk))
        found = list(following[:MOST])
        yield from _judged(found, on)
        if len(found) < MOST:
            return
        last = found[-1]


def exits_by_colour(actor: Actor, area: str, *, on: date) -> dict[str, QuerySet[StatusEvent]]:
    """The exits of an area by the colour they have today, and all of them under "", the latest first; `judged` says the rest of each.

    What a roster alone brought is red where the household fails by today's facts and amber otherwise: the database knows. What a case
    decided here is judged by its pieces, visits and signatures, case by case.
    """
    events = _exits(actor, area, on)
    of_cases: dict[str, list[int]] = {colour: [] for colour in COLOURS}
    decided, last = events.filter(case__isnull=False), None
    while True:
        part = list((decided if last is None else decided.filter(Q(on__lt=last.on) | Q(on=last.on, pk__lt=last.pk)))[:MOST])
        for event, shown in zip(part, _judged(part, on) if part else [], strict=True):
            of_cases[shown.quality.colour].append(event.pk)
        if len(part) < MOST:
            break
        last = part[-1]
    known = Standing.objects.filter(number__in=events.order_by().values("household__number"))
    latest = known.order_by("number", "-year").distinct("number").values("pk")  # all at once: asked household by household it grows with their square
    failing = Q(household__number__in=Standing.objects.filter(pk__in=latest, may_exit=False).values("number"))
    by_roster = {RED: Q(case=None) & failing, AMBER: Q(case=None) & ~failing, GREEN: Q(pk__in=[])}
    return {"": events} | {colour: events.filter(by_roster[colour] | Q(pk__in=of_cases[colour])) for colour in COLOURS}


def judged(events: list[StatusEvent], *, on: date) -> list[ExitShown]:
    """Exits with the quality of each, asked together."""
    return _judged(events, on)


def exits_in_bulk(actor: Actor, area: str, bulk: int) -> QuerySet[StatusEvent]:
    """The exits of the run that begins with the case `bulk`; none where there is no such run."""
    of = next((one for one in bulk_exits(actor, area) if one.first_case == bulk), None)
    return _exits(actor, area, date.max).filter(case__in=of.cases if of else [])


def _exits(actor: Actor, area: str, on: date) -> QuerySet[StatusEvent]:
    low, high = subtree(area)
    events = StatusEvent.objects.exclude(case__procedure=MOVES_ONLY).filter(
        actor.scope("household__village_code"), kind=StatusEvent.Kind.EXITED, on__lte=on, household__village_code__gte=low, household__village_code__lt=high)
    return events.select_related("household", "case").order_by("-on", "-pk")


def _judged(events: list[StatusEvent], on: date) -> list[ExitShown]:
    seen = _Seen(events)
    return [_shown(event, seen, on) for event in events]


class _Seen:
    """What is known of many exits, asked together."""

    def __init__(self, events: Sequence[StatusEvent]) -> None:
        cases = [event.case_id for event in events if event.case_id]
        self.citations: dict[int, list[Citation]] = _by(Citation.objects.filter(act__case__in=cases).select_related("act"), lambda c: c.act.case_id)
        digests = {c.digest for of in self.citations.values() for c in of}
        self.doubted = set(EvidenceFile.objects.filter(digest__in=digests, flags__isnull=False).values_list("digest", flat=True))
        subjects = [f"household:{event.household.number}" for event in events]
        self.visits: dict[str, list[Visit]] = _by(Visit.objects.filter(subject__in=subjects), lambda v: v.subject)
        numbers = {event.household.number: event.household_id for event in events}
        latest: dict[str, bool | None] = {}
        for number, may_exit in Standing.objects.filter(number__in=list(numbers)).order_by("year").values_list("number", "may_exit"):
            latest[number] = may_exit
        self.fails = {numbers[number] for number, may_exit in latest.items() if may_exit is False}
        self.bulk = _in_bulk(cases)


def _in_bulk(cases: Iterable[int]) -> set[int]:
    """Those of the cases whose last step stands in a bulk: all steps of whoever took one of them are looked at."""
    cases = list(cases)
    persons = Act.objects.filter(case__in=cases, kind="step", step=LAST).values("account")
    acts = Act.objects.filter(account__in=persons, case__procedure="household-exit", kind="step", step=LAST)
    return {case for of in _by_account(acts, "account").values() for _, run in _runs(of) for _, case in run} & set(cases)


def _by_account(acts: QuerySet[Act], account: str) -> dict[object, list[tuple]]:
    return _by(acts.order_by("recorded_at").values_list(account, "recorded_at", "case"), lambda row: row[0])


def _runs(rows: Sequence[tuple]) -> list[tuple[object, list[tuple[datetime, int]]]]:
    """The runs of one person's acts of which any so many in a row lie so close together as the numbers of their day say."""
    runs, begins, ends = [], 0, -1
    for n, (_who, at, _case) in enumerate(rows):
        limits = limits_on(at.date())
        first = n + 1 - limits.least if limits else -1
        if first < 0 or at - rows[first][1] > limits.within:
            continue
        if first > ends and ends >= 0:
            runs.append(rows[begins:ends + 1])
        if first > ends or ends < 0:
            begins = first
        ends = n
    if ends >= 0:
        runs.append(rows[begins:ends + 1])
    return [(run[0][0], [(at, case) for _, at, case in run]) for run in runs]


def _shown(event: StatusEvent, seen: _Seen, on: date) -> ExitShown:
    citations, visits = seen.citations.get(event.case_id, []), seen.visits.get(f"household:{event.household.number}", [])
    wanted, fresh = _wanted(event.case) if event.case else (0, {})
    ended = event.case.ended_at if event.case else event.recorded_at
    before = [visit for visit in visits if visit.visited_on <= event.on and visit.recorded_at <= ended]  # what is entered later proves nothing
    facts = ExitFacts(
        exited_on=event.on, pieces=len({c.digest for c in citations}), wanted=wanted,
        stale=sum(1 for c in citations if c.digest in seen.doubted or (c.act.recorded_at - c.accepted_at).days > fresh.get(c.name, 10**6)),
        visits=len({visit.visited_on for visit in before}), levels=len({visit.level for visit in before}),
        recognised=None if event.case_id is None else any(c.name == "recognition" for c in citations),
        revisited=any(visit.visited_on > event.on for visit in visits), by_roster=event.case_id is None, in_bulk=event.case_id in seen.bulk,
        fails_now=event.household_id in seen.fails,
    )
    return ExitShown(event.household.number, event.household.village_code, event.on, event.case_id, facts, quality_of(facts, on=on))


def _wanted(case: Case) -> tuple[int, dict[str, int]]:
    """How many pieces the procedure of the case wants, and how many days old each may be."""
    edition = procedure_named(case.procedure).edition_from(case.edition, case.variant)
    wanted = [r for step in edition.steps for r in (*step.evidence, *step.closing)]
    return sum(r.least for r in wanted), {r.name: r.fresh_days for r in wanted}


def _by(rows: Iterable, key) -> dict:
    found: dict = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
