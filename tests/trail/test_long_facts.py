"""The digest of facts does not depend on the pieces in which they are hashed."""

from hashlib import sha256

import pytest

from tuopin.trail.states import digests


@pytest.mark.parametrize("length", [0, 1, digests.PIECE - 1, digests.PIECE, digests.PIECE + 1, 3 * digests.PIECE + 7])
def test_a_long_text_hashed_in_pieces_has_the_digest_of_the_whole(length):
    content = bytes(n % 251 for n in range(length))
    assert digests._digest(content) == sha256(content).digest()
