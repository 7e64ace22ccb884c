"""One digest for all facts of an area as the trail tells them: what an edition of the register was made from."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from tuopin.trail.states.chains import below
from tuopin.trail.states.checkpoints import leaf
from tuopin.trail.states.merkle import root_of

NO_FACTS = ["judge", "export", "export_households", "reveal", "reveal_refused", "make_edition", "hand_out_edition"]  # these change no fact
LAST = """
SELECT h.chain, e.seq, encode(e.hash, 'hex') FROM trail_head h CROSS JOIN LATERAL (
    SELECT seq, hash FROM trail_entry t WHERE t.chain = h.chain AND t.state <> '' AND t.verb <> ALL(%s) ORDER BY seq DESC LIMIT 1) e
WHERE h.chain >= %s AND h.chain < %s ORDER BY h.chain
"""


def root_of_facts(area: str) -> str:
    """The root over the last event that tells a state of facts, of every chain at and below the area; the same until a fact changes."""
    with connection.cursor() as cursor:
        cursor.execute(LAST, [NO_FACTS, below(area), below(area) + ":"])
        return root_of(settings.TRAIL_ALGORITHM, [leaf(row) for row in cursor.fetchall()])
