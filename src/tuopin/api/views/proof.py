"""The proof of a household's trail: each event as its chain holds it, with commitments in the place of values, so that others can recount it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tuopin.api.answers import DAY, MOMENT, TEXT, WHOLE, answering, as_json, maybe, page_of, paged, thing
from tuopin.registry.selectors.households import household_of
from tuopin.trail.selectors.entries import entries_on

EVENT = thing(
    chain=TEXT, seq=WHOLE, alg=WHOLE, recorded_at=MOMENT, happened_on=DAY, area=TEXT, verb=TEXT, actor=TEXT, post=TEXT, state=TEXT, evidence=TEXT,
    payload=TEXT, prev=TEXT, hash=TEXT)
HELD = thing(subject=TEXT, events=page_of(EVENT), state_chain=maybe(TEXT), state_seq=maybe(WHOLE))


@answering("一户的痕迹凭证:每条在链上的位置、摘要和内容承诺 / the proof of a household's trail, without its values", HELD, limit=WHOLE, after=TEXT)
def proof(request: HttpRequest, number: str) -> HttpResponse:
    """The events about it, the oldest first; a chain's own head is in the checkpoints that are printed on notices."""
    household = household_of(request.actor, number)
    subject = f"household:{household.number}"
    rows = entries_on(subject).filter(request.actor.scope("area_code")).order_by("pk")
    return as_json({
        "subject": subject, "state_chain": household.trail_chain or None, "state_seq": household.trail_seq,
        "events": paged(request, lambda after, many: rows.filter(pk__gt=after)[:many], lambda found: [_told(one) for one in found]),
    })


def _told(event) -> dict:
    return {
        "chain": event.chain, "seq": event.seq, "alg": event.alg, "recorded_at": event.recorded_at, "happened_on": event.happened_on, "area": event.area_code,
        "verb": event.verb, "actor": event.actor, "post": event.post, "state": event.state, "evidence": event.evidence, "payload": event.payload,
        "prev": bytes(event.prev).hex(), "hash": bytes(event.hash).hex(),
    }
