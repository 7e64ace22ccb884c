"""The tests run on the real thing: an embedded PostgreSQL in a folder of their own, stopped when they are done."""

import os
import tempfile
from pathlib import Path

HOME = Path(os.environ.get("TUOPIN_TEST_HOME") or tempfile.mkdtemp(prefix="tuopin-test-"))
HOME.mkdir(exist_ok=True)
os.environ["TUOPIN_HOME"] = str(HOME)
# Named here and not in pyproject.toml: from there it would be read before the folder above is known.
os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.config.settings"


def pytest_configure(config):
    import django

    django.setup()


def pytest_unconfigure(config):
    if "TUOPIN_TEST_HOME" not in os.environ:
        import shutil

        from tuopin.config import server

        server.stop()
        shutil.rmtree(HOME, ignore_errors=True)
