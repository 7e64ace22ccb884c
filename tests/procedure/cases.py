"""Builders of cases in the database: officials with posts and an identity, evidence that lies there, and a clock that a test may move."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

from django.db import DatabaseError, connection

from procedure.pure import COUNTY, TOWN, VILLAGE
from register import a_certificate
from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.home import keyring
from tuopin.people.models import Account, Post
from tuopin.people.selectors import Actor, actor_for
from tuopin.procedure.models import Case
from tuopin.procedure.services import Said, close_notice, open_case, publish_notice, take_step
from tuopin.procedure.services.clock import today
from tuopin.procedure.states import Requirement, procedure_named
from tuopin.trail.services import record

POSTS = {
    "clerk": (VILLAGE, "clerk", ""), "head": (VILLAGE, "head", "村主任"), "town_clerk": (TOWN, "clerk", ""), "town_head": (TOWN, "head", ""),
    "town_deputy": (TOWN, "head", "副乡长"), "county_head": (COUNTY, "head", ""),
}
EXIT = procedure_named("household-exit").editions[0]
DAY = timedelta(days=1)
_numbers = count(1)


def an_official(name: str, *posts: tuple[str, str, str], identified: bool = True) -> Actor:
    """Somebody with an account, posts since 2016 and, unless said otherwise, a recorded identity."""
    n = next(_numbers)
    number = a_certificate(date(1970, 1, 1 + n % 28), n)
    account = Account.objects.create(
        username=name, name=name, identity_index=keyring().find_by("certificate", f"{number}{n}") if identified else None
    )
    for area, role, title in posts:
        Post.objects.create(account=account, area_code=area, role=role, title=title, starts_on=date(2016, 1, 1))
    return actor_for(account, on=date(2016, 1, 2))


def officials() -> dict[str, Actor]:
    """Everybody whom an exit needs, and a deputy who answers objections."""
    return {name: an_official(name, post) for name, post in POSTS.items()}


@contextmanager
def a_clock():
    """A clock that the test moves: `clock(days)`. It stands in for the database's own, as only the database's owner can make it."""
    offset, moved = timedelta(0), False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('trail_clock()'::regprocedure)")
        (released,) = cursor.fetchone()

    def move(by: timedelta) -> None:
        nonlocal offset, moved
        offset, moved = offset + by, True
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION trail_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
                f"$$ SELECT clock_timestamp() + make_interval(secs => {offset.total_seconds():.0f}) $$"
            )

    try:
        yield move
    finally:  # a transaction that broke takes it back by itself
        if moved:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute(released)


def a_file(kind: str, subject: str, *, area: str = VILLAGE, note: str = "") -> EvidenceFile:
    """A file of evidence as `accept_file` leaves it, without the bytes."""
    from tuopin.evidence.states.sealing import seal_note

    n, uid = next(_numbers), uuid4()
    row = EvidenceFile.objects.create(
        uid=uid, area_code=area, subject=subject, kind=kind, media_type="image/png", original_digest=f"{n:064x}", digest=f"{n + 10**9:064x}",
        size_bytes=1, original_bytes=1, note_sealed=seal_note(note, uid) if note else None, actor="t", happened_on=date(2020, 1, 1),
    )
    row.refresh_from_db()
    record(
        area_code=area, verb="accept-evidence", subject=subject, actor=Actor(row.actor, ((area, frozenset()),)), on=row.happened_on, evidence_uid=str(row.uid), kind=kind, flags=[], alike=[],
        evidence=[row.digest, row.original_digest],
    )
    return row


def evidence(wanted: tuple[Requirement, ...], subject: str) -> tuple:
    """Just the evidence that is asked for."""
    return tuple((r.name, a_file(sorted(r.kinds)[0], subject).uid) for r in wanted for _ in range(r.least))


def said(step: str, subject: str, *, closing: bool = False, **more) -> Said:
    """What is submitted with a step as it ought to be."""
    declared = EXIT.step(step)
    votes = {"entitled": 60, "present": 45, "in_favour": 40} if declared.present else {}
    return Said(**{"evidence": evidence(declared.closing if closing else declared.evidence, subject)} | votes | more)


def an_exit(number: str, who: dict[str, Actor], clock, *, until: int = 6) -> Case:
    """A case that went the first `until` acts of its way."""
    case = open_case(procedure="household-exit", number=number, actor=who["clerk"])
    subject = f"household:{number}"
    way = (
        lambda: take_step(case=case.pk, step="appraise", actor=who["clerk"], said=said("appraise", subject)),
        lambda: take_step(case=case.pk, step="verify", actor=who["head"], said=said("verify", subject)),
        lambda: publish_notice(case=case.pk, actor=who["town_clerk"], said=said("publish", subject)),
        lambda: (clock(7 * DAY), close_notice(case=case.pk, actor=who["town_clerk"], said=said("publish", subject, closing=True))),
        lambda: take_step(case=case.pk, step="review", actor=who["town_head"], said=said("review", subject)),
        lambda: take_step(case=case.pk, step="approve", actor=who["county_head"], said=said("approve", subject)),
    )
    for act in way[:until]:
        act()
    case.refresh_from_db()
    return case


def this_year() -> int:
    return today().year
