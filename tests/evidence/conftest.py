"""A store of its own for each test, so that nothing of one test is found by the next."""

import pytest

from tuopin.kernel.stores import evidence_store


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("TUOPIN_EVIDENCE", str(tmp_path / "evidence"))
    evidence_store.cache_clear()
    yield evidence_store()
    evidence_store.cache_clear()
