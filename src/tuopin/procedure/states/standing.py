"""Where a case stands, folded from its deeds: which step is due, who has had their eyes on it, how long the notice has hung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tuopin.procedure.states import deed as d
from tuopin.procedure.states.declared import Edition, Step

UNDERWAY, ON_NOTICE, COMPLETED, STOPPED, WITHDRAWN, REJECTED = STATES = ("underway", "on_notice", "completed", "stopped", "withdrawn", "rejected")
ENDED = frozenset({COMPLETED, STOPPED, WITHDRAWN, REJECTED})


@dataclass(frozen=True)
class Stop:
    """A span in which the notice's clock stood still: from an objection to its answer, None = still open."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Standing:
    """The state of a case after its deeds."""

    state: str
    due: Step | None  # the step to be taken, or under notice; None once ended
    persons: dict[int, str] = field(default_factory=dict)  # natural person → step taken
    seats: dict[d.Seat, str] = field(default_factory=dict)  # seat → step taken
    digests: frozenset[str] = frozenset()
    published: d.Deed | None = None
    stops: tuple[Stop, ...] = ()
    open_objections: tuple[int, ...] = ()  # places of deeds, from 1
    last: d.Deed | None = None

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    def hung(self, now: datetime) -> timedelta:
        """How long the notice has hung with its clock running: counted from the checkpoint that holds its publication."""
        if self.published is None or self.published.sealed_at is None:
            return timedelta(0)
        start = self.published.sealed_at
        total = max(now - start, timedelta(0))
        reached = start
        for stop in sorted(self.stops, key=lambda s: s.since):
            since, until = max(stop.since, reached), min(stop.until or now, now)
            total -= max(until - since, timedelta(0))
            reached = max(reached, until)
        return max(total, timedelta(0))

    def due_at(self, now: datetime) -> datetime | None:
        """When the notice has hung its whole length if nobody (more) objects, be it ahead or past; None off notice and while an objection is open."""
        if self.state != ON_NOTICE or self.open_objections:
            return None
        left = self.due.notice.length
        if self.published is None or self.published.sealed_at is None:
            return now + left
        reached = self.published.sealed_at
        for stop in sorted(self.stops, key=lambda s: s.since):
            if stop.since - reached >= left:
                break
            left -= max(stop.since - reached, timedelta(0))
            reached = max(reached, stop.until)  # no objection is open: each stop has its end
        return reached + left


def fold(edition: Edition, deeds: Sequence[d.Deed]) -> Standing:
    """The standing after these deeds, taken as done in this order."""
    standing = Standing(UNDERWAY, edition.steps[0])
    for place, deed in enumerate(deeds, 1):
        standing = _after(edition, standing, deed, place)
    return standing


def _after(edition: Edition, was: Standing, deed: d.Deed, place: int) -> Standing:
    state, due, published = was.state, was.due, was.published
    persons, seats, stops, open_objections = was.persons, was.seats, was.stops, was.open_objections
    if deed.kind in (d.STEP, d.PUBLISH, d.CLOSE):
        persons, seats = persons | {deed.person: deed.step}, seats | {deed.seat: deed.step}
    if deed.kind == d.PUBLISH:
        state, published, stops = ON_NOTICE, deed, ()
    elif deed.kind in (d.STEP, d.CLOSE):
        place_of = edition.steps.index(due)
        due = edition.steps[place_of + 1] if place_of + 1 < len(edition.steps) else None
        state = UNDERWAY if due else COMPLETED
    elif deed.kind == d.OBJECT:
        open_objections += (place,)
        stops += (Stop(deed.at, None),)
    elif deed.kind == d.ANSWER:
        stops = tuple(stop if stop is not stops[_nth(was, deed)] else Stop(stop.since, deed.at) for stop in stops)
        open_objections = tuple(number for number in open_objections if number != deed.refers)
        if deed.outcome == d.UPHELD:
            state, due = STOPPED, None
    else:
        state, due = REJECTED if deed.kind == d.REJECT else WITHDRAWN, None
    digests = was.digests | {piece.digest for piece in deed.pieces}
    return Standing(state, due, persons, seats, digests, published, stops, open_objections, deed)


def _nth(was: Standing, answer: d.Deed) -> int:
    """Which stop of the clock the answered objection began: open stops stand in the order of the open objections."""
    still = [n for n, stop in enumerate(was.stops) if stop.until is None]
    return still[was.open_objections.index(answer.refers)]
