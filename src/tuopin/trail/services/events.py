"""An event as its author tells it, and as it is made ready for its chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Protocol

from tuopin.trail.services.append import Act
from tuopin.trail.states.chains import chain_of
from tuopin.trail.states.digests import Facts
from tuopin.trail.states.events import HEX, committed, plain


class Doer(Protocol):
    """Whoever acts: a name, and the posts by which they may at a place."""

    name: str

    def post_at(self, area_code: str) -> str: ...


@dataclass(slots=True)
class Event:
    """One act to be written: where, what, to what, by whom holding which posts, on which day, with what values and evidence.

    `detail` may hold `basis`, the document or reason. `state`: None = the digest of the subject's state is read back after the
    change, where its kind has one; "" = the act changes nothing; Facts = the rows just written, for a subject that is new.
    """

    area_code: str
    verb: str
    subject: str
    actor: str
    post: str
    on: date
    detail: dict[str, object] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    state: Facts | str | None = None


def doer_at(actor: Doer | str, area_code: str) -> tuple[str, str]:
    """The name of whoever acts, and the posts by which they may at the place."""
    return (actor, "") if isinstance(actor, str) else (actor.name, actor.post_at(area_code))


_again = lru_cache(maxsize=1024)(plain)  # what one act says of thousands of subjects


def act_of(alg: int, event: Event, salts: Iterator[str] | None = None) -> Act:
    """The event with its values committed to, by the salts that come next where many are drawn at once; an empty basis is none.

    Raises ValueError for evidence that is no digest.
    """
    detail = event.detail
    if not detail.get("basis", True):
        detail = {key: value for key, value in detail.items() if key != "basis"}
    if not all(HEX.fullmatch(digest) for digest in event.evidence):
        raise ValueError("evidence is told by the SHA-256 of its file")
    payload, opened = committed(alg, detail, salts)
    return Act(
        chain_of(event.area_code), event.area_code, _again(event.verb), plain(event.subject), _again(event.actor), _again(event.post),
        event.on.isoformat(), ",".join(sorted(set(event.evidence))), payload, opened,
    )
