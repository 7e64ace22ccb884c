"""Seals what a file of evidence holds and tells: bytes for the store, words for the row; each bound to its own place."""

from __future__ import annotations

import json

from tuopin.kernel.home import keyring


def seal_file(data: bytes, digest: str) -> bytes:
    """The bytes as they lie in the store; they open only under their own digest."""
    return keyring().seal_bytes(data, f"evidence.store|{digest}")


def open_file(sealed: bytes, digest: str) -> bytes:
    """The bytes again; raises TamperedField when they are not what was stored under the digest."""
    return keyring().open_bytes(sealed, f"evidence.store|{digest}")


def seal_facts(facts: dict, uid: object) -> bytes | None:
    return keyring().seal(json.dumps(facts, ensure_ascii=False, sort_keys=True), f"evidence.file|facts|{uid}") if facts else None


def open_facts(sealed: bytes | None, uid: object) -> dict:
    return json.loads(keyring().open(sealed, f"evidence.file|facts|{uid}")) if sealed else {}


def seal_note(note: str, uid: object) -> bytes | None:
    return keyring().seal(note, f"evidence.file|note|{uid}") if note else None


def open_note(sealed: bytes | None, uid: object) -> str:
    return keyring().open(sealed, f"evidence.file|note|{uid}") if sealed else ""
