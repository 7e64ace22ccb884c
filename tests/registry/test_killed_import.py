"""An import that is killed at any moment goes on where it stopped: nothing is lost and nothing comes in twice."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from register import an_actor
from rosters import a_roster_household, bring_in, write_roster
from tuopin.registry.models import Household, HouseholdForm, HouseholdIncome, ImportBatch, Pairing, Person, StagedBlock
from tuopin.trail.models import Entry

HOUSEHOLDS, PER_CHUNK, KILLS = 120, 7, 4
IMPORT = """
import sys
from pathlib import Path
import django
django.setup()
from tuopin.registry.services import receive_roster
from register import an_actor
from rosters import bring_in
receive_roster.BUNDLE = int(sys.argv[2])
print("begins", flush=True)
bring_in(Path(sys.argv[1]), an_actor())
print("done", flush=True)
"""


def _import_in_another_process(path) -> subprocess.Popen:
    from django.conf import settings

    database = settings.DATABASES["default"]
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(path), str(PER_CHUNK)], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"DATABASE_URL": address, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_an_import_in_a_process_of_its_own_that_nobody_kills_brings_all_in_and_ends(tmp_path, committed):
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(n) for n in range(1, 4 * PER_CHUNK)])
    with _import_in_another_process(path) as process:
        assert process.communicate(timeout=120)[0].split() == ["begins", "done"] and process.returncode == 0
    assert ImportBatch.objects.get().state == "merged" and Household.objects.count() == 4 * PER_CHUNK - 1
    assert not StagedBlock.objects.filter(merged_at=None).exists()


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_import_goes_on_where_it_stopped(tmp_path, committed, seed):
    chance = random.Random(seed)
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(n) for n in range(1, HOUSEHOLDS + 1)])
    process = _import_in_another_process(path)
    assert process.stdout.readline() == "begins\n"
    reached = chance.randrange(PER_CHUNK, HOUSEHOLDS - PER_CHUNK)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if sum(ImportBatch.objects.values_list("progress", flat=True)) >= reached:
            break
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    merged = Household.objects.count()
    assert merged == StagedBlock.objects.filter(kind="household", merged_at__isnull=False).count()
    batch = _bring_in_once_the_lock_is_free(path)
    assert (batch.state, batch.progress) == ("merged", HOUSEHOLDS)
    for model, each in ((Household, 1), (HouseholdForm, 1), (Pairing, 1), (Person, 2), (HouseholdIncome, 1)):
        assert model.objects.count() == HOUSEHOLDS * each, model.__name__
    assert Entry.objects.filter(verb="import_household").count() == HOUSEHOLDS


def _bring_in_once_the_lock_is_free(path):
    """The server notices a dead process within a moment; until then the batch is still taken."""
    from tuopin.kernel.refusals import Refusal

    for _attempt in range(100):
        try:
            return bring_in(path, an_actor())
        except Refusal as refusal:
            assert refusal.code == "import-busy"
            time.sleep(0.1)
    raise AssertionError("the killed process still holds the batch")


def test_a_reading_that_was_cut_short_begins_again(tmp_path, committed):
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(n) for n in range(1, 4)])
    bring_in(path, an_actor())
    other = write_roster(tmp_path / "other.xlsx", [a_roster_household(n) for n in range(4, 7)])
    from tuopin.registry.services.receive_roster import digest_of

    batch = ImportBatch.objects.create(digest=digest_of(other), file_name="other.xlsx", year=2018, area_code="431129000000", from_area="431129000000", actor="x")
    StagedBlock.objects.create(batch=batch, kind="household", key="half", outcome="accepted", sealed=b"cut off")
    assert bring_in(other, an_actor()).pk == batch.pk
    assert Household.objects.count() == 6 and not StagedBlock.objects.filter(key="half").exists()
