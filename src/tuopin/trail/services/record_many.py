"""Leaves the trail of many acts at once: their chains held together, one COPY for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from tuopin.scope.services import loading
from tuopin.trail.selectors.states import states_of
from tuopin.trail.services.append import ENTRY, Act, algorithm, continued, copy_lines, hold, sealer
from tuopin.trail.services.events import Event, act_of
from tuopin.trail.services.projected import point_at
from tuopin.trail.states.chains import chain_of
from tuopin.trail.states.digests import Facts, state_digest, times_of_new
from tuopin.trail.states.events import fresh_salts
from tuopin.trail.states.projections import projection_of

Place = tuple[str, int]  # chain and number of an event


def record_many(cursor, events: Sequence[Event], *, holding: Iterable[str] = ()) -> list[Place]:
    """Write the events, each at the end of its chain, inside the caller's transaction; where each of them stands, in order.

    An event whose `state` is given as Facts speaks of a new subject, whose row is written by the caller with the place
    returned here; for those whose state is read back the row is told its place. `holding` names further chains that the same
    transaction will write to, so that all are held in one order.
    """
    if not events and not (holding := list(holding)):
        return []
    alg = algorithm()
    salts = fresh_salts(sum(len(event.detail) for event in events))
    acts = [act_of(alg, event, salts) for event in events]
    ends = hold(cursor, [*(act.chain for act in acts), *holding])
    states = _states(cursor, events, acts)
    entries, openings, places, sealed = [], [], [], sealer(len(events))
    for act, state in zip(acts, states, strict=True):
        end = ends[act.chain]
        *columns, prev, found = continued(end, act, state, alg)
        entries.append("\t".join((*columns, f"\\\\x{prev}", f"\\\\x{found}")))
        if act.opened:
            openings.append(f"{act.chain}\t{end.seq}\t\\\\x{sealed(act.chain, end.seq, act.opened).hex()}")
        places.append((act.chain, end.seq))
    if entries:
        with loading(cursor):
            copy_lines(cursor, "trail_entry", ENTRY, entries)
            if openings:
                copy_lines(cursor, "trail_opening", "chain, seq, sealed", openings)
    point_at(cursor, [(act.subject, *place) for event, act, place in zip(events, acts, places, strict=True) if event.state is None])
    return places


def hold_chains(areas: Iterable[str]) -> None:
    """Hold the chains of these places until the transaction ends.

    For an act that writes to several chains and waits for other locks too: chains come first, in one call, so that no two acts
    wait for each other.
    """
    with connection.cursor() as cursor:
        hold(cursor, map(chain_of, areas))


def _states(cursor, events: Sequence[Event], acts: Sequence[Act]) -> list[str]:
    """What each event says of its subject's state."""
    read = states_of(cursor, [act.subject for event, act in zip(events, acts, strict=True) if event.state is None])
    at = 0
    if any(isinstance(event.state, Facts) for event in events):
        cursor.execute("SELECT (extract(epoch FROM now()) * 1000000)::bigint")
        at = cursor.fetchone()[0]
    return [
        _state_of_new(act.subject, event.state, at) if isinstance(event.state, Facts)
        else read.get(act.subject, "") if event.state is None else event.state
        for event, act in zip(events, acts, strict=True)
    ]


def _state_of_new(subject: str, facts: Facts, at: int) -> str:
    projection = projection_of(subject)
    return state_digest(projection.version, facts.digest, times_of_new(facts.counts, projection.widths, at))
