"""A shell may name a locale that the machine does not have; the database is made all the same."""

import os
import re
import tempfile
from pathlib import Path

from tuopin.config.server import _lay_out, _library
from tuopin.kernel.home import home


def test_the_database_is_made_where_the_shell_names_a_locale_that_is_not_there(monkeypatch):
    monkeypatch.setenv("LANG", "xx_NOWHERE.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    with tempfile.TemporaryDirectory(dir=home()) as folder:
        Path(folder).chmod(0o755)
        server = _library().get_server(Path(folder) / "postgres", cleanup_mode=None, start=False)
        _lay_out(server)
        assert (server.pgdata / "PG_VERSION").exists() and "LC_ALL" not in os.environ
        assert re.search(r"^lc_messages = '?C\b", (server.pgdata / "postgresql.conf").read_text(), re.M)
