"""What was put away years ago opens still: each form that bytes have on paper, in the key file, in sealed files and in backups, to the letter."""

import io

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tuopin.kernel.crypto import (
    AES_256_GCM,
    SM4_GCM,
    Keyring,
    KeysMissing,
    SealingKey,
    new_keyring,
    with_new_index_key,
    with_new_sealing_key,
    without,
)
from tuopin.kernel.keystore import KeyFile, packed, parse, serialize, unpacked
from tuopin.kernel.recipients import HALF, MAGIC, opened_for
from tuopin.kernel.sealed_files import MAGIC as FILE_MAGIC
from tuopin.kernel.sealed_files import START, key_of_file, open_file, seal_file
from tuopin.kernel.shamir import SharesWrong, combine, divide, multiply, printed, read, split

COUNTING = bytes(range(32))
PAPER = "00010203 04050607 08090a0b 0c0d0e0f d143\n10111213 14151617 18191a1b 1c1d1e1f f8f5\n20212223 24252627 a1fa"
SEALED_FILE = (
    "545053460101012c2502db47ba2e4425729fdd76a08f25805a08d540fce848e8dca4b7ede3a572c0eae2ad87969634e5e14f4cf1ac93e74593d110ed43d2"
)
FOR_A_KEY = (
    "545042520c1cdd1fef9000372a03088ed04b6892d5aa415cabe532ad7428a4651d241955545053460101000137fc85d4983bc6af16bfaaccbcbbf443"
    "46d8f378345d79f094b099afafb38499d9ed6538037fe37599618d5c1c3af6e67cecba928949"
)


def test_a_share_is_printed_as_it_was_printed_before():
    assert printed(bytes(range(40))) == PAPER and read(PAPER) == bytes(range(40))


def test_nothing_is_no_secret_to_split():
    """Ten bytes are a share of nothing: its number, how many are needed, and the seal."""
    with pytest.raises(SharesWrong):
        combine(split(b"", shares=3, needed=2))
    assert combine(split(b"x", shares=3, needed=2)) == b"x"


def test_every_product_and_quotient_of_the_field():
    for a in range(1, 256):
        assert multiply(a, divide(1, a)) == 1 and multiply(a, 0) == multiply(0, a) == divide(0, a) == 0
        assert [multiply(a, 2 ** bit) for bit in range(1, 8)] == [multiply(multiply(a, 2 ** (bit - 1)), 2) for bit in range(1, 8)]
    assert multiply(0x80, 2) == 0x1B and multiply(0xFF, 0xFF) == 0x13


@pytest.fixture
def ring() -> Keyring:
    """Keys whose numbers do not fit one byte."""
    return Keyring({1: SealingKey(SM4_GCM, COUNTING[:16]), 300: SealingKey(AES_256_GCM, COUNTING)}, {1: bytes(32), 258: COUNTING})


def test_a_file_that_was_sealed_before_opens(ring):
    source, target = io.BytesIO(bytes.fromhex(SEALED_FILE)), io.BytesIO()
    open_file(source, target, ring, "upload|1")
    assert target.getvalue().decode() == "名册" and key_of_file(source.getvalue()) == 300


def test_what_was_sealed_for_a_key_before_opens():
    secret = X25519PrivateKey.from_private_bytes(COUNTING)
    whole = bytes.fromhex(FOR_A_KEY)
    assert b"".join(opened_for(io.BytesIO(whole), secret, "backup|1")).decode() == "备份"
    assert whole.startswith(MAGIC) and key_of_file(whole[len(MAGIC) + HALF :]) == 1


def test_only_the_whole_head_of_a_sealed_file_names_a_key(ring):
    target = io.BytesIO()
    seal_file(io.BytesIO(b"x"), target, ring, "p")
    head = target.getvalue()[:START]
    assert key_of_file(head) == 300 and key_of_file(head[:-1]) is None
    assert key_of_file(b"PK\x03\x04" + head[4:]) is None and key_of_file(FILE_MAGIC + b"\x02" + head[5:]) is None


def test_the_key_file_says_the_same_in_whatever_order_the_keys_came(ring):
    turned = Keyring(dict(reversed(ring.sealing.items())), dict(reversed(ring.indexing.items())))
    assert serialize(turned) == serialize(ring) and packed(turned) == packed(ring) and parse(serialize(ring)) == ring
    assert serialize(Keyring({1: SealingKey(SM4_GCM, bytes(16))}, {1: bytes(32)})) == (
        b'{"indexing":{"1":"' + b"A" * 43 + b'="},"sealing":{"1":{"algorithm":2,"key":"' + b"A" * 22 + b'=="}}}')


def test_what_shares_give_is_a_whole_ring_or_none(ring):
    whole = packed(ring)
    assert unpacked(whole) == ring
    sealing = whole[: 4 + 16]
    for wrong in (b"", sealing, whole[:-1], bytes((1, 9, 0, 1)) + COUNTING + whole, bytes((3, 0, 0, 1)) + COUNTING + whole, whole[4 + 16 + 4 + 32 :]):
        with pytest.raises(KeysMissing):
            unpacked(wrong)


def test_a_kind_of_key_that_nobody_knows_takes_no_byte_of_the_next(ring):
    with pytest.raises(KeysMissing):
        unpacked(packed(ring) + bytes((1, 9, 0, 2, 7)))


def test_the_key_file_is_its_owners_to_read_from_its_first_moment(tmp_path, ring):
    KeyFile(tmp_path / "keys").write(ring)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o400 and [each.name for each in tmp_path.iterdir()] == ["keys"]


def test_only_the_keys_that_are_named_are_thrown_away():
    ring = new_keyring()
    for _ in range(2):
        ring = with_new_index_key(with_new_sealing_key(ring, "aes-256-gcm"))
    assert set(without(ring, sealing={1}).sealing) == {2, 3} and set(without(ring, sealing={1}).indexing) == {1, 2, 3}
    assert set(without(ring, indexing={2}).indexing) == {1, 3} and set(without(ring, indexing={2}).sealing) == {1, 2, 3}
