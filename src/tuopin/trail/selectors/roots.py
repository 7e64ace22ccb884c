"""One digest for all facts of an area as the trail tells them: what an edition of the register was made from."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import connection

from tuopin.trail.states.chains import below
from tuopin.trail.states.checkpoints import leaf
from tuopin.trail.states.merkle import root_of

LAST = """
SELECT h.chain, e.seq, encode(e.hash, 'hex') FROM trail_head h CROSS JOIN LATERAL (
    SELECT seq, hash FROM trail_entry t WHERE t.chain = h.chain AND t.state <> '' AND t.verb <> ALL(%s) ORDER BY seq DESC LIMIT 1) e
WHERE h.chain >= %s AND h.chain < %s ORDER BY h.chain
"""


def root_of_facts(area: str, *, without: Iterable[str]) -> str:
    """The root over the last event that tells a state of facts, of every chain at and below the area; the same until a fact changes.

    Events whose verb is one of `without` change no fact and are passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute(LAST, [list(without), below(area), below(area) + ":"])
        return root_of(settings.TRAIL_ALGORITHM, [leaf(row) for row in cursor.fetchall()])
