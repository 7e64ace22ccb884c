"""The folder of one system: embedded database, keys, files. Two folders are two systems that know nothing of each other."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import ClassVar

from tuopin.kernel.alarms import AlarmFile
from tuopin.kernel.crypto import ALGORITHMS, Keyring, KeysMissing, new_keyring
from tuopin.kernel.folders import home, room_left, working_folder
from tuopin.kernel.keystore import KeyFile

__all__ = [
    "READ_ANEW_SECONDS", "alarm_file", "cipher_of_new_keys", "home", "key_store", "keyring", "read_keys_anew", "room_left", "web_secret",
    "working_folder",
]
READ_ANEW_SECONDS = 1.0  # how long a process may still seal with the former key after a change


def keyring() -> Keyring:
    """The system's keys, made on first use and kept beside, never in, the database; read anew soon after they were changed."""
    now = time.monotonic()
    if now - _rings.asked_at > READ_ANEW_SECONDS or _rings.ring is None:
        _rings.asked_at = now
        stamp = (store := key_store()).stamp()
        if stamp != _rings.stamp or _rings.ring is None:
            _rings.ring, _rings.stamp = _read(store), stamp or store.stamp()
    return _rings.ring


def read_keys_anew() -> Keyring:
    """The keys as they stand this very moment."""
    _rings.asked_at = -READ_ANEW_SECONDS
    _rings.stamp = -1
    return keyring()


def key_store() -> KeyFile:
    """What keeps the keys: the file `keys.json` of the home folder. A KMS or a token takes its place here."""
    return KeyFile(home() / "keys.json")


def alarm_file() -> AlarmFile:
    """What happened to keys and sealed values here and must not pass unseen."""
    path = home() / "alarms"
    return _rings.alarms.setdefault(path, AlarmFile(path))


def cipher_of_new_keys() -> str:
    """The algorithm for new sealing keys: TUOPIN_CIPHER, else AES-256-GCM. Raises KeysMissing for a name that is none."""
    name = os.environ.get("TUOPIN_CIPHER") or "aes-256-gcm"
    if name not in ALGORITHMS:
        raise KeysMissing(f"TUOPIN_CIPHER={name}: " + ", ".join(ALGORITHMS))
    return name


class _Rings:
    """The ring in use, and when its file was last looked at."""

    ring: Keyring | None = None
    stamp, asked_at = -1, -READ_ANEW_SECONDS
    alarms: ClassVar[dict[Path, AlarmFile]] = {}


_rings = _Rings()


def _read(store: KeyFile) -> Keyring:
    try:
        if not store.stamp() and _rings.ring is None and not (home() / "schema").exists():
            with suppress(FileExistsError):  # another process was quicker
                store.write(new_keyring(cipher_of_new_keys()), first=True)
        ring = store.read()
    except KeysMissing:
        alarm_file().raise_alarm("keys-missing", "keys")
        raise
    return replace(ring, alarm=alarm_file().raise_alarm, newer=read_keys_anew)


@cache
def web_secret() -> str:
    """The secret that signs sessions, made on first use."""
    path = home() / "web-secret"
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()
