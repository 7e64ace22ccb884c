"""kill -9 of the whole database under a served system, and its disk full: what was acknowledged is there once, and the pages come back."""

import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from faults.counts import chance, how_many
from systems import MAKE, OFFICIAL, Served, System, hidden, kill_database
from tuopin.cli.serve import free_port

KILLS, BACK_WITHIN, DISK = how_many("DATABASE_KILLS", 5), 15.0, "420m"
FACT = "/households/10431120001/2018/income/wage/"
REASONS = """
import django
django.setup()
from tuopin.people.selectors import operator, working_as
from tuopin.trail.models import Entry
with working_as(operator()):
    print("\\n".join(entry.basis for entry in Entry.objects.filter(verb="correct").order_by("id")))
"""


@pytest.fixture(scope="module")
def place():
    """A folder, on a small disk of its own where this machine lets us have one."""
    folder = Path(tempfile.mkdtemp(prefix="tuopin-faults-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", folder], check=False, capture_output=True)
    folder.chmod(0o755)
    yield folder, mounted.returncode == 0
    if mounted.returncode == 0:
        subprocess.run(["umount", "-l", folder], check=False)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def served(place):
    system = System(place[0])
    system.python(MAKE)
    password = system.python(OFFICIAL).split()[-1]
    with Served(system, free_port("127.0.0.1", 18200)) as served:
        served.log_in(password)
        yield served
    system.tuopin("database", "stop")


def test_after_each_kill_of_the_database_the_pages_come_back_and_nothing_acknowledged_is_lost_or_double(served):
    dice, back, sent = chance("killed database"), [], []
    for n in range(KILLS):
        over = threading.Event()
        writer = threading.Thread(target=_write, args=[served, n, sent, over])
        writer.start()
        time.sleep(0.2 + dice.random() * 1.5)
        kill_database(served.system.home)
        back.append(served.until_it_answers(60))
        over.set()
        writer.join()
    for said in sent:
        if said["answer"] != 302:  # not acknowledged: sent again with the same key, as the page tells people to
            said["answer"], said["where"] = served.post(FACT, said["form"])
            assert said["answer"] in (302, 409), said
    kept = served.system.python(REASONS).splitlines()
    for said in sent:
        times = kept.count(said["form"]["reason"])
        assert times == 1 if said["answer"] == 302 else times == 0, (said, times, kept)
    assert max(back) <= BACK_WITHIN, back
    print(f"{KILLS} kills, {len(sent)} forms: 0 lost, 0 double; back after {sorted(back)[len(back) // 2]:.1f} s, at most {max(back):.1f} s")


def _write(served: Served, round_: int, sent: list, over: threading.Event) -> None:
    """Correct the same fact again and again, each time as a person would: look, fill in, send."""
    n = 0
    while not over.is_set():
        n += 1
        try:
            status, page = served.get(FACT)
            if status != 200:
                time.sleep(0.05)
                continue
            form = {"amount_yuan": 20_000 + round_ * 500 + n, "evidence": "self_report", "reason": f"第{round_}-{n}次核实"}
            said = {"form": form | {"seen": hidden("seen", page), "once": hidden("once", page)}, "answer": None}
            sent.append(said)
            said["answer"], said["where"] = served.post(FACT, said["form"])
        except OSError:
            time.sleep(0.05)


def test_on_a_full_disk_reading_goes_on_changes_are_refused_in_words_and_go_on_when_there_is_room(served, place):
    if not place[1]:
        pytest.skip("no file system of our own may be mounted here: a full disk cannot be had")
    ballast = place[0] / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):  # until nothing more goes in, and nothing waits to be written
        while True:
            file.write(bytes(1 << 16))
    try:
        status, page = served.get(FACT)
        assert status == 200 and served.get("/households/")[0] == 200
        said = {"amount_yuan": 99_999, "evidence": "self_report", "reason": "磁盘已满时", "seen": hidden("seen", page), "once": hidden("once", page)}
        status, told = served.post(FACT, said)
        assert status == 507 and "磁盘空间不足" in told and "腾出空间" in told
        assert served.get("/households/10431120001/?year=2018")[0] == 200
    finally:
        ballast.unlink()
    assert served.post(FACT, said)[0] == 302, "the same form, once there is room"
    assert served.system.python(REASONS).splitlines().count("磁盘已满时") == 1
