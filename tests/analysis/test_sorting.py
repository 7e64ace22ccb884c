"""Rows brought into order on the disk: whatever they are and however few fit into memory, they come back sorted, all of them."""

from __future__ import annotations

import resource

import numpy as np
import pytest

from tuopin.analysis.measures.gathering import Gathering
from tuopin.analysis.sorting import SortedRows
from tuopin.kernel.refusals import Refusal
from tuopin.policy.commands.household_rows import HouseholdRows

ROW = np.dtype([("place", "<i4"), ("number", "<i8"), ("came", "<i4")])


@pytest.mark.parametrize("seed", range(40))
def test_rows_come_back_group_by_group_in_order_and_none_is_lost(seed):
    random = np.random.default_rng(seed)
    block, came = int(random.integers(1, 40)), 0
    rows, told = SortedRows(ROW, group="place", key="number", block=block), []
    for size in random.integers(0, 60, random.integers(0, 9)).tolist():
        piece = np.zeros(size, ROW)
        piece["place"], piece["came"] = random.integers(0, 4, size), np.arange(came, came := came + size)
        piece["number"] = np.where(random.random(size) < 0.5, random.integers(0, 3, size), random.integers(-(2**62), 2**62, size))
        rows.add(piece)
        told += piece.tolist()
    rows.settle()
    for place in range(4):
        back = [row for each in rows.blocks(place) for row in each.tolist()]
        assert [number for _, number, _ in back] == sorted(number for p, number, _ in told if p == place)
        assert sorted(back) == sorted(row for row in told if row[0] == place) and rows.rows_of(place) == len(back)
        assert all(len(each) <= block for each in rows.blocks(place))
    rows.close()


@pytest.fixture
def a_full_disk():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_refused_with_what_to_do(a_full_disk):
    with pytest.raises(Refusal, match="no-room"), Gathering(["gini"], by_group=False, block=1000) as gathering:
        for _ in range(9):
            gathering.add(np.ones(1000), np.ones(1000), np.ones(1000, np.int64))
    with pytest.raises(Refusal, match="no-room") as refused, HouseholdRows() as rows:
        rows.take([{"household": "0" * 16, "holds": True, "why_not": []}] * 1000)
    assert "TMPDIR" in refused.value.fix


def test_nothing_of_the_rows_has_a_name(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Gathering(["gini"], by_group=False, block=10) as gathering:
        gathering.add(np.ones(100), np.ones(100), np.ones(100, np.int64))
        assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(Refusal, match="no-room"):
        Gathering(["gini"], by_group=False)
