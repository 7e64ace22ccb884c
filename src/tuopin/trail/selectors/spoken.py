"""The events that speak a name in what they tell: looked for before a person is erased."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from tuopin.trail.models import opened
from tuopin.trail.states.chains import chain_of

TOLD = """
SELECT e.chain, e.seq, o.sealed FROM trail_entry e JOIN trail_opening o USING (chain, seq)
WHERE e.subject = ANY(%s) OR e.chain = ANY(%s) ORDER BY e.chain, e.seq
"""


def events_that_speak(name: str, *, subjects: Iterable[str], places: Iterable[str]) -> list[tuple[str, int, list[str]]]:
    """Chain, number and the keys of the values that hold the name, of all events about the subjects and all in the places' chains."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [list(subjects), [chain_of(place) for place in places]])
        rows = cursor.fetchall()
    for chain, seq, sealed in rows:
        keys = sorted(key for key, (_salt, value) in opened(chain, seq, sealed).items() if name in value)
        if keys:
            found.append((chain, seq, keys))
    return found
