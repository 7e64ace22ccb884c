"""The reader works in a process of its own: when that one dies, the file is refused and the system goes on."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from intake.corpus import rows, write_book
from tuopin.intake import parent
from tuopin.intake.parent import read_roster


def readers() -> list[str]:
    """The command lines of this process's own readers that are still there."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("this machine does not tell a process its children")
    lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in children.read_text().split()]
    return [line for line in lines if "tuopin.intake.child" in line]


def test_a_roster_comes_through_the_reader_s_own_process(tmp_path):
    found = list(read_roster(write_book(tmp_path / "r.xlsx", rows()), year=2018))
    assert [r["t"] for r in found] == ["sheet"] * 5 + ["village", "helper"] + ["household"] * 3 + ["end"]


def test_a_reader_that_dies_has_refused_the_file(tmp_path, monkeypatch):
    (tmp_path / "dies").write_text('#!/bin/sh\necho \'{"t":"sheet"}\'\nkill -ABRT $$\n')
    (tmp_path / "dies").chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "dies"))
    found = list(read_roster(write_book(tmp_path / "r.xlsx", rows()), year=2018))
    assert found[-1] == {"t": "refused", "code": "reader-stopped", "params": {}}


def test_a_file_larger_than_the_limit_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(parent, "LARGEST", 100)
    found = list(read_roster(write_book(tmp_path / "r.xlsx", rows()), year=2018))
    assert [r["code"] for r in found] == ["file-too-large"]


def test_leaving_early_ends_the_reader(tmp_path):
    many = rows()
    many["贫困户"] = [many["贫困户"][0] | {"户编号": f"{n}"} for n in range(3_000)]
    reading = read_roster(write_book(tmp_path / "r.xlsx", many), year=2018)
    next(reading)
    assert readers()
    reading.close()
    assert not readers()


def test_the_reader_gives_up_memory_time_files_and_the_network():
    code = (
        "import resource, socket, sys; from tuopin.intake import child; child.shut_in();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert told == [str(1 << 30), "60", "0"]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != 1 << 30  # this process is not shut in


def test_the_reader_imports_neither_django_nor_a_socket():
    code = "import sys, tuopin.intake.child; print(sorted({'django', 'socket', 'ssl', 'numpy'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"


def test_the_reader_has_nothing_that_opens_a_seal_and_loads_the_general_reader_only_when_it_is_wanted():
    code = (
        "import sys, tuopin.intake.child;"
        "print(sorted({'cryptography', 'tuopin.kernel.crypto', 'tuopin.kernel.keystore', 'tuopin.kernel.home', 'python_calamine',"
        " 'concurrent.futures'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"
