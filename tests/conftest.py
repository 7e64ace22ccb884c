"""The tests run on the real thing: an embedded PostgreSQL in a folder of their own, stopped when they are done.

Where several processes share the tests (`-n 2`), each has a folder and a server of its own: they know nothing of one another.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as drawing

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # "" in the process that was started, and that hands out the tests where there are others
KEPT = os.environ.get("TUOPIN_TEST_HOME")
HOME = Path(KEPT) / WORKER if KEPT else Path(tempfile.mkdtemp(prefix="tuopin-test-"))
HOME.mkdir(parents=True, exist_ok=True)
os.environ["TUOPIN_HOME"] = str(HOME)
# Named here and not in pyproject.toml: from there it would be read before the folder above is known.
os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.config.settings"

# A machine that is busy draws slowly; how fast it draws proves nothing.
drawing.register_profile("house", suppress_health_check=[HealthCheck.too_slow], deadline=None)
drawing.load_profile("house")

AREAS = (
    "110100000000",  # Beijing's districts, below a heading
    "140929000000",  # 岢岚县: 202, then 141, then 104 villages
    "431129000000",  # 江华瑶族自治县: 312, then 319 villages
    "433130000000",  # 龙山县 with 里耶镇
    "441900000000",  # 东莞市: a city without counties
)
EMPTIED = {f"trail_{name}": f"{name}_never_emptied" for name in ("entry", "head", "checkpoint", "witnessed")}
PLACES = ("divisions_division", "divisions_succession")


def pytest_addoption(parser):
    parser.addoption("--write-matrix", action="store_true", help="keep the scope matrix as it is found now, for a person to read what changed")


def pytest_configure(config):
    import django

    django.setup()
    from django.conf import settings

    from tuopin.config import server

    if hands_out(config):
        del os.environ["DJANGO_SETTINGS_MODULE"]  # the others, too, first choose their folder
        return
    settings.DATABASES["default"].update(server.owner_settings())  # builders lay out rows as the owner; pages and commands work as ever


def pytest_unconfigure(config):
    if not KEPT:
        from tuopin.config import server

        server.stop()
        shutil.rmtree(HOME, ignore_errors=True)


def hands_out(config) -> bool:
    """Whether this process runs no test itself, because it has others for it."""
    return not WORKER and bool(config.getoption("numprocesses", 0))


def pytest_collection_modifyitems(items):
    """The long ones first, so that no process works on alone at the end; within a file the order stays."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def own_store(tmp_path, monkeypatch):
    """A store of evidence that is this test's alone."""
    from tuopin.kernel.stores import evidence_store

    monkeypatch.setenv("TUOPIN_EVIDENCE", str(tmp_path / "evidence"))
    evidence_store.cache_clear()
    yield evidence_store()
    evidence_store.cache_clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A few real places out of the shipped editions, loaded once, with a copy for after the tests that empty the tables."""
    from django.db import connection

    from tuopin.divisions.services import load_editions

    shutil.rmtree(HOME / "anchors", ignore_errors=True)  # a home that is kept between runs
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for area in AREAS:
            load_editions(area=area)
        cursor.execute("CREATE SCHEMA IF NOT EXISTS kept")  # apart: what stands among our own tables is held to what was released
        for table in PLACES:
            cursor.execute(f"CREATE TABLE IF NOT EXISTS kept.{table} AS TABLE {table}")
        for table, trigger in EMPTIED.items():  # a home of before, in which they were off
            cursor.execute(f"DROP TABLE IF EXISTS kept_divisions_division, kept_divisions_succession; ALTER TABLE {table} ENABLE TRIGGER {trigger}")
    _empty_past_the_triggers(type(connection.ops))


def _empty_past_the_triggers(operations) -> None:
    """Tests that commit are cleaned up by emptying all tables: the triggers that forbid it are passed by for that moment, never taken off."""
    usual = operations.sql_flush

    def sql_flush(self, *args, **said):
        return ["SET LOCAL session_replication_role = replica", *usual(self, *args, **said)]

    operations.sql_flush = sql_flush


def commits(item) -> bool:
    """Whether a test commits what it does, so that all tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(marker and (marker.kwargs.get("transaction") or any(marker.args[:1])))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """No anchors, no language and no time zone of before; and a test that commits has its tables emptied afterwards: give the next one the places back."""
    from django.utils import timezone, translation

    result = yield
    translation.deactivate()  # a page that was asked for leaves its asker's language behind, as in any thread
    timezone.deactivate()
    shutil.rmtree(HOME / "anchors", ignore_errors=True)  # a checkpoint that is taken back leaves its file
    if commits(item) and nextitem is not None:
        from django.db import connection
        from pytest_django.plugin import blocking_manager_key

        with item.config.stash[blocking_manager_key].unblock(), connection.cursor() as cursor:
            for table in PLACES:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept.{table} ON CONFLICT DO NOTHING")
    return result


@pytest.fixture
def clock():
    """The database's clock, which the test moves forward: `clock(days)`."""
    from procedure.cases import a_clock

    with a_clock() as move:
        yield move
