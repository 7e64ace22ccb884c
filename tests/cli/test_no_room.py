"""A disk without room: no half file takes the place of a whole one, the sentence says so, and what was left out is made good afterwards."""

import resource
import signal
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
from django.db import OperationalError

from register import COUNTY, VILLAGE, an_actor
from rosters import a_roster_household, bring_in, write_roster
from trails import ON, witness
from tuopin.cli.misuse import tell_fault
from tuopin.kernel.alarms import AlarmFile
from tuopin.kernel.crypto import TamperedField, new_keyring
from tuopin.kernel.home import alarm_file
from tuopin.kernel.whole_files import is_out_of_room, whole_file
from tuopin.lists.sheet_files import Workbook, write_table
from tuopin.registry.models import Household
from tuopin.registry.services.export_households import export_households
from tuopin.trail.services import Asked, export_trail, is_written_out, make_checkpoint, record, verify_trail
from tuopin.trail.services.anchors import anchor_files
from tuopin.web.faults import status_of


@contextmanager
def room_for(size: int):
    """From here on no file of this process grows beyond `size` bytes: the system refuses the write as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def in_vain(work, path: Path) -> BaseException:
    """Do the work with too little room over a file that is whole; that one must stand as it was, and nothing lie beside it."""
    path.write_bytes(b"the whole file of yesterday")
    with room_for(2000), pytest.raises(Exception) as fault:
        work(path)
    assert path.read_bytes() == b"the whole file of yesterday"
    assert list(path.parent.iterdir()) == [path]
    assert is_out_of_room(fault.value) and status_of(fault.value) == 507
    return fault.value


def test_a_table_is_there_whole_or_not_at_all(tmp_path):
    in_vain(lambda path: write_table(path, ["户"], ([f"{n}" * 40] for n in range(500))), tmp_path / "t.csv")
    assert write_table(tmp_path / "t.csv", ["户"], [["1"]]) == 1 and (tmp_path / "t.csv").read_text("utf-8-sig") == "户\n1\n"


def test_a_workbook_is_there_whole_or_not_at_all(tmp_path):
    def write(path):
        book = Workbook(path)
        book.sheet("表", ["户"], ([f"{n * 7919}"] for n in range(3000)))
        book.close()

    in_vain(write, tmp_path / "t.xlsx")
    book = Workbook(tmp_path / "t.xlsx")
    book.sheet("表", ["户"], [["1"]])
    assert (tmp_path / "t.xlsx").read_bytes() == b"the whole file of yesterday", "until it is closed nothing of it is there"
    book.close()
    assert "xl/workbook.xml" in ZipFile(tmp_path / "t.xlsx").namelist()


def test_whoever_writes_through_a_link_writes_where_it_leads(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "real" / "t.csv")
    write_table(tmp_path / "link.csv", ["户"], [["1"]])
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real" / "t.csv").is_file()
    with pytest.raises(ValueError), whole_file(tmp_path / "other") as beside:
        beside.write_text("half")
        raise ValueError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "real"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["r.csv", "r.xlsx", "r.zip"])
def test_an_export_that_finds_no_room_leaves_the_file_of_before(tmp_path, name):
    actor = an_actor()
    bring_in(write_roster(tmp_path / "in.xlsx", [a_roster_household(n) for n in range(1, 41)]), actor)
    (tmp_path / "out").mkdir()
    numbers = sorted(Household.objects.values_list("number", flat=True))

    def write(path):
        return export_households(path=path, numbers=numbers, year=2018, actor=actor, on=ON)

    in_vain(write, tmp_path / "out" / name)
    assert write(tmp_path / "out" / name).households == 40


@pytest.mark.django_db
def test_a_trail_is_exported_whole_or_not_at_all(tmp_path):
    for n in range(30):
        record(area_code=VILLAGE, verb="correct", subject="file:x", actor="tester", on=ON, n=n)
    in_vain(lambda path: export_trail(area_code=COUNTY, path=path), tmp_path / "t.jsonl")


@pytest.mark.django_db(transaction=True)
def test_a_checkpoint_whose_file_found_no_room_stands_and_its_file_comes_with_the_next(tmp_path):
    folder = tmp_path / "anchors"
    alarm_file().path.unlink(missing_ok=True)  # what others left there would itself be larger than the room

    def signed(n):
        for village in (VILLAGE, "431129210214", "431129210215", COUNTY):
            record(area_code=village, verb="correct", subject="file:x", actor="tester", on=ON, n=n)
        return make_checkpoint(area_code=COUNTY, folder=folder)

    first = signed(0)
    with room_for(300):
        second, third = signed(1), signed(2)
    assert is_written_out(first, folder) and not is_written_out(second, folder) and not is_written_out(third, folder)
    assert len(list(folder.iterdir())) == 1, "no half file"
    assert ("anchor-not-written", f"anchors|{COUNTY}") in {(alarm.what, alarm.place) for alarm in alarm_file().alarms()}
    found = verify_trail(Asked(anchors=folder))
    assert (found.code, len(found.missing)) == (2, 2), "what is missing is said, and is no tampering"
    fourth = signed(3)
    assert all(is_written_out(one, folder) for one in (first, second, third, fourth)) and len(list(folder.iterdir())) == 4
    assert verify_trail(Asked(anchors=folder)).code == 0
    assert [witness(path).refused_for for path in anchor_files(folder)] == [""] * 4, "a witness follows them one by one"


def test_a_value_that_does_not_open_is_told_although_its_alarm_finds_no_room_and_the_alarm_comes_the_next_time(tmp_path, caplog):
    file = AlarmFile(tmp_path / "alarms")
    ring = replace(new_keyring(), alarm=file.raise_alarm)
    sealed = ring.seal("431129197001010012", "registry.person|certificate|1")
    file.raise_alarm("keys-wrong", "keys")
    for room, known in ((10, ["keys-wrong"]), (2000, ["keys-wrong", "wrong-tag"]), (2000, ["keys-wrong", "wrong-tag"])):
        with room_for(room), pytest.raises(TamperedField):
            ring.open(sealed, "registry.person|certificate|2")
        assert [alarm.what for alarm in file.alarms()] == known
    assert [(record.levelname, "registry.person|certificate|2" in record.message) for record in caplog.records] == [("ERROR", True)]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_somebody_took_away_is_not_put_back_behind_the_others(tmp_path):
    folder = tmp_path / "anchors"
    made = []
    for n in range(3):
        record(area_code=VILLAGE, verb="correct", subject="file:x", actor="tester", on=ON, n=n)
        made.append(make_checkpoint(area_code=COUNTY, folder=folder))
        if n == 1:
            anchor_files(folder)[0].unlink()
    assert [is_written_out(one, folder) for one in made] == [False, True, True]
    for path in anchor_files(folder):
        path.unlink()
    make_checkpoint(area_code=COUNTY, folder=folder)
    assert [is_written_out(one, folder) for one in made] == [False, False, True], "into a folder that is new only the last is written"


FORESEEN = {
    "磁盘空间不足": OSError(28, "No space left on device"), "/x/y 不存在": FileNotFoundError(2, "no", "/x/y"), "没有权限读写 /x/y": PermissionError(13, "no", "/x/y"),
    "/x/y 不是文件夹": NotADirectoryError(20, "no", "/x/y"), "/x/y 是文件夹": IsADirectoryError(21, "no", "/x/y"), "数据库连接不上": OperationalError("gone"),
    "没有办成:OSError": OSError(5, "Input/output error"), "没有办成:ValueError": ValueError("x"), "没有办成:FileNotFoundError": FileNotFoundError("no name"),
}


@pytest.mark.parametrize("said", FORESEEN)
def test_a_command_says_what_was_in_its_way(said, capsys, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "zh")
    tell_fault(FORESEEN[said])
    assert said in capsys.readouterr().err


def test_a_database_without_room_is_told_apart_from_one_that_is_away(capsys):
    fault = OperationalError("no")
    fault.__cause__ = psycopg.errors.DiskFull("no")
    assert status_of(fault) == 507 and status_of(OperationalError("no")) == 503 and status_of(None) == 500
    tell_fault(fault)
    assert "磁盘空间不足" in capsys.readouterr().err


def test_a_home_without_room_for_the_particulars_still_says_the_sentence(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("tuopin.cli.misuse.home", lambda: tmp_path / "gone")
    tell_fault(ValueError("x"))
    assert "没有办成:ValueError" in capsys.readouterr().err
