"""A register with keys of its own, so that a test may change and lose them."""

import pytest

from tuopin.kernel import home


@pytest.fixture
def own_keys(db, tmp_path, monkeypatch):
    """A home folder of its own for keys, alarms and files; processes that would have to notice a change are none but this."""
    monkeypatch.setenv("TUOPIN_HOME", str(tmp_path))
    monkeypatch.setattr(home, "_rings", home._Rings())
    monkeypatch.setattr("tuopin.privacy.services.rotate_keys.READ_ANEW_SECONDS", 0)
    monkeypatch.setattr("tuopin.privacy.services.rotate_index.READ_ANEW_SECONDS", 0)
    return tmp_path
