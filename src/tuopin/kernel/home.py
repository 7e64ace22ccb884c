"""The folder of one system: embedded database, keys, files. Two folders are two systems that know nothing of each other."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import ClassVar

from tuopin.kernel.alarms import AlarmFile
from tuopin.kernel.crypto import ALGORITHMS, Keyring, KeysMissing, new_keyring
from tuopin.kernel.keystore import KeyFile

LEAST_ROOM = 48 << 20  # bytes: three files of the database's log, without which it would stop altogether
READ_ANEW_SECONDS = 1.0  # how long a process may still seal with the former key after a change


def home() -> Path:
    """The folder that `TUOPIN_HOME` names, else `.tuopin` in the folder where the command runs; made when absent."""
    path = Path(os.environ.get("TUOPIN_HOME") or ".tuopin").expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def working_folder() -> Path:
    """Where a file in clear may lie for the moment in which it is made or read: memory (tmpfs) where the system has such a folder."""
    memory = Path("/dev/shm")
    under = memory if os.access(memory, os.W_OK) else home()
    path = under / f"tuopin-{os.getuid()}" if under is memory else under / "working"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.getuid() or path.stat().st_mode & 0o077:  # somebody else made it first
        path = home() / "working"
        path.mkdir(mode=0o700, exist_ok=True)
    return path


def room_left() -> bool:
    """Whether the disk of the home folder has room for changes; below LEAST_ROOM only reading goes on, so that the database stays up."""
    return shutil.disk_usage(home()).free >= LEAST_ROOM


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
