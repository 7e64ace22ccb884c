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
