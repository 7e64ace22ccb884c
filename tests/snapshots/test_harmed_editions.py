"""What an edition does where the disk is full, a file may not be read, or a county lies where another's rows are."""

from __future__ import annotations

import os
import resource
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from snapshots_populations import a_county
from tuopin.kernel.refusals import Refusal
from tuopin.snapshots.checking import check_edition
from tuopin.snapshots.manifest import About, Damaged
from tuopin.snapshots.reading import Edition
from tuopin.snapshots.writing import EditionWriter


def an_edition(folder):
    random = np.random.default_rng(7)
    with EditionWriter(folder, About(2018, "2018-12-31", "430000000000", "r", "t", "d", "k")) as writer:
        for code in ("430101000000", "430102000000", "431129000000"):
            writer.add_county(code, a_county(code, 30, random))
        writer.finish()


def read_all(folder):
    return list(Edition(folder).counties({"households": ["status"], "members": ["sex"]}))


def test_a_full_disk_leaves_nothing_and_the_next_run_completes(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, before[1]))
    try:
        with pytest.raises(Refusal, match="no-room"):
            an_edition(tmp_path / "e")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
    an_edition(tmp_path / "e")
    assert check_edition(tmp_path / "e") == []
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Refusal, match="no-room"):
        an_edition(tmp_path / "file" / "e")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_a_file_that_may_not_be_read_is_refused_by_its_name():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        an_edition(Path(folder) / "e")
        path = next(Path(folder).rglob("person-*"))
        path.chmod(0)
        os.seteuid(65534)
        try:
            with pytest.raises(Damaged, match="file-corrupt") as refused:
                read_all(Path(folder) / "e")
        finally:
            os.seteuid(0)
    assert refused.value.params["file"].endswith(path.name)


def test_a_county_whose_block_is_anothers_is_refused_though_the_manifest_is_sealed(tmp_path):
    an_edition(tmp_path / "e")
    manifest = Edition(tmp_path / "e").manifest
    one, other, third = manifest.provinces["43"]
    swapped = [replace(other, county=one.county), replace(one, county=other.county), third]
    (tmp_path / "e" / "manifest.json").write_text(replace(manifest, provinces={"43": swapped}).text(), "utf-8")
    with pytest.raises(Damaged, match="file-corrupt") as refused:
        read_all(tmp_path / "e")
    assert "household-" in refused.value.params["file"]
