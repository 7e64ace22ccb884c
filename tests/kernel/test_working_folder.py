"""What a killed process left in clear is removed when it was not touched for long; what is worked on now stays."""

import errno
import time

import pytest

from tuopin.kernel import folders
from tuopin.kernel.home import working_folder
from tuopin.lists import sheet_files


def test_what_was_not_touched_for_long_goes_and_what_is_new_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "working_folder", lambda: tmp_path)
    (tmp_path / "list.xlsx").write_text("张三")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "rows").write_text("李四")
    outside = tmp_path.parent / "outside.txt"
    outside.write_text("stays")
    (tmp_path / "link").symlink_to(outside)
    assert folders.clear_working_folder(hours=24) == 0 and len(list(tmp_path.iterdir())) == 3
    now = time.time()
    monkeypatch.setattr(folders.time, "time", lambda: now + 25 * 3600)
    assert folders.clear_working_folder(hours=24) == 3 and list(tmp_path.iterdir()) == [] and outside.exists()


def test_a_workbook_that_could_not_be_written_leaves_no_part_of_itself(tmp_path, monkeypatch):
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr(sheet_files, "working_folder", lambda: work)
    book = sheet_files.Workbook(tmp_path / "list.xlsx")
    book.sheet("户", ["姓名"], [["张三"]])

    def full(*_):
        assert list(work.rglob("*")), "its parts lie there"
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile.write", full)
    with pytest.raises(Exception, match="no room"):
        book.close()
    assert list(work.iterdir()) == [] and not (tmp_path / "list.xlsx").exists()
    assert working_folder() != work


def test_a_file_handed_in_lies_at_a_path_while_it_is_read_and_no_longer_whatever_happens(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "working_folder", lambda: tmp_path)
    with folders.for_the_moment([b"ab", b"c"], "名单.XLSX") as path:
        assert path.read_bytes() == b"abc" and path.suffix == ".xlsx" and path.parent == tmp_path and path.stat().st_mode & 0o077 == 0
    with pytest.raises(ZeroDivisionError), folders.for_the_moment([b"x"], "no ending"):
        raise ZeroDivisionError

    def cut_off():
        yield b"x"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError), folders.for_the_moment(cut_off(), "a.csv"):
        raise AssertionError("it was never whole")
    assert not list(tmp_path.iterdir())
