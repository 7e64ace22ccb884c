"""A register with keys of its own, so that a test may change and lose them."""

import pytest

from tuopin.kernel import home
from tuopin.kernel.stores import evidence_store


@pytest.fixture
def own_keys(db, tmp_path, monkeypatch):
    """A home folder of its own for keys, alarms and files; processes that would have to notice a change are none but this."""
    monkeypatch.setenv("TUOPIN_HOME", str(tmp_path))
    monkeypatch.delenv("TUOPIN_EVIDENCE", raising=False)
    evidence_store.cache_clear()  # else it is the one of the tests before, with files that other keys have sealed
    monkeypatch.setattr(home, "_rings", home._Rings())
    monkeypatch.setattr("tuopin.privacy.services.rotate_keys.READ_ANEW_SECONDS", 0)
    monkeypatch.setattr("tuopin.privacy.services.rotate_index.READ_ANEW_SECONDS", 0)
    yield tmp_path
    evidence_store.cache_clear()
