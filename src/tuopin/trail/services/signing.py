"""The key that signs checkpoints: in a file of the home's keys folder that its owner alone may read, apart from the sealing keys."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tuopin.kernel.home import home
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


def key_file() -> Path:
    """Where the signing key lies: 32 raw bytes."""
    folder = home() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "checkpoint.key"


def signing_key() -> Ed25519PrivateKey:
    """The key, made on first use. Raises a Refusal when the file is not a key."""
    path = key_file()
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(secrets.token_bytes(32))
    raw = path.read_bytes()
    if len(raw) != 32:
        raise Refusal("bad-signing-key", phrase("签名密钥文件 {path} 已损坏。"), phrase("请从密钥备份恢复;不要新建,否则上级会拒绝。"), path=path)
    return Ed25519PrivateKey.from_private_bytes(raw)


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half, in hexadecimal: what the upper level and the auditors keep."""
    return key.public_key().public_bytes_raw().hex()


def own_public_key() -> str:
    """The public key of this system, empty when it has never signed."""
    return public_key(signing_key()) if key_file().exists() else ""


def origin_of(key: str) -> str:
    """The name of the system that signs with the public key."""
    return f"tuopin-{sha256(bytes.fromhex(key)).hexdigest()[:16]}"
