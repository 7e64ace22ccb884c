"""Blind indexes by their definition: keys shorter than, exactly as long as and longer than a block of the digest."""

import hmac
from hashlib import sha256

import pytest

from tuopin.kernel.crypto import Keyring


@pytest.mark.parametrize("length", [32, 63, 64, 65, 200])
def test_an_index_made_in_a_row_is_the_one_that_is_made_alone(length):
    key = bytes(n % 251 for n in range(length))
    ring = Keyring({}, {1: key})
    index = ring.indexer("identity")
    for value in ("", "431129197001010011", "里耶镇"):
        assert index(value) == ring.find_by("identity", value) == hmac.digest(key, b"identity\x00" + value.encode(), sha256)[:16]
