"""Reads one file of evidence in a process of its own, with little memory, little time, no files and no network.

python -m tuopin.intake.media.child KIND: the file on standard input; on standard output the length of a head (four
bytes), the head (JSON), the bytes to keep and those of the small picture.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from contextlib import suppress

from tuopin.intake.media.documents import read_document
from tuopin.intake.media.pictures import Made, make_anew
from tuopin.intake.media.refusals import refuse
from tuopin.intake.media.sniff import PICTURES, kind_of
from tuopin.kernel.refusals import Refusal

MEMORY, SECONDS = 1 << 30, 30
ALLOWED = {"photo": PICTURES, "scan": PICTURES | {"pdf"}, "signature": PICTURES, "document": frozenset({"pdf"})}


def main() -> None:
    """Read what comes in and write what became of it."""
    data = sys.stdin.buffer.read()
    shut_in()
    sys.stdout.buffer.write(answer(data, sys.argv[1]))
    sys.stdout.buffer.flush()


def shut_in() -> None:
    """Give up what reading a picture does not need: memory, time, core dumps, files to write, other processes, the network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if hasattr(os, "unshare"):
        with suppress(OSError):
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def answer(data: bytes, kind: str) -> bytes:
    """The answer to one file: what was made of it, or why it was refused."""
    try:
        made = read(data, kind)
    except Refusal as refusal:
        return _framed({"refused": refusal.code, "params": refusal.params})
    except MemoryError:
        return _framed({"refused": "evidence-reader-stopped", "params": {}})
    head = {name: value for name, value in vars(made).items() if name not in ("kept", "thumbnail")}
    return _framed(head | {"kept": len(made.kept), "thumbnail": len(made.thumbnail)}, made.kept, made.thumbnail)


def read(data: bytes, kind: str) -> Made:
    """What becomes of a file of evidence of the kind (photo, scan, signature, document). Raises a Refusal."""
    if not data:
        raise refuse("evidence-empty")
    found = kind_of(data)
    if found == "heic":
        raise refuse("evidence-heic")
    if found not in PICTURES and found != "pdf":
        raise refuse("evidence-type", found=found)
    if found not in ALLOWED[kind]:
        raise refuse("evidence-wrong-kind", found=found.upper())
    if found == "pdf":
        return Made("application/pdf", data, pages=read_document(data))
    return make_anew(data, kind=kind, found=found)


def _framed(head: dict, *bodies: bytes) -> bytes:
    text = json.dumps(head, ensure_ascii=False).encode()
    return b"".join((struct.pack(">I", len(text)), text, *bodies))


if __name__ == "__main__":
    main()
