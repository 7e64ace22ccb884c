"""How a job stands: waiting, running, done, refused, parked with its reason, or given up; and how long it rests after a failure."""

from __future__ import annotations

WAITING, RUNNING, DONE, REFUSED, PARKED, GIVEN_UP = "waiting", "running", "done", "refused", "parked", "given-up"
OPEN = (WAITING, RUNNING)
SETTLED = (DONE, REFUSED, GIVEN_UP)
FIRST_REST, GROWTH, LONGEST_REST = 2, 4, 3600  # seconds


def rest_after(attempts: int) -> int:
    """Seconds until a job that failed for the `attempts`-th time is tried again: 2, 8, 32 … at most an hour."""
    return min(FIRST_REST * GROWTH ** max(attempts - 1, 0), LONGEST_REST)


def after_failure(attempts: int, allowed: int) -> str:
    """Where a job that failed goes: back to the queue, or parked when it has failed as often as it may."""
    return PARKED if attempts >= allowed else WAITING


def may_retry(state: str) -> bool:
    """Whether a person may have the job tried again now: what is parked, or rests before its next attempt."""
    return state in (PARKED, WAITING)


def may_give_up(state: str) -> bool:
    """Whether a person may give the job up: nothing that is under way or over."""
    return state in (WAITING, PARKED)
