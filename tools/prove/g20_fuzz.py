"""G20: two minutes of made-up input for every reader, guided by the branches it takes."""

from __future__ import annotations

from tools.prove.result import Result

SECONDS = 120.0


def prove(scale: float, seed: int) -> Result:
    """Throw at each target in turn; an uncaught exception, a hang over a minute or a breach of memory ends it."""
    from tools.fuzz.__main__ import throw
    from tools.fuzz.targets import TARGETS

    counts, faults = {}, []
    for name in TARGETS:
        counts[name], fault = throw(name, max(SECONDS * scale, 1.0), seed)
        if fault:
            faults.append(name)
    told = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return Result(
        "G20 fuzz", f"{len(faults)} readers with a fault{' (' + ', '.join(faults) + ')' if faults else ''} of {len(TARGETS)}; inputs: {told}",
        f"atheris, {max(SECONDS * scale, 1.0):g} s a reader; what is found is kept in tests/corpus", seed, not faults,
    )
