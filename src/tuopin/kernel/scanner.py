"""Asks a scanner for malicious files (ClamAV's daemon, by its command INSTREAM) about the bytes of a file, before anything else reads them."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterable
from contextlib import closing, suppress
from ipaddress import ip_address

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

WHERE = "TUOPIN_SCANNER"  # the path of a socket, or an address of this machine's loopback with its port; without it nobody is asked
PIECE, PATIENCE, LONGEST = 1 << 16, 60.0, 4096  # bytes sent at a time, seconds for each step of the talk, bytes of an answer


def scanner() -> str | tuple[str, int] | None:
    """Where the scanner listens: a path, or an address and a port; None where none is set.

    Raises a Refusal for anything else. A file would go to another machine in the clear, names and health with it.
    """
    told = os.environ.get(WHERE, "").strip()
    if not told or told.startswith("/"):
        return told or None
    host, _, port = told.rpartition(":")
    with suppress(ValueError):
        if ip_address(host.strip("[]")).is_loopback and 0 < int(port) < 1 << 16:
            return host.strip("[]"), int(port)
    raise Refusal("scanner-address", phrase("病毒扫描程序的地址读不懂,或不在本机。"), phrase("请把 TUOPIN_SCANNER 写成 /run/clamav/clamd.ctl 或 127.0.0.1:3310。"))


def refuse_malicious(pieces: Iterable[bytes], name: str) -> None:
    """Ask the scanner, where one is set, about a file. `name` is what its sender calls it, for the refusal alone.

    Raises a Refusal for a file with something malicious in it, for one larger than the scanner takes, and where the scanner does not say that it is clean.
    """
    if (at := scanner()) is None:
        return
    try:
        answer = _answer(at, pieces)
    except OSError as fault:
        raise _silent(name) from fault
    if answer == "stream: OK":
        return
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        raise Refusal(
            "file-malicious", phrase("病毒扫描程序认出文件“{name}”带有恶意内容({found}),没有收下。"),
            phrase("请不要再打开它;在查过毒的电脑上重新制作,并告诉系统管理员。"), name=_short(name), found=_short(answer[8:-6]))
    if answer.startswith("INSTREAM size limit exceeded"):
        raise Refusal(
            "file-beyond-scanner", phrase("文件“{name}”超过了病毒扫描程序的上限,没有收下。"),
            phrase("请分成几个文件提交,或请系统管理员调大扫描程序的上限(StreamMaxLength)。"), name=_short(name))
    raise _silent(name)


def _answer(at: str | tuple[str, int], pieces: Iterable[bytes]) -> str:
    family = socket.AF_UNIX if isinstance(at, str) else socket.AF_INET6 if ":" in at[0] else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as line:
        line.settimeout(PATIENCE)
        line.connect(at)
        with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough, and has said why
            line.sendall(b"zINSTREAM\0")
            for piece in pieces:
                for start in range(0, len(piece), PIECE):
                    part = piece[start:start + PIECE]
                    line.sendall(struct.pack("!L", len(part)) + part)
            line.sendall(struct.pack("!L", 0))
        told = b""
        with suppress(ConnectionResetError):  # that it hung up on us takes nothing back of what it had said
            while len(told) < LONGEST and (more := line.recv(LONGEST)):
                told += more
        return told.rstrip(b"\0\n").decode("ascii", "replace")


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _silent(name: str) -> Refusal:
    return Refusal(
        "scanner-silent", phrase("病毒扫描程序没有说文件“{name}”是干净的,所以没有收下。"),
        phrase("请稍后重试;仍不行时请系统管理员检查扫描程序。"), name=_short(name))
