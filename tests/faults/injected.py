"""Faults put into checks: whichever function of the named rooms is reached during an operation raises, the n-th time it is called."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tuopin

ROOT = str(Path(tuopin.__file__).parent)
CHECKS = (  # what says yes or no, seals and opens, and writes the trail
    "people/", "scope/", "kernel/acts", "kernel/areas", "kernel/crypto", "kernel/keystore", "kernel/home", "kernel/sealed", "kernel/veils", "kernel/masking",
    "trail/services", "trail/selectors", "trail/models", "trail/states", "procedure/services", "procedure/states", "procedure/selectors", "procedure/models",
    "privacy/services", "privacy/states", "privacy/selectors", "web/middleware", "web/sessions", "web/once", "desk/services/take_form",
)
FILES = tuple(f"{ROOT}/{place}" for place in CHECKS)
FAULTS = (RuntimeError, ValueError, KeyError, OSError, AttributeError)


@contextmanager
def calls_of_checks() -> Iterator[Counter]:
    """Counts, for the time of the block, how often each function of the checks is called."""
    found: Counter = Counter()

    def seen(frame, event, arg):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(FILES) and not code.co_name.startswith("<"):
            found[code] += 1

    with _traced(seen):
        yield found


@contextmanager
def raising(code, nth: int, fault: type[Exception]) -> Iterator[list[bool]]:
    """For the time of the block the function raises on its n-th call, as if something in it had broken; tells whether it came to that.

    A generator that somebody left unfinished is entered once more when the interpreter throws it away, at whatever moment that is: a fault
    there reaches no caller, so it does not count as one that was tried.
    """
    left, came = [nth], [False]

    def seen(frame, event, arg):
        if event == "call" and frame.f_code is code:
            left[0] -= 1
            if left[0] == 0:
                came[0] = True
                raise injected

    def unheard(lost) -> None:
        if lost.exc_value is injected:
            came[0] = False
        else:
            before(lost)

    injected, before = fault("injected"), sys.unraisablehook
    sys.unraisablehook = unheard
    try:
        with _traced(seen):
            yield came
    finally:
        sys.unraisablehook = before


@contextmanager
def _traced(seen) -> Iterator[None]:
    before = sys.gettrace()
    sys.settrace(seen)
    try:
        yield
    finally:
        sys.settrace(before)


def name_of(code) -> str:
    return f"{code.co_filename[len(ROOT) + 1:]}:{code.co_qualname if hasattr(code, 'co_qualname') else code.co_name}"
