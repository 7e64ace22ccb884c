"""A small county that has lived a trail, and the stage on which each falsification of it is played and taken back."""

import shutil

import pytest

from tuopin.kernel.stores import evidence_store


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of a trail that is committed and intact; taken away after the module's last test."""
    from trails import forget_the_trail, live_a_trail

    folder = tmp_path_factory.mktemp("lived")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("TUOPIN_EVIDENCE", str(folder / "evidence"))
        evidence_store.cache_clear()
        try:
            live_a_trail(folder)
            yield folder
        finally:
            forget_the_trail()
            evidence_store.cache_clear()


@pytest.fixture
def scene(lived, django_db_blocker, tmp_path, monkeypatch):
    """The lived trail inside a transaction as superuser with triggers off; its folders are copies. Nothing of it stays."""
    from django.db import connection, transaction

    from tampers import Scene

    shutil.copytree(lived / "anchors", tmp_path / "anchors")
    shutil.copytree(lived / "evidence", tmp_path / "evidence")
    monkeypatch.setenv("TUOPIN_EVIDENCE", str(tmp_path / "evidence"))
    evidence_store.cache_clear()
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield Scene(tmp_path / "anchors", tmp_path / "evidence")
        transaction.set_rollback(True)
