"""Spreads the counties of an edition over threads of this machine: the same work for each, results in the order of the counties.

Work is a plain function of a county's code and its facts. It must not depend on any other county, so that it may be done in
any order, at once, or on another machine (`snapshots.spark`), and comes out the same.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from tuopin.engine.sweeps import IN_ALL, Sweep
from tuopin.engine.tables import Facts
from tuopin.snapshots.compiled import WORTH_IT, Compiled, is_installed
from tuopin.snapshots.reading import Edition, Wanted
from tuopin.snapshots.shares import Share, shares_of

Work = Callable[[str, Facts], Any]
THREADS = 2
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
KEPT = 256 << 20  # bytes
AHEAD = 2  # pieces begun beyond those that the threads are at
TURNS, MOST_AT_ONCE = 8, 32  # how often a thread comes back for more, and how many row groups it takes at once


class Engine(Protocol):
    """What does the work of an edition."""

    def over_counties(
        self, edition: Edition, columns: Wanted, work: Work, *, area: str | None = None, on: date | None = None
    ) -> Iterator[tuple[str, Any]]: ...


def work_through(
    edition: Edition, share: Share, columns: Wanted, work: Work, area: str | None, on: date, compiled: Compiled | None = None
) -> list[tuple[str, Any]]:
    """The work on each county of a share, compiled where it can be."""
    done = compiled.share(share) if compiled else None
    if done is not None:
        return done
    read = edition.group(share.province, share.group, share.blocks, columns, area)
    return [(block.county, work(block.county, Facts(on, tables))) for block, tables in read]


def work_through_each(shares: Sequence[Share], edition: Edition, *asked: Any) -> list[tuple[str, Any]]:
    """The work on each county of several shares, one after the other."""
    return [done for share in shares for done in work_through(edition, share, *asked)]


@dataclass(frozen=True)
class Local:
    """This machine: row group by row group, as many at a time as there are threads. Memory does not grow with the edition."""

    threads: int = THREADS
    compiles_from: int = WORTH_IT  # households of the area

    def over_counties(
        self, edition: Edition, columns: Wanted, work: Work, *, area: str | None = None, on: date | None = None
    ) -> Iterator[tuple[str, Any]]:
        """The result of the work for each county, in the order of their codes. A fault in one county ends the whole."""
        _keep_freed_memory()
        asked = (columns, work, area, on or edition.day, self._compiled(edition, columns, work, area, on or edition.day))
        with ThreadPoolExecutor(self.threads) as pool:
            waiting: deque[Future] = deque()
            try:
                for shares in self._at_once(shares_of(edition, area), work):
                    waiting.append(pool.submit(work_through_each, shares, edition, *asked))
                    if len(waiting) >= self.threads + AHEAD:
                        yield from waiting.popleft().result()
                while waiting:
                    yield from waiting.popleft().result()
            finally:
                for begun in waiting:
                    begun.cancel()

    def _at_once(self, shares: list[Share], work: Work) -> list[list[Share]]:
        """What a thread takes at once: several row groups where a few numbers are kept of each, for waking a thread costs as much as such work."""
        few = isinstance(work, Sweep) and work.keeps == IN_ALL
        many = min(MOST_AT_ONCE, max(1, len(shares) // (self.threads * TURNS))) if few else 1
        return [shares[n : n + many] for n in range(0, len(shares), many)]

    def _compiled(self, edition: Edition, columns: Wanted, work: Work, area: str | None, on: date) -> Compiled | None:
        """The work compiled, where it is told as columns, is of whole counties and is large enough for that."""
        if not isinstance(work, Sweep) or (area and area[6:] != "000000") or not is_installed():
            return None
        households = sum(block.households for share in shares_of(edition, area) for block in share.blocks)
        return Compiled(edition, columns, work, on) if households >= self.compiles_from else None


@cache
def _keep_freed_memory() -> None:
    """Have the C library keep what is freed for the next county: giving it back and asking again took a third of the time."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, KEPT)
        library.mallopt(M_TRIM_THRESHOLD, KEPT)
