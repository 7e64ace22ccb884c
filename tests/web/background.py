"""A worker for the tests: works off the queue in this process, or beside it while a browser looks on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tuopin.desk.services.worker import Worker
from tuopin.web.jobs import KINDS


def work_off() -> int:
    """Do every job that is due; how many."""
    worker = Worker(KINDS)
    try:
        return worker.work_off()
    finally:
        worker.side.close()


@contextmanager
def a_worker() -> Iterator[None]:
    """A worker at work in a thread of its own, as `tuopin work` would be."""
    from django.db import connection

    stop = threading.Event()

    def work() -> None:
        try:
            Worker(KINDS, stop=stop).run()
        finally:
            connection.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def database_address() -> str:
    """The database of the tests as an address, for other processes."""
    from django.db import connection

    at = connection.settings_dict
    return f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
