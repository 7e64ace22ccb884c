"""Where a fault happened, without what it happened with: kinds of faults, files, lines and functions, never a value.

The text of an exception may hold anything: PostgreSQL quotes the row that offended (DETAIL: Key (number)=(...) already exists), Python the text that
is no number. So neither logs nor the file of faults keep it.
"""

from __future__ import annotations

import traceback
from pathlib import PurePath

DEEPEST = 40


def trace_of(fault: BaseException | None) -> list[str]:
    """One line for the kind of each fault in the chain, with its SQLSTATE where it has one, and one for each place it passed through."""
    lines: list[str] = []
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        state = getattr(fault, "sqlstate", None)
        lines.append(f"{type(fault).__module__}.{type(fault).__name__}" + (f" {state}" if isinstance(state, str) else ""))
        for frame in traceback.extract_tb(fault.__traceback__)[-DEEPEST:]:
            lines.append(f"  {'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return lines
