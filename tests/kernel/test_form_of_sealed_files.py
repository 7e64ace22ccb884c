"""The form of sealed files is fixed: a file of yesterday opens tomorrow only if its parts are as long as they were."""

from io import BytesIO

import pytest

from tuopin.kernel.crypto import HEAD, TAG, new_keyring
from tuopin.kernel.sealed_files import SealedWriter


@pytest.mark.parametrize(("length", "parts"), [(0, 1), (1, 1), (65_536, 1), (65_537, 2), (131_072, 2), (131_073, 3)])
def test_parts_are_of_64_kibibytes_behind_a_head_with_a_salt_of_32(length, parts):
    target = BytesIO()
    writer = SealedWriter(target, new_keyring(), "a place")
    writer.write(b"x" * length)
    writer.close()
    assert len(target.getvalue()) == len(b"TPSF") + HEAD + 32 + length + parts * TAG
