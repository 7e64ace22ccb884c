"""Reads one roster in a process of its own, with little memory, little time and no network, and prints what it finds.

python -m tuopin.intake.child FILE [--year Y] [--mapping JSON] [--layout JSON] | [--plain JSON]: one record a line on standard output, nothing else.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread

import orjson

from tuopin.intake.beside import FarSheet
from tuopin.intake.container import file_kind, holds_tables, sound_archive
from tuopin.intake.delimited import open_delimited, open_tables
from tuopin.intake.laying import Layout
from tuopin.intake.plain import plain_records
from tuopin.intake.roster import read_sheets
from tuopin.intake.sheets import Sheet
from tuopin.intake.workbook import open_workbook
from tuopin.kernel.refusals import Refusal

MEMORY, SECONDS = 1 << 30, 60
BATCH, AHEAD = 1 << 20, 32  # bytes written at a time, and how many times as much may be ready before it is taken


def main(arguments: list[str] | None = None) -> None:
    """Read the file named on the command line and print its records."""
    parser = argparse.ArgumentParser(prog="tuopin.intake.child")
    parser.add_argument("file", type=Path)
    parser.add_argument("--year", type=int)
    parser.add_argument("--mapping", type=json.loads, default={})
    parser.add_argument("--layout", type=lambda told: Layout(**json.loads(told)))
    parser.add_argument("--plain", type=json.loads, help="read a plain table with these columns instead of a roster")
    options = parser.parse_args(arguments)
    shut_in()
    gc.disable()  # no cycles are made; collecting over a million cells only costs time
    if options.plain:
        write(plain_table(options.file, options.plain))
    else:
        write(records(options.file, options.year, options.mapping, options.layout))


def shut_in() -> None:
    """Give up what reading a file does not need: memory, time, core dumps, new processes' networks."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if hasattr(os, "unshare"):
        with suppress(OSError):
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def records(path: Path, year: int | None, mapping: dict[str, str], layout: Layout | None = None) -> Iterator[dict]:
    """The records of a file; a refusal is a record too, and then the only one."""
    try:
        sheets = _opened(path)
        yield from read_sheets(sheets, year, mapping, layout)
        for sheet in sheets:
            sheet.end()
    except Refusal as refusal:
        yield {"t": "refused", "code": refusal.code, "params": refusal.params}
    except MemoryError:
        yield {"t": "refused", "code": "reader-stopped", "params": {}}


def plain_table(path: Path, columns: dict) -> Iterator[dict]:
    """The rows of a plain table; a refusal is a record too."""
    try:
        yield from plain_records(_opened(path, beside=False), columns)
    except Refusal as refusal:
        yield {"t": "refused", "code": refusal.code, "params": refusal.params}
    except MemoryError:
        yield {"t": "refused", "code": "reader-stopped", "params": {}}
    else:
        yield {"t": "end"}


def _opened(path: Path, *, beside: bool = True) -> list[Sheet | FarSheet]:
    """The sheets of a workbook, of a text table, or of an archive of text tables."""
    if file_kind(path) != "xlsx":
        return open_delimited(path)
    archive = sound_archive(path)
    return open_tables(archive) if holds_tables(archive) else open_workbook(path, beside=beside)


def write(found: Iterator[dict]) -> None:
    """Print records as lines, many at a time; while whoever takes them is busy, further ones are made."""
    ready: Queue[bytes] = Queue(AHEAD)
    printing = Thread(target=_print, args=(ready,), daemon=True)
    lines, size = [], 0
    for record in found:
        line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        lines.append(line)
        size += len(line)
        if size > BATCH:
            if not printing.ident:
                printing.start()  # not before: the second process is forked before the first record, and from one thread
            ready.put(b"".join(lines))
            lines, size = [], 0
    if printing.ident:
        ready.put(b"")
        printing.join()
    _put_out(b"".join(lines))


def _print(ready: Queue[bytes]) -> None:
    """Print what is ready until nothing more comes."""
    while text := ready.get():
        _put_out(text)


def _put_out(text: bytes) -> None:
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    except OSError:  # nobody takes it any more
        os._exit(1)


if __name__ == "__main__":
    main()
    os._exit(0)  # all is written: giving back millions of cells one by one would only cost time
