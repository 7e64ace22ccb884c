"""The folder of one system: embedded database, keys, files. Two folders are two systems that know nothing of each other."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from tuopin.kernel.crypto import Keyring, new_keyring, read_keyring, write_keyring


def home() -> Path:
    """The folder that `TUOPIN_HOME` names, else `.tuopin` in the folder where the command runs; made when absent."""
    path = Path(os.environ.get("TUOPIN_HOME") or ".tuopin").expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@cache
def keyring() -> Keyring:
    """The system's keys, made on first use and kept in `keys.json` beside, never in, the database."""
    path = home() / "keys.json"
    if not path.exists():
        with suppress(FileExistsError):  # another process was quicker
            write_keyring(path, new_keyring())
    return read_keyring(path)


@cache
def web_secret() -> str:
    """The secret that signs sessions, made on first use."""
    path = home() / "web-secret"
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()
