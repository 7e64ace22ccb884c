"""How long a session lasts, how long it is believed that its holder is still the one who sits there, and what it knows of the browser."""

from __future__ import annotations

from collections.abc import Mapping

CONFIRMED_AT = "confirmed_at"  # in the session: when password and code were last shown, in seconds since 1970
LASTS_SECONDS = 600


def confirmed_lately(session: Mapping[str, object], now: float) -> bool:
    """Whether the holder showed password and code within the last ten minutes; anything unclear, or of the future, is no."""
    at = session.get(CONFIRMED_AT)
    return isinstance(at, int) and 0 <= now - at <= LASTS_SECONDS


BEGUN_AT, SEEN_AT = "begun_at", "seen_at"  # in the session: when it began, and when its holder last asked for something
LONGEST_SECONDS = 12 * 3600  # a working day, whatever is done in it
IDLE_SECONDS = 2 * 3600  # left alone, e.g. on a shared computer
NOTED_SECONDS = 300  # how exactly the last request is remembered: not every page need write


def is_over(session: Mapping[str, object], now: float) -> bool:
    """Whether a session has lasted, or been left alone, too long; what it does not say counts as just now."""
    begun, seen = session.get(BEGUN_AT, now), session.get(SEEN_AT, now)
    return now - begun > LONGEST_SECONDS or now - seen > IDLE_SECONDS


def seconds_left(session: Mapping[str, object], now: float) -> int:
    """How long a session can still last, however much it is used."""
    return int(session.get(BEGUN_AT, now) + LONGEST_SECONDS - now)


def news_of(session: Mapping[str, object], now: float) -> dict[str, int]:
    """What is to be written into the session because of a request at this moment; usually nothing."""
    news = {} if BEGUN_AT in session else {BEGUN_AT: int(now)}
    if now - session.get(SEEN_AT, 0) > NOTED_SECONDS:
        news[SEEN_AT] = int(now)
    return news


BROWSER = "browser"  # in the session: what its holder will know the browser by
PROGRAMS = (("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def browser_in_words(said: str) -> str:
    """What a browser calls itself, in one known word for the program and one for the device; empty where neither is known.

    Nothing of what was sent is taken over: it is the asker's to invent.
    """
    return " · ".join(next((word for sign, word in known if sign in said), "") for known in (PROGRAMS, SYSTEMS)).strip(" ·")
