"""A long command that is asked to end says so, prints nothing that looks like an answer, and leaves nothing behind."""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_command_asked_to_end_says_that_it_was_cancelled(tmp_path, number, code):
    table = tmp_path / "slow.csv"
    os.mkfifo(table)  # what it reads comes when we please
    words = ["measure", "gini", "--table", str(table), "--welfare", "y", "--json"]
    run = subprocess.Popen(
        [sys.executable, "-m", "tuopin.cli.main", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"TMPDIR": str(tmp_path / "tmp"), "TUOPIN_HOME": str(tmp_path / "home")},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background commands are deaf to it, and so are their children
    )
    try:
        writer = _opened(table, run)
        run.send_signal(number)
        out, err = run.communicate(timeout=60)
    finally:
        run.kill()
    os.close(writer)
    assert (run.returncode, out) == (code, "") and "已取消" in err and "Traceback" not in err


def _opened(path, run):
    """The other end of what the command reads, once the command waits there."""
    for _ in range(600):
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as fault:
            if fault.errno != errno.ENXIO or run.poll() is not None:
                raise
            time.sleep(0.1)
    raise TimeoutError(path)
