"""What works on files alone starts no database: help, an edition judged, a sample, a size."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from nation import make  # noqa: E402

COMMAND = Path(sys.executable).with_name("tuopin")


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone") / "edition"
    make(folder, 500, seed=3)
    return folder


@pytest.mark.parametrize("words", [
    ("judge", "--help"), ("judge", "household-exit", "--snapshot", "EDITION", "--json"), ("snapshot", "verify", "EDITION"),
    ("sample", "size", "--errors", "0"),
])
def test_no_database_is_made_for_what_needs_none(tmp_path, edition, words):
    asked = [str(edition) if word == "EDITION" else word for word in words]
    done = subprocess.run([COMMAND, *asked], env=os.environ | {"TUOPIN_HOME": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("words", [("case", "step"), ("case",), ("monitor", "clue"), ("sweep",), ("account", "open")])
def test_whoever_acts_as_somebody_reads_how_without_a_database_and_without_being_looked_up(tmp_path, words):
    done = subprocess.run([COMMAND, "--as", "nobody", *words, "--help"], env=os.environ | {"TUOPIN_HOME": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 0 and "Usage" in done.stdout, done.stderr
    assert not (tmp_path / "postgres").exists()


def test_the_word_for_help_as_an_option_s_value_lets_nobody_act_in_another_s_place(tmp_path):
    for words in (("case", "open", "H1", "--note", "--help"), ("correct", "household", "H1", "house_grade", "B", "--year", "2018", "--reason", "--help")):
        done = subprocess.run([COMMAND, "--as", "nobody", *words], env=os.environ | {"TUOPIN_HOME": str(tmp_path)}, capture_output=True, text=True)
        assert done.returncode == 2 and "只用来看用法" in done.stderr and not done.stdout, (words, done.stdout, done.stderr)
    assert not (tmp_path / "postgres").exists()
