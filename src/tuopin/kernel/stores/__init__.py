"""Where large sealed files lie: a folder, or an S3-compatible store; both know names and bytes and nothing of what is inside.

A name is the hex digest of what was sealed, with a short ending for its small picture. What lies here never changes: a name
that is there already is left as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from tuopin.kernel.home import home
from tuopin.kernel.stores.folder import FolderStore
from tuopin.kernel.stores.names import Absent, StoreFault, StoreFull

__all__ = ["Absent", "Store", "StoreFault", "StoreFull", "evidence_store", "store_at"]

class Store(Protocol):
    """What a store of sealed files can do; every method raises StoreFault when the store itself fails."""

    def put(self, name: str, data: bytes) -> None:
        """Keep the bytes durably under the name; when the call returns they are there."""

    def get(self, name: str) -> bytes:
        """The bytes of a name; raises Absent."""

    def has(self, name: str) -> bool:
        """Whether the name is there."""

    def remove(self, name: str) -> None:
        """Make the name and its bytes go away; no error when they are gone already."""

    def names(self) -> Iterator[str]:
        """Every name, in no particular order."""


def store_at(address: str) -> Store:
    """The store at an address: a folder's path, or `s3://bucket/prefix?endpoint=https://host&region=…`."""
    parts = urlsplit(address)
    if parts.scheme != "s3":
        return FolderStore(address)
    from tuopin.kernel.stores.s3 import S3Store

    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return S3Store(parts.netloc, parts.path.strip("/"), endpoint=asked.get("endpoint"), region=asked.get("region"))


@cache
def evidence_store() -> Store:
    """The store of the files of evidence: what `TUOPIN_EVIDENCE` names, else the folder `evidence` in the home folder."""
    return store_at(os.environ.get("TUOPIN_EVIDENCE") or str(home() / "evidence"))
