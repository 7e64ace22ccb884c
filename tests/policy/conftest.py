"""What several tests of this room stand on: a made-up nation as an edition."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def nation(tmp_path_factory) -> Path:
    """A made-up nation of three counties in three provinces."""
    spec = importlib.util.spec_from_file_location("nation", ROOT / "bench" / "nation.py")
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    bench.OF_A_COUNTY = 2_000
    folder = tmp_path_factory.mktemp("nation") / "edition"
    bench.make(folder, 6_000, seed=7)
    return folder
