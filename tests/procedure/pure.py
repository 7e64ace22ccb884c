"""Builders for the pure judgement of cases: persons with seats, evidence, a clock, and an exit as it ought to go."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

from tuopin.procedure.states import Deed, Piece, Seat, Setting, Verdict, allow, procedure_named
from tuopin.procedure.states.declared import Requirement
from tuopin.procedure.states.machine import day_of

VILLAGE, TOWN, COUNTY, NEIGHBOUR = "431129210213", "431129210000", "431129000000", "431129210214"
SUBJECT, START = "household:H0001", datetime(2018, 9, 3, 2, tzinfo=UTC)
EXIT = procedure_named("household-exit").editions[0]
SEATS = {
    "clerk": Seat(VILLAGE, "clerk"), "head": Seat(VILLAGE, "head", "村主任"), "town_clerk": Seat(TOWN, "clerk"),
    "town_head": Seat(TOWN, "head"), "county_head": Seat(COUNTY, "head"), "town_deputy": Seat(TOWN, "head", "副乡长"),
}
PERSONS = {name: n for n, name in enumerate(SEATS, 1)}
HOLDS = Verdict("household-exit", True)
_digests = count(1)


def a_setting(**changes) -> Setting:
    return Setting(**{"edition": EXIT, "subject": SUBJECT, "area_code": VILLAGE} | changes)


def pieces(wanted: tuple[Requirement, ...], at: datetime, *, subject: str = SUBJECT) -> tuple[Piece, ...]:
    """Just the evidence that is asked for, accepted a minute ago."""
    return tuple(
        Piece(r.name, sorted(r.kinds)[0], subject, f"{next(_digests):064x}", at - timedelta(minutes=1)) for r in wanted for _ in range(r.least)
    )


def a_deed(kind: str, step: str, who: str, at: datetime, **changes) -> Deed:
    """A deed as it ought to be, unless `changes` says otherwise; sealed at once where it is a notice's beginning or end."""
    declared = EXIT.step(step)
    wanted = {"close": declared.closing, "answer": EXIT.objection.evidence, "object": (), "withdraw": ()}.get(kind, declared.evidence)
    sealed_at = at if kind in ("publish", "close") else None
    said = {"entitled": 60, "present": 45, "in_favour": 40} if declared.present else {}
    made = {
        "kind": kind, "step": step, "person": PERSONS[who], "seat": SEATS[who], "at": at, "pieces": pieces(wanted, at), "sealed_at": sealed_at,
        "verdict": HOLDS if declared.verdict else None, "note": "", **said,
    } | changes
    made.setdefault("happened_on", day_of(Deed(**made, happened_on=date(2018, 1, 1))))
    return Deed(**made)


def the_way(until: int = 6) -> list[Deed]:
    """The first `until` deeds of an exit that goes as it should."""
    day = timedelta(days=1)
    way = [
        a_deed("step", "appraise", "clerk", START), a_deed("step", "verify", "head", START + day), a_deed("publish", "publish", "town_clerk", START + 2 * day),
        a_deed("close", "publish", "town_clerk", START + 9 * day), a_deed("step", "review", "town_head", START + 10 * day),
        a_deed("step", "approve", "county_head", START + 11 * day),
    ]
    return way[:until]


def walked(deeds: list[Deed], setting: Setting | None = None):
    """The standing after the deeds, each of them allowed."""
    standing = None
    for place, deed in enumerate(deeds):
        standing = allow(setting or a_setting(), deeds[:place], deed)
    return standing
