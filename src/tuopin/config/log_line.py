"""Sends each line of the log to another machine as it is written: syslog (RFC 5424) over TLS (RFC 5425), to a server that proves who it is.

What whoever breaks into this machine could change afterwards stands there already. Standard error has every line as well, so that a
collector that is away for a while loses nothing that the machine's own journal keeps.
"""

from __future__ import annotations

import logging
import os
import queue
import re
import socket
import ssl
import threading
import time
from datetime import datetime

from tuopin.kernel.days import local_zone
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

WHERE, TRUSTED = "TUOPIN_LOG_TO", "TUOPIN_LOG_CA"  # `host:port` of the collector; the certificates by which it is known, else those of the machine
PORT, FACILITY = 6514, 13  # of syslog over TLS; "log audit"
KEPT, PATIENCE, LONGEST_PAUSE, FAREWELL = 10_000, 10.0, 60.0, 3.0  # lines kept while the collector is away; seconds
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?")
SEVERITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))


def collector() -> tuple[str, int] | None:
    """The collector's name and port, None where none is set; raises a Refusal for one that cannot be read."""
    told = os.environ.get(WHERE, "").strip()
    if not told:
        return None
    said = HOST.fullmatch(told)
    if said is None or not 0 < int(said[2] or PORT) < 1 << 16:
        raise Refusal("log-address", phrase("日志服务器的地址读不懂。"), phrase("请把 TUOPIN_LOG_TO 写成 主机名:6514。"))
    return said[1].strip("[]"), int(said[2] or PORT)


class SealedLine(logging.Handler):
    """Hands lines to a thread that sends them in order. It never holds up who writes: what no longer fits is counted, and the count is sent."""

    def __init__(self, host: str, port: int, trusted: str | None = None) -> None:
        super().__init__()
        self.at = (host, port)
        self.context = ssl.create_default_context(cafile=trusted)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.process = 0
        self._begin()

    def _begin(self) -> None:
        """A queue and a thread of this process: a copy of a process has neither."""
        self.process, self.lost, self.over = os.getpid(), 0, threading.Event()
        self.lines: queue.Queue[bytes] = queue.Queue(KEPT)
        self.sender = threading.Thread(target=self._send, args=(self.lines, self.over), name="log-line", daemon=True)
        self.sender.start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self.process != os.getpid():
                self._begin()
            self.lines.put_nowait(self._message(record.created, _severity(record.levelno), self.format(record)))
        except queue.Full:
            self.lost += 1
        except Exception:
            self.handleError(record)

    def _message(self, at: float, severity: int, text: str) -> bytes:
        when = datetime.fromtimestamp(at, local_zone()).isoformat(timespec="milliseconds")
        name = re.sub(r"[^!-~]", "-", socket.gethostname())[:255] or "-"
        body = f"<{FACILITY * 8 + severity}>1 {when} {name} tuopin {self.process} - - \ufeff{text}".encode()
        return b"%d %b" % (len(body), body)

    def _send(self, lines: queue.Queue, over: threading.Event) -> None:
        line, waiting, pause = None, None, 0.1
        while waiting is not None or not (over.is_set() and lines.empty()):
            try:
                waiting = waiting or self._lost() or lines.get(timeout=0.2)
                line = line or self.context.wrap_socket(socket.create_connection(self.at, PATIENCE), server_hostname=self.at[0])
                if _has_hung_up(line):
                    raise ConnectionResetError
                line.sendall(waiting)
                waiting, pause = None, 0.1
            except queue.Empty:
                continue
            except OSError:  # and with it whatever TLS finds wrong: nothing is said to a server that is not the one meant
                line = line and line.close()
                if over.wait(pause):
                    return
                pause = min(pause * 2, LONGEST_PAUSE)
        if line is not None:
            line.close()

    def _lost(self) -> bytes | None:
        lost, self.lost = self.lost, 0
        return self._message(time.time(), 4, f'{{"event": "lines-lost", "status": {lost}}}') if lost else None

    def close(self) -> None:
        """Send what is left, for a few seconds at most."""
        if self.process == os.getpid():
            self.over.set()
            self.sender.join(FAREWELL)
        super().close()


def _severity(level: int) -> int:
    return next((number for least, number in SEVERITIES if level >= least), 7)


def _has_hung_up(line: ssl.SSLSocket) -> bool:
    """Whether the collector has ended the line; a line to it would be taken by nobody, without a word. It has nothing else to say."""
    line.settimeout(0)
    try:
        return line.recv(1) == b""
    except (ssl.SSLWantReadError, BlockingIOError):
        return False
    finally:
        line.settimeout(PATIENCE)


def handlers() -> dict[str, dict]:
    """The handler for Django's LOGGING, where a collector is set. Raises as `collector` does."""
    at = collector()
    return {"sent": {"class": f"{__name__}.SealedLine", "formatter": "allowed", "host": at[0], "port": at[1], "trusted": os.environ.get(TRUSTED) or None}} if at else {}
