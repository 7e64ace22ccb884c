"""Has a file of evidence read in a process of its own; a reader that dies or dawdles has refused the file."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys

from tuopin.intake.media.refusals import REFUSALS, refuse

LARGEST = 20_000_000  # bytes of a file that is handed in
PATIENCE = 90  # seconds on the clock, should the machine be busy; the reader's own limit is processor time
KINDS = ("photo", "scan", "signature", "document")


class Read:
    """A file that was read: `media_type`, `kept`, `thumbnail`, `width`, `height`, `pages`, `facts`, `prints`."""

    def __init__(self, head: dict, kept: bytes, thumbnail: bytes) -> None:
        self.media_type, self.width, self.height, self.pages = head["media_type"], head["width"], head["height"], head["pages"]
        self.facts, self.prints = head["facts"], [tuple(pair) for pair in head["prints"]]
        self.kept, self.thumbnail = kept, thumbnail


def read_media(data: bytes, *, kind: str) -> Read:
    """Have the file read as evidence of one of KINDS. Raises a Refusal that says why it cannot be evidence."""
    if len(data) > LARGEST:
        raise refuse("evidence-too-large", size=f"{len(data) / 1_000_000:.1f}", limit=LARGEST // 1_000_000)
    command = [sys.executable, "-I", "-m", "tuopin.intake.media.child", kind]
    try:
        done = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False, env=_bare(),
        )
    except subprocess.TimeoutExpired as fault:
        raise refuse("evidence-reader-stopped") from fault
    if done.returncode:
        raise refuse("evidence-reader-stopped")
    return _taken_apart(done.stdout)


def _taken_apart(answer: bytes) -> Read:
    """What the reader answered; whatever is not of the form that it answers in is none (a file may have got the better of it)."""
    try:
        (length,) = struct.unpack_from(">I", answer)
        head, body = json.loads(answer[4 : 4 + length]), answer[4 + length :]
        if "refused" not in head:
            if len(body) != head["kept"] + head["thumbnail"]:
                raise ValueError(len(body))
            return Read(head, body[: head["kept"]], body[head["kept"] :])
        code, params = str(head["refused"]), dict(head["params"])
    except (ValueError, KeyError, TypeError, RecursionError, struct.error) as fault:
        raise refuse("evidence-reader-stopped") from fault
    raise refuse(code if code in REFUSALS else "evidence-damaged", **params)


def _bare() -> dict[str, str]:
    """The reader's environment: where programs lie and nothing else; no address or key of the database."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ} | {"LC_ALL": "C.UTF-8"}
