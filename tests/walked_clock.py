"""A clock that a test sets for a whole system: its database, its pages and its commands all read it in place of the machine's."""

from __future__ import annotations

import shutil
import struct
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

SOURCE = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static volatile int64_t *later;  /* seconds, in a file that the test writes */
__attribute__((constructor)) static void open_clock(void) {
    const char *path = getenv("WALKED_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *found = mmap(0, 8, PROT_READ, MAP_SHARED, file, 0);
    if (found != MAP_FAILED) later = found;
    close(file);
}
int clock_gettime(clockid_t clock, struct timespec *told) {
    int fault = syscall(SYS_clock_gettime, clock, told);
    if (!fault && later && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) told->tv_sec += *later;
    return fault;
}
int gettimeofday(struct timeval *told, void *zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *told) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told) *told = now.tv_sec;
    return now.tv_sec;
}
"""


def can_be_made() -> bool:
    """Whether this machine has a compiler to make the clock with."""
    return shutil.which("cc") is not None


class WalkedClock:
    """The clock, made in a folder and set to a moment; every process with its `environ` reads it."""

    def __init__(self, folder: Path, starts: datetime) -> None:
        source, library, self.file = folder / "clock.c", folder / "clock.so", folder / "clock"
        source.write_text(SOURCE)
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)
        self.later = timedelta(0)
        self.environ = {"LD_PRELOAD": str(library), "WALKED_CLOCK": str(self.file)}
        self.set(starts)

    @property
    def now(self) -> datetime:
        """The moment that it shows."""
        return datetime.now(UTC) + self.later

    def set(self, moment: datetime) -> None:
        """Show the moment from now on; written in place, so that running processes see it at once."""
        self.later = timedelta(seconds=round((moment - datetime.now(UTC)).total_seconds()))
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("=q", int(self.later.total_seconds())))

    def pass_days(self, days: int) -> None:
        """So many days later."""
        self.set(self.now + timedelta(days=days))
