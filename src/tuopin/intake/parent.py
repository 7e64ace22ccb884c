"""Starts the reader of a roster in its own process and hands its records on; a reader that dies has refused the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson

from tuopin.intake.problems import EVERY
from tuopin.kernel.refusals import Refusal

LARGEST = 20_000_000  # bytes of an uploaded file
TOO_LARGE = {"t": "refused", "code": "file-too-large", "params": {"limit": LARGEST // 1_000_000}}
AHEAD = 1 << 20  # bytes that the reader may be ahead of whoever takes its records
ALONE = {"OPENBLAS_NUM_THREADS": "1"}  # arrays bring no threads of their own: the reader is copied, and shut in, from one thread
IN_MEMORY = Path("/proc/self/fd")
LAST = (b'{"t":"end"', b'{"t":"refused"')


def read_roster(path: Path, *, year: int | None, mapping: dict[str, str] | None = None) -> Iterator[dict]:
    """The records of the roster at `path` (the formats are in this room's README).

    A file that is refused gives one record, `refused`. Should the reader die half-way, `refused` comes as the last
    record: whoever keeps the records throws the earlier ones away. Leaving the iterator early ends the reader.
    """
    for line in read_lines(path, year=year, mapping=mapping):
        yield orjson.loads(line)


def read_lines(
    path: Path, *, year: int | None, mapping: dict[str, str] | None = None, layout: dict | None = None
) -> Iterator[bytes]:
    """The same records as the lines of JSON in which they come, for whoever keeps them as they are.

    With a `layout` (see `laying`) the households that nothing is wrong with come in bundles (see `laid`) instead.
    """
    if path.stat().st_size > LARGEST:
        yield orjson.dumps(TOO_LARGE)
        return
    told = ["--mapping", json.dumps(mapping or {})]
    if layout is not None:
        told += ["--layout", json.dumps(layout)]
    if year is not None:
        told += ["--year", str(year)]
    yield from _lines(path, told)


def read_plain(path: Path, columns: dict[str, tuple[str, list[str]]]) -> list[dict]:
    """The rows of a plain table (see `plain`), read in the same shut-in process. Raises a Refusal for a file that the reader refuses or dies over."""
    if path.stat().st_size > LARGEST:
        raise _refusal(TOO_LARGE)
    *rows, last = map(orjson.loads, _lines(path, ["--plain", json.dumps(columns)]))
    if last["t"] == "refused":
        raise _refusal(last)
    return rows


def _refusal(told: dict) -> Refusal:
    """What the reader refused, with what to do."""
    known = EVERY[told["code"]]
    return Refusal(told["code"], known.message, known.fix, **told["params"])


def _lines(path: Path, told: list[str]) -> Iterator[bytes]:
    """What the reader prints about the file; a word of its own when it dies half-way."""
    command = [sys.executable, "-m", "tuopin.intake.child", str(path), *told]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=AHEAD, pipesize=AHEAD,
        pass_fds=_held_open(path), env=os.environ | ALONE,
    ) as reader:
        done = False
        try:
            for line in reader.stdout:
                if not line.endswith(b"\n"):
                    break  # cut off in the middle
                done = line.startswith(LAST)
                yield line
        finally:
            if reader.poll() is None and not done:
                reader.kill()
    if not done:
        yield orjson.dumps({"t": "refused", "code": "reader-stopped", "params": {}})


def _held_open(path: Path) -> tuple[int, ...]:
    """The number of a file that lies in memory alone (`/proc/self/fd/7`): the reader inherits it under the same number."""
    return (int(path.name),) if path.parent == IN_MEMORY else ()
