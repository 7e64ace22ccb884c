"""The proof of a household's trail: each event as its chain holds it, with commitments in the place of values, and the way from it to a signed root."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse

from tuopin.api.answers import DAY, TEXT, WHOLE, answering, as_json, maybe, named, page_of, paged, rows_of, thing, wanted
from tuopin.registry.selectors.households import household_of
from tuopin.trail.selectors.entries import entries_on
from tuopin.trail.selectors.inclusions import inclusions_of
from tuopin.trail.states.paper import read_grouped

EVENT = thing(
    alg=WHOLE, chain=TEXT, seq=WHOLE, recorded_at=WHOLE, happened_on=DAY, area=TEXT, verb=TEXT, subject=TEXT, actor=TEXT, post=TEXT, state=TEXT,
    evidence=rows_of(TEXT), payload=named(TEXT), prev=TEXT, hash=TEXT)
INCLUSION = thing(chain=TEXT, seq=WHOLE, hash=TEXT, links=rows_of(TEXT), leaf=WHOLE, path=rows_of(TEXT), text=TEXT, signature=TEXT)
HELD = thing(
    t=TEXT, format=WHOLE, subject=TEXT, events=page_of(EVENT), inclusions=rows_of(INCLUSION), state_chain=maybe(TEXT), state_seq=maybe(WHOLE))
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@answering("一户的痕迹凭证:每条在链上的位置、摘要和内容承诺,以及通到已签名根摘要的路径 / the proof of a household's trail: hashes and commitments, up to a signed root",
           HELD, limit=WHOLE, after=TEXT, root=TEXT)
def proof(request: HttpRequest, number: str) -> HttpResponse:
    """The events about it, the oldest first, and how each chain of theirs hangs under the newest checkpoint, or under the one whose root a paper shows."""
    household = household_of(request.actor, number)
    subject = f"household:{household.number}"
    rows = entries_on(subject).filter(request.actor.scope("area_code")).order_by("pk")
    shown = []

    def told(found: list) -> list[dict]:
        shown.extend(found)
        return [_told(one) for one in found]

    events = paged(request, lambda after, many: rows.filter(pk__gt=after)[:many], told)
    return as_json({
        "t": "proof", "format": 1, "subject": subject, "events": events, "inclusions": inclusions_of(shown, root=read_grouped(wanted(request, "root"))),
        "state_chain": household.trail_chain or None, "state_seq": household.trail_seq,
    })


def _told(event) -> dict:
    """The event with all members of the format's page, in its forms."""
    return {
        "alg": event.alg, "chain": event.chain, "seq": event.seq, "recorded_at": (event.recorded_at - BEGINNING) // timedelta(microseconds=1),
        "happened_on": event.happened_on, "area": event.area_code, "verb": event.verb, "subject": event.subject, "actor": event.actor, "post": event.post,
        "state": event.state, "evidence": [digest for digest in event.evidence.split(",") if digest],
        "payload": dict(part.split("=", 1) for part in event.payload.split(",") if part), "prev": bytes(event.prev).hex(), "hash": bytes(event.hash).hex(),
    }
