"""`tuopin work`: background work, from processes of its own; `tuopin serve` starts one by itself."""

from __future__ import annotations

import signal
import sys
import threading

import click
from django.utils import timezone

from tuopin.cli.prepare import require_sound
from tuopin.cli.words import translated
from tuopin.kernel.acts import RUNS, asks
from tuopin.kernel.words import phrase


@asks(RUNS)
@click.command(help="办理后台事项(读取、合并等);tuopin serve 已自带 / do background jobs; `tuopin serve` brings its own worker")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="进程数 / processes")
@click.option("--once", is_flag=True, help="办完到期的事项就结束 / do what is due and end")
@click.option("--with-parent", is_flag=True, hidden=True, help="标准输入关闭时结束 / end when standard input is closed")
def work(processes: int, once: bool, with_parent: bool) -> None:
    from tuopin.desk.services.worker import Worker
    from tuopin.web.jobs import KINDS

    require_sound()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_end_with_parent, args=[stop], daemon=True).start()
    if once:
        worker = Worker(KINDS, stop=stop)
        worker.call_rounds(timezone.localtime())
        click.echo(translated(phrase("办理了 {n} 件。")).format(n=worker.work_off()))
    elif processes == 1:
        Worker(KINDS, stop=stop).run()
    else:
        from tuopin.cli.guard import Guard

        with Guard(processes):
            stop.wait()


def _end_with_parent(stop: threading.Event) -> None:
    """Wait until the other end of standard input is gone: whoever started this worker has ended, however that came about."""
    while sys.stdin.buffer.read(1 << 12):
        pass
    stop.set()
