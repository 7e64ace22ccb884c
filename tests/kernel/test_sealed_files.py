"""A sealed file opens whole and in its place, or not at all."""

import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.kernel.crypto import ALGORITHMS, TamperedField, new_keyring, with_new_sealing_key
from tuopin.kernel.sealed_files import PART, START, TAG, SealedWriter, open_file, opened_in_memory, seal_file

PLACE = "uploads|t1"
RINGS = {name: new_keyring(name) for name in ALGORITHMS}
BOTH = pytest.mark.parametrize("ring", RINGS.values(), ids=RINGS)
SIZES = (0, 1, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 5)


def sealed(content, ring, place=PLACE):
    target = io.BytesIO()
    seal_file(io.BytesIO(content), target, ring, place)
    return target.getvalue()


def opened(content, ring, place=PLACE):
    target = io.BytesIO()
    open_file(io.BytesIO(content), target, ring, place)
    return target.getvalue()


@BOTH
@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back(ring, size):
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert opened(sealed(content, ring), ring) == content


@pytest.mark.parametrize("size", SIZES)
def test_a_file_cut_anywhere_does_not_open(size):
    ring, whole = RINGS["aes-256-gcm"], sealed(bytes(size), RINGS["aes-256-gcm"])
    cuts = {0, 3, START - 1, START, START + TAG - 1, len(whole) - 1, len(whole) - TAG, START + PART + TAG, START + 2 * (PART + TAG)}
    for cut in (c for c in cuts if c < len(whole)):
        with pytest.raises(TamperedField):
            opened(whole[:cut], ring)


def test_parts_can_neither_change_places_nor_be_left_out_nor_doubled():
    ring = RINGS["sm4-gcm"]
    whole, size = sealed(bytes(3 * PART + 5), ring), PART + TAG
    head, parts = whole[:START], [whole[START + n * size : START + (n + 1) * size] for n in range(4)]
    for order in ((1, 0, 2, 3), (0, 1, 3), (0, 1, 2), (0, 1, 1, 2, 3), (3,), (0, 1, 2, 3, 3)):
        with pytest.raises(TamperedField):
            opened(head + b"".join(parts[n] for n in order), ring)


@given(bit=st.integers(0, (START + 120 + TAG) * 8 - 1))
def test_a_file_changed_in_one_bit_does_not_open(bit):
    ring = RINGS["aes-256-gcm"]
    whole = bytearray(sealed(bytes(120), ring))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises(TamperedField):
        opened(bytes(whole), ring)


def test_a_file_moved_or_of_other_keys_does_not_open_and_an_old_key_still_opens():
    ring = RINGS["aes-256-gcm"]
    whole = sealed(b"roster", ring)
    with pytest.raises(TamperedField):
        opened(whole, ring, "uploads|t2")
    with pytest.raises(TamperedField):
        opened(whole, new_keyring())
    newer = with_new_sealing_key(ring, "sm4-gcm")
    assert opened(whole, newer) == b"roster"
    assert opened(sealed(b"new", newer), type(ring)(ring.sealing, ring.indexing, newer=lambda: newer)) == b"new"


def test_a_file_without_its_last_part_does_not_open():
    ring, target = RINGS["aes-256-gcm"], io.BytesIO()
    SealedWriter(target, ring, PLACE).write(bytes(5 * PART))  # never closed
    with pytest.raises(TamperedField):
        opened(target.getvalue(), ring)


def test_a_child_reads_the_content_from_memory_and_nothing_lies_on_the_disk(tmp_path):
    ring, path = RINGS["aes-256-gcm"], tmp_path / "file"
    path.write_bytes(sealed("赵一 431129198001011234".encode(), ring))
    with opened_in_memory(path, ring, PLACE) as name:
        program = f"print(open('{name}', encoding='utf-8').read())"
        told = subprocess.run([sys.executable, "-c", program], pass_fds=(int(name.name),), capture_output=True, text=True, check=True)
        assert told.stdout.strip() == "赵一 431129198001011234" and name.read_bytes() == name.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["file"] and b"431129" not in path.read_bytes()
    path.write_bytes(b"TPSF" + path.read_bytes()[4:-1])
    with pytest.raises(TamperedField), opened_in_memory(path, ring, PLACE):
        pass
