"""How long it is believed that the holder of a session is still the one who sits there."""

from __future__ import annotations

from collections.abc import Mapping

CONFIRMED_AT = "confirmed_at"  # in the session: when password and code were last shown, in seconds since 1970
LASTS_SECONDS = 600


def confirmed_lately(session: Mapping[str, object], now: float) -> bool:
    """Whether the holder showed password and code within the last ten minutes; anything unclear, or of the future, is no."""
    at = session.get(CONFIRMED_AT)
    return isinstance(at, int) and 0 <= now - at <= LASTS_SECONDS
