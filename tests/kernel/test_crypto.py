"""Sealed values open only where, and with what, they were sealed; everything else raises and is heard of."""

import base64
import json
import stat
import subprocess
import sys
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from tuopin.kernel import home
from tuopin.kernel.alarms import AlarmFile
from tuopin.kernel.crypto import (
    AES_256_GCM,
    ALGORITHMS,
    SM4_GCM,
    Keyring,
    KeysMissing,
    SealingKey,
    Sm4Gcm,
    TamperedField,
    key_of,
    new_keyring,
    new_sealing_key,
    with_new_index_key,
    with_new_sealing_key,
    without,
)
from tuopin.kernel.keystore import KeyFile, fingerprint, fits, new_probe, packed, parse, serialize, unpacked

RINGS = {name: new_keyring(name) for name in ALGORITHMS}
BOTH = pytest.mark.parametrize("ring", RINGS.values(), ids=RINGS)
PLACE = "registry.person|certificate|P1"


@BOTH
@given(text=st.text(), place=st.text())
def test_what_is_sealed_opens_in_its_place(ring, text, place):
    assert ring.open(ring.seal(text, place), place) == text


@BOTH
@given(data=st.data(), text=st.text(max_size=20))
def test_a_value_changed_in_one_bit_does_not_open(ring, data, text):
    sealed = bytearray(ring.seal(text, PLACE))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(TamperedField):
        ring.open(bytes(sealed), PLACE)


@BOTH
@given(cut=st.integers(0, 45))
def test_a_value_cut_short_does_not_open(ring, cut):
    with pytest.raises(TamperedField):
        ring.open(ring.seal("431129198001011234", PLACE)[:cut], PLACE)


@BOTH
def test_a_value_moved_to_another_row_or_column_does_not_open(ring):
    sealed = ring.seal("431129198001011234", PLACE)
    for place in ("registry.person|certificate|P2", "registry.helper|certificate|P1", "registry.person|phone|P1", ""):
        with pytest.raises(TamperedField):
            ring.open(sealed, place)


@BOTH
def test_another_systems_keys_open_nothing(ring):
    with pytest.raises(TamperedField):
        new_keyring().open(ring.seal("13900000001", PLACE), PLACE)


def test_the_same_value_sealed_twice_looks_different_and_no_part_of_it_shows():
    first, second = (RINGS["aes-256-gcm"].seal("13900000001", PLACE) for _ in range(2))
    assert first != second and b"139" not in first


def test_sealed_bytes_that_are_no_text_are_refused_as_text():
    ring = RINGS["sm4-gcm"]
    with pytest.raises(TamperedField):
        ring.open(ring.seal_bytes(b"\xff\xfe", PLACE), PLACE)
    assert ring.open_bytes(ring.seal_bytes(b"\xff\xfe", PLACE), PLACE) == b"\xff\xfe"


def test_sm4_gcm_gives_the_published_example():
    """RFC 8998, appendix A.1."""
    key, nonce = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"), bytes.fromhex("00001234567800000000ABCD")
    text = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
    sealed = Sm4Gcm(key).encrypt(nonce, text, bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15"
        "A56834CBCF98C397B4024A2691233B8D83DE3541E4C2B58177E065A9BF7B62EC"
    )


def test_aes_is_the_librarys_aes_256_in_gcm():
    key = new_sealing_key()
    ring = Keyring({7: key}, {1: bytes(32)})
    sealed = ring.seal("value", PLACE)
    cipher = Cipher(algorithms.AES(key.secret), modes.GCM(sealed[4:16], sealed[-16:])).decryptor()
    cipher.authenticate_additional_data(b"\x01\x01\x00\x07" + PLACE.encode())
    assert cipher.update(sealed[16:-16]) + cipher.finalize() == b"value" and key_of(sealed) == 7


def test_a_key_has_its_algorithms_length_and_never_shows():
    for algorithm, size in ((AES_256_GCM, 16), (SM4_GCM, 32), (9, 32)):
        with pytest.raises(ValueError):
            SealingKey(algorithm, bytes(size))
    ring = new_keyring("sm4-gcm")
    shown = repr(ring) + str(ring.sealing[1])
    assert ring.sealing[1].secret.hex() not in shown and str(ring.sealing[1].secret) not in shown and str(ring.indexing[1]) not in shown


def test_every_failure_raises_an_alarm_that_tells_the_place_and_no_value():
    heard = []
    ring = replace(new_keyring(), alarm=lambda *told: heard.append(told))
    sealed = ring.seal("431129198001011234", PLACE)
    for bad in (sealed[:-1] + bytes((sealed[-1] ^ 1,)), b"short", new_keyring("sm4-gcm").seal("x", PLACE), b"\x01\x01\x00\x09" + sealed[4:]):
        with pytest.raises(TamperedField):
            ring.open(bad, PLACE)
    assert heard == [("wrong-tag", PLACE), ("not-sealed", PLACE), ("unknown-key", PLACE), ("unknown-key", PLACE)]


def test_old_values_open_after_a_new_key_and_new_ones_use_it():
    old = new_keyring()
    sealed = old.seal("x", PLACE)
    new = with_new_sealing_key(old, "sm4-gcm")
    assert new.open(sealed, PLACE) == "x" and key_of(new.seal("y", PLACE)) == 2 and new.seal("y", PLACE)[1] == SM4_GCM
    assert old.find_by("phone", "1") == new.find_by("phone", "1")
    with pytest.raises(TamperedField):
        without(new, sealing={1}).open(sealed, PLACE)


def test_a_process_with_the_former_keys_reads_the_file_anew_for_a_newer_value():
    old = new_keyring()
    new = with_new_sealing_key(old, "aes-256-gcm")
    sealed = new.seal("x", PLACE)
    assert replace(old, newer=lambda: new).open(sealed, PLACE) == "x"
    with pytest.raises(TamperedField):
        replace(old, newer=lambda: old).open(sealed, PLACE)


def test_the_current_keys_are_never_thrown_away():
    ring = with_new_index_key(with_new_sealing_key(new_keyring(), "aes-256-gcm"))
    kept = without(ring, sealing={1, 2}, indexing={1, 2})
    assert set(kept.sealing) == {2} and set(kept.indexing) == {2}


def test_key_numbers_do_not_run_over():
    with pytest.raises(ValueError):
        with_new_sealing_key(Keyring({0xFFFF: new_sealing_key()}, {1: bytes(32)}), "aes-256-gcm")


def test_a_lookup_asks_under_every_index_key():
    old = new_keyring()
    new = with_new_index_key(old)
    assert new.all_indexes("phone", "1") == [new.find_by("phone", "1"), old.find_by("phone", "1")]
    assert new.find_by("phone", "1") != new.find_by("certificate", "1")


def test_the_key_file_is_read_by_its_owner_alone_and_comes_back_the_same(tmp_path):
    store, ring = KeyFile(tmp_path / "keys.json"), with_new_index_key(with_new_sealing_key(new_keyring(), "sm4-gcm"))
    assert store.stamp() == 0
    store.write(ring, first=True)
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o400 and store.stamp()
    assert store.read() == ring and [p.name for p in tmp_path.iterdir()] == ["keys.json"]
    with pytest.raises(FileExistsError):
        store.write(new_keyring(), first=True)
    store.write(other := new_keyring())
    assert store.read() == other and [p.name for p in tmp_path.iterdir()] == ["keys.json"]


def test_the_first_form_of_the_key_file_is_still_read():
    keys = {"sealing": {"1": base64.b64encode(bytes(range(32))).decode()}, "index": base64.b64encode(bytes(32)).decode()}
    assert parse(json.dumps(keys).encode()) == Keyring({1: SealingKey(AES_256_GCM, bytes(range(32)))}, {1: bytes(32)})


@pytest.mark.parametrize("content", [
    b"", b"{}", b"[]", b"null", b'{"sealing": {}, "index": ""}', b'{"sealing": {"1": "AAAA"}, "index": "AAAA"}', b'{"sealing": {"1": "*"}, "index": "*"}',
    b'{"sealing": {}, "indexing": {}}', serialize(RINGS["aes-256-gcm"])[:-9], json.dumps({"sealing": {}, "index": "A" * 44}).encode(),
], ids=range(10))
def test_a_key_file_that_is_not_whole_is_missing_keys(tmp_path, content):
    (tmp_path / "keys.json").write_bytes(content)
    with pytest.raises(KeysMissing):
        KeyFile(tmp_path / "keys.json").read()


def test_no_key_file_is_missing_keys(tmp_path):
    with pytest.raises(KeysMissing):
        KeyFile(tmp_path / "keys.json").read()


def test_a_ring_packed_for_paper_comes_back_and_has_its_own_fingerprint():
    ring = with_new_index_key(with_new_sealing_key(new_keyring(), "sm4-gcm"))
    assert unpacked(packed(ring)) == ring and len(packed(new_keyring())) == 72
    assert fingerprint(ring) == fingerprint(unpacked(packed(ring))) != fingerprint(new_keyring())


@pytest.mark.parametrize("content", [
    b"", packed(RINGS["sm4-gcm"])[:-1], packed(RINGS["sm4-gcm"])[:20], packed(RINGS["sm4-gcm"])[20:], b"\x07" + packed(RINGS["sm4-gcm"])[1:],
    b"\x01\x09" + packed(RINGS["sm4-gcm"])[2:], packed(RINGS["sm4-gcm"]) + b"\x01\x01\x00\x02",
], ids=range(7))
def test_what_is_no_packed_ring_is_missing_keys(content):
    with pytest.raises(KeysMissing):
        unpacked(content)


def test_the_probe_tells_whether_keys_and_register_belong_together():
    ring = new_keyring()
    probe = new_probe(ring)
    assert fits(ring, probe) and fits(with_new_index_key(with_new_sealing_key(ring, "sm4-gcm")), probe)
    assert not fits(new_keyring(), probe) and not fits(ring, b"") and not fits(Keyring(ring.sealing, new_keyring().indexing), probe)


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    """A home folder of its own, with nothing remembered of the tests' own."""
    monkeypatch.setenv("TUOPIN_HOME", str(tmp_path))
    monkeypatch.setattr(home, "_rings", home._Rings())
    return tmp_path


def test_first_keys_are_made_once_and_changed_keys_are_seen_within_a_second(own_home, monkeypatch):
    first = home.keyring()
    assert home.keyring() is first
    sealed = first.seal("x", PLACE)
    home.key_store().write(with_new_sealing_key(first, "sm4-gcm"))
    assert home.read_keys_anew().current == 2 and home.keyring().open(sealed, PLACE) == "x"
    home.key_store().write(with_new_sealing_key(home.keyring(), "sm4-gcm"))
    assert home.keyring().current == 2  # not yet looked
    monkeypatch.setattr(home._rings, "asked_at", -10.0)
    assert home.keyring().current == 3
    monkeypatch.setattr(home._rings, "asked_at", -10.0)
    assert home.keyring().current == 3  # looked, nothing new


def test_two_processes_that_make_the_first_keys_have_the_same(own_home, monkeypatch):
    quicker = new_keyring()
    monkeypatch.setattr(KeyFile, "stamp", lambda self: 0)
    home.key_store().write(quicker, first=True)
    assert home.keyring() == quicker


def test_lost_keys_are_never_replaced_by_new_ones_where_there_was_a_register(own_home):
    (own_home / "schema").write_text("prepared")
    with pytest.raises(KeysMissing):
        home.keyring()
    assert [alarm.what for alarm in home.alarm_file().alarms()] == ["keys-missing"] and not (own_home / "keys.json").exists()


def test_the_home_folders_keys_raise_their_alarms_in_its_file(own_home):
    with pytest.raises(TamperedField):
        home.keyring().open(b"nothing", PLACE)
    alarm, = home.alarm_file().alarms()
    assert (alarm.what, alarm.place, alarm.column) == ("not-sealed", PLACE, "registry.person|certificate")


def test_the_algorithm_of_new_keys_is_a_setting(own_home, monkeypatch):
    monkeypatch.setenv("TUOPIN_CIPHER", "sm4-gcm")
    assert home.keyring().sealing[1].algorithm == SM4_GCM
    monkeypatch.setenv("TUOPIN_CIPHER", "rot13")
    with pytest.raises(KeysMissing):
        home.cipher_of_new_keys()
    monkeypatch.delenv("TUOPIN_CIPHER")
    assert home.cipher_of_new_keys() == "aes-256-gcm"


def test_alarms_outlive_a_crash_and_do_not_fill_the_disk(tmp_path, monkeypatch):
    file = AlarmFile(tmp_path / "alarms")
    assert list(file.alarms()) == []
    file.raise_alarm("wrong-tag", "a|b|1")
    file.raise_alarm("wrong-tag", "a|b|1")  # told once
    size = (tmp_path / "alarms").stat().st_size
    with (tmp_path / "alarms").open("a") as cut:
        cut.write('{"at": "2026')
    assert [alarm.place for alarm in file.alarms()] == ["a|b|1"]
    assert stat.S_IMODE((tmp_path / "alarms").stat().st_mode) == 0o600
    file.raise_alarm("wrong-tag", "a|b|2")
    assert [alarm.place for alarm in file.alarms()] == ["a|b|1", "a|b|2"], "what a crash cut off takes no other alarm with it"
    monkeypatch.setattr("tuopin.kernel.alarms.LARGEST", 3 * size)
    AlarmFile(tmp_path / "alarms").raise_alarm("wrong-tag", "a|b|3")  # another process
    for n in range(4, 20):
        file.raise_alarm("wrong-tag", f"a|b|{n}")
    told = [alarm.place for alarm in file.alarms()]
    assert told[:3] == ["a|b|1", "a|b|2", "a|b|3"] and told[-1] == "a|b|19", "the first stay, and the last is never missing"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alarms", "alarms.1", "alarms.2"]
    assert all(path.stat().st_size <= 4 * size + 2 and stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())


def test_no_number_of_alarms_of_one_process_keeps_the_next_one_from_being_raised(tmp_path, monkeypatch):
    monkeypatch.setattr("tuopin.kernel.alarms.MOST", 5)
    file = AlarmFile(tmp_path / "alarms")
    for n in range(12):
        file.raise_alarm("reveal-ration", f"accounts|{n}")
    assert [alarm.place for alarm in file.alarms()] == [f"accounts|{n}" for n in range(12)] and len(file._told) <= 5


def test_processes_that_raise_alarms_at_once_lose_none_when_the_file_is_put_aside(tmp_path):
    code = (
        "import sys; from pathlib import Path; import tuopin.kernel.alarms as a; a.LARGEST = 15_000\n"
        "file = a.AlarmFile(Path(sys.argv[1]))\nfor n in range(100): file.raise_alarm('wrong-tag', f'{sys.argv[2]}|{n}')"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "alarms"), name]) for name in "abcd"]
    assert [process.wait(60) for process in running] == [0] * 4
    told = [alarm.place for alarm in AlarmFile(tmp_path / "alarms").alarms()]
    assert sorted(told) == sorted(f"{name}|{n}" for name in "abcd" for n in range(100)) and (tmp_path / "alarms.1").exists()


def test_sealing_and_indexing_many_gives_what_one_at_a_time_gives():
    for ring in (new_keyring(), new_keyring("sm4-gcm"), Keyring({1: new_sealing_key()}, {1: b"k" * 100})):
        seal, index = ring.sealer(2), ring.indexer("certificate")
        sealed = [seal(text, place) for text, place in (("甲", "a"), ("乙", "b"), ("", "c"))]
        assert [ring.open(one, place) for one, place in zip(sealed, "abc", strict=True)] == ["甲", "乙", ""]
        assert len({one[4:16] for one in sealed}) == 3
        assert [index(text) for text in ("431129197905014169", "")] == [ring.find_by("certificate", text) for text in ("431129197905014169", "")]
