"""Shows that a long piece of work goes on: a line that counts up in a terminal, a few plain lines in a log."""

from __future__ import annotations

import sys
import time


class Progress:
    """Progress of named steps on standard error; nothing at all when `quiet`."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet, self.terminal = quiet, sys.stderr.isatty()
        self.title, self.started, self.shown = "", 0.0, 0.0

    def step(self, title: str) -> None:
        """Begin the next step; the one before is over."""
        self.end()
        self.title, self.started, self.shown = title, time.monotonic(), time.monotonic()
        self._write(f"  {title} …" if self.terminal else f"  {title} …\n")

    def count(self, done: int, total: int) -> None:
        """Tell how far the step is; shown four times a second in a terminal, every five seconds in a log."""
        now = time.monotonic()
        if now - self.shown < (0.25 if self.terminal else 5):
            return
        self.shown = now
        share = f"{done:,} / {total:,}" if total else f"{done:,}"
        self._write(f"\r  {self.title} … {share}\033[K" if self.terminal else f"    {share}\n")

    def say(self, text: str) -> None:
        """A remark within the step."""
        self._write(f"\r  {self.title} … {text}\033[K" if self.terminal else f"    {text}\n")

    def end(self) -> None:
        """The step is over; say how long it took."""
        if self.title:
            took = f"{time.monotonic() - self.started:.1f} s"
            self._write(f"\r✓ {self.title}  {took}\033[K\n" if self.terminal else f"✓ {self.title}  {took}\n")
        self.title = ""

    def _write(self, text: str) -> None:
        if not self.quiet:
            sys.stderr.write(text)
            sys.stderr.flush()
