"""The two commands and the drill: wipe everything but the keys, restore, compare every row; to a moment; damaged, stolen, with other keys."""

import json
import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from systems import MAKE, System

OPEN = """
import sys
import django
django.setup()
from datetime import date
from rosters import a_roster_household, bring_in, write_roster
from tuopin.editions.services.make_edition import make_edition
from tuopin.kernel.home import home
from tuopin.people.selectors import operator, working_as
from tuopin.people.services import open_account
for name in sys.argv[1:]:
    with working_as(operator()):
        open_account(username=name, name="盘主任", actor=operator(), on=date(2020, 6, 1))
        if name == "before":
            roster = write_roster(home().parent / "r.xlsx", [a_roster_household(n) for n in (1, 2, 3)])
            bring_in(roster, operator())
            make_edition(year=2018, area="431129000000", out=None, actor=operator(), on=date(2020, 6, 1))
"""
NAMES = """
import psycopg
from tuopin.config import server
with psycopg.connect(server.owner_url()) as connection:
    print(" ".join(name for (name,) in connection.execute("SELECT username FROM people_account ORDER BY id")))
"""


WITHOUT_ROOM = """
import resource
import sys
from pathlib import Path
from tuopin.cli.backup.take import take_backup
from tuopin.config import server
from tuopin.kernel.whole_files import is_out_of_room
server.owner_url()
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
try:
    take_backup(Path(sys.argv[1]))
except OSError as fault:
    print("no room" if is_out_of_room(fault) else repr(fault))
"""
PHOTO = """
from tuopin.kernel.home import keyring
from tuopin.kernel.stores import evidence_store
print(keyring().open_bytes(evidence_store().get("ab12" * 16), "evidence|ab12").decode())
"""
A_PACK_OF_ITS_OWN = """
import re
import shutil
from tuopin.kernel.home import home
from tuopin.kernel.pack import PACKS
own = home() / "packs" / "own"
shutil.copytree(PACKS / "china", own)
said = (own / "pack.toml").read_text()
said = re.sub('(?m)^name = "china"', 'name = "own"', said, count=1)
(own / "pack.toml").write_text(re.sub('(?m)^title = .*', 'title = "本县自用"', said, count=1))
(home() / "pack").write_text("own\\n")
"""
GOES_BY = """
import json
from tuopin.kernel.pack import pack
print(json.dumps([pack().name, pack().title, str(pack().folder)]))
"""


@pytest.fixture(scope="module")
def system():
    folder = Path(tempfile.mkdtemp(prefix="tuopin-backup-"))  # not below the tests' own folder, which nobody else may enter
    folder.chmod(0o755)
    system = System(folder)
    system.python(MAKE)
    system.python(OPEN, "before")
    assert system.tuopin("backup", "key", str(system.key)).returncode == 0
    yield system
    system.tuopin("database", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def restored(system, *more) -> dict:
    done = system.tuopin("restore", str(system.backups), "--key", str(system.key), "--json", *more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_backup_without_a_key_or_to_nowhere_is_refused(system, tmp_path):
    (public := system.home / "backup-public-key").rename(tmp_path / "away")
    done = system.tuopin("backup", "--out", str(tmp_path / "b"))
    (tmp_path / "away").rename(public)
    assert done.returncode == 2 and "tuopin backup key" in done.stderr
    assert system.tuopin("restore", str(tmp_path), "--key", str(system.key)).returncode == 2
    assert system.tuopin("backup", "key", str(tmp_path / "second")).returncode == 2


def test_a_backup_that_finds_no_room_leaves_nothing_and_neither_do_those_that_were_killed(system, tmp_path):
    killed, under_way = tmp_path / "bases" / "20200101T000000000000", tmp_path / "bases" / "20200102T000000000000"
    for left in (killed, under_way):
        left.mkdir(parents=True)
        (left / "database.part").write_bytes(b"half")
    untold = tmp_path / "bases" / "20200103T000000000000"
    untold.mkdir()
    (untold / "database.sealed").write_bytes(b"whole")
    for path in (killed / "database.part", killed, untold / "database.sealed", untold):
        os.utime(path, (1_577_836_800, 1_577_836_800))
    assert system.python(WITHOUT_ROOM, str(tmp_path)) == "no room\n"
    left = sorted((tmp_path / "bases").iterdir())
    assert left == [under_way, untold], "half a file that nobody has touched for a day is cleared away; what is at work, and what only lost its telling file, is not"


def test_everything_is_wiped_and_comes_back_to_the_last_row_and_to_a_moment(system):
    assert system.tuopin("backup", "--out", str(system.backups), "--keep-up", "--json").returncode == 0
    system.python(OPEN, "after")
    moment = datetime.now(UTC).isoformat()
    time.sleep(1.1)
    system.python(OPEN, "late")
    system.python("from pathlib import Path\nimport sys\nfrom tuopin.cli.backup.log import ship_all\nship_all(Path(sys.argv[1]))", str(system.backups))
    before = system.digests()
    edition, = (system.home / "editions").iterdir()
    files = {path.relative_to(edition): path.read_bytes() for path in edition.rglob("*") if path.is_file()}
    system.wipe()
    assert not edition.exists()
    told = restored(system)
    after = system.digests()
    differing = {table for table in before if before[table] != after[table]}
    assert differing <= {"trail_entry", "trail_opening", "trail_head", "trail_chain"}, differing
    count = {when: int(found["trail_entry"].partition(":")[0]) for when, found in (("before", before), ("after", after))}
    assert count["after"] == count["before"] + 1, "that it was restored is on record, and nothing else is new"
    assert files and {path.relative_to(edition): path.read_bytes() for path in edition.rglob("*") if path.is_file()} == files
    assert system.tuopin("snapshot", "verify", str(edition)).returncode == 0
    assert system.python(PHOTO) == "a photo\n" and told["seconds"] < 1800
    assert restored(system, "--to", moment)["to"]
    print(f"{len(before)} tables, {told['rows']:,} rows wiped and restored with 0 differences in {told['seconds']} s")
    assert system.python(NAMES).split() == ["before", "after"]


def test_a_drill_finds_no_difference_and_touches_nothing(system):
    before = system.digests()
    done = system.tuopin("backup", "drill", str(system.backups), "--key", str(system.key), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["differing"] == [] and json.loads(done.stdout)["editions"] == 1 and system.digests() == before
    assert not list(system.home.glob("drill-*"))


def test_a_moment_that_the_log_does_not_reach_is_refused_and_nothing_is_replaced(system):
    before = system.digests()
    done = system.tuopin("restore", str(system.backups), "--key", str(system.key), "--to", "2999-01-01T00:00")
    assert done.returncode == 2 and "没有到达" in done.stderr, done.stderr
    assert system.digests() == before


def test_a_damaged_backup_or_a_wrong_key_is_refused_and_nothing_is_replaced(system, tmp_path):
    before, newest = system.digests(), sorted((system.backups / "bases").iterdir())[-1] / "database.sealed"
    whole = newest.read_bytes()
    newest.write_bytes(whole[:5000] + bytes((whole[5000] ^ 1,)) + whole[5001:])
    damaged = system.tuopin("restore", str(system.backups), "--key", str(system.key))
    newest.write_bytes(whole)
    assert damaged.returncode == 2 and "已损坏" in damaged.stderr
    system.python("import sys\nfrom pathlib import Path\nfrom tuopin.kernel.recipients import write_key_pair\nwrite_key_pair(Path(sys.argv[1]), Path(sys.argv[2]))",
                  str(tmp_path / "other"), str(tmp_path / "public"))
    wrong = system.tuopin("restore", str(system.backups), "--key", str(tmp_path / "other"))
    assert wrong.returncode == 2 and "打不开" in wrong.stderr, wrong.stderr
    assert system.digests() == before and not list(system.home.glob("restored-*"))


def test_with_the_keys_of_another_system_no_backup_is_known(system, tmp_path):
    keys = system.home / "keys.json"
    keys.rename(tmp_path / "keys.json")
    schema = system.home / "schema"
    try:
        system.python("from tuopin.kernel.home import keyring\nkeyring()")
        done = system.tuopin("restore", str(system.backups), "--key", str(system.key))
        assert done.returncode == 2 and "keys.json" in done.stderr and not schema.exists()
    finally:
        keys.unlink(missing_ok=True)
        (tmp_path / "keys.json").rename(keys)


def test_a_stolen_backup_shows_no_name_no_number_and_no_key(system):
    keys = json.loads((system.home / "keys.json").read_text())
    secrets = [text.encode() for text in _texts(keys) if len(text) > 20] + [system.key.read_bytes().split()[1], b"a photo", "盘主任".encode(), b"people_account"]
    assert len(secrets) > 4
    for path in system.backups.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found = [secret for secret in secrets if secret in content and not (path.name == "told.json" and secret == b"people_account")]
            assert not found, (path, found)


def test_the_choice_of_the_pack_and_the_packs_own_files_come_back_in_a_new_place(system):
    """What the copy holds was judged by those rules: the new place goes by them, and is verified by them, without anybody bringing them."""
    system.python(A_PACK_OF_ITS_OWN)
    own = {path.relative_to(system.home): path.read_bytes() for path in (system.home / "packs").rglob("*") if path.is_file()}
    assert json.loads(system.python(GOES_BY)) == ["own", "本县自用", str(system.home / "packs" / "own")] and len(own) > 20
    done = system.tuopin("backup", "--out", str(system.backups), "--json")
    assert done.returncode == 0, done.stderr
    system.wipe()
    shutil.rmtree(system.home / "packs")
    (system.home / "pack").unlink()
    assert json.loads(system.python(GOES_BY))[0] == "china", "a new place knows nothing of it"
    assert restored(system)["trail"] and (system.home / "pack").read_text() == "own\n"
    assert {path.relative_to(system.home): path.read_bytes() for path in (system.home / "packs").rglob("*") if path.is_file()} == own
    assert json.loads(system.python(GOES_BY)) == ["own", "本县自用", str(system.home / "packs" / "own")]
    assert "before" in system.python(NAMES).split()


def _texts(node) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in _texts(value)]
    return [node] if isinstance(node, str) else []
