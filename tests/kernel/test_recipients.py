"""What is sealed for somebody who is not here opens for them alone, whole and at its place."""

import io
import stat

import pytest

from tuopin.kernel.crypto import TamperedField
from tuopin.kernel.recipients import HALF, MAGIC, NoSuchKey, opened_for, public_of, sealing_writer, secret_of, write_key_pair


@pytest.fixture
def pair(tmp_path):
    write_key_pair(tmp_path / "secret", tmp_path / "public")
    return tmp_path / "secret", tmp_path / "public"


def sealed(public, text, place="backup|1"):
    target = io.BytesIO()
    writer = sealing_writer(target, public_of(public), place)
    writer.write(text)
    writer.close()
    return target.getvalue()


def test_the_holder_of_the_private_half_opens_what_the_public_half_put_away(pair):
    secret, public = pair
    text = bytes(range(256)) * 9000  # more than one part
    whole = sealed(public, text)
    assert whole.startswith(MAGIC) and text[:64] not in whole
    assert b"".join(opened_for(io.BytesIO(whole), secret_of(secret), "backup|1")) == text


def test_each_file_is_sealed_under_a_key_of_its_own(pair):
    assert len({sealed(pair[1], b"the same")[len(MAGIC) : len(MAGIC) + HALF] for _ in range(3)}) == 3


def test_another_private_half_another_place_and_a_head_cut_off_open_nothing(pair, tmp_path):
    secret, public = pair
    write_key_pair(tmp_path / "other", tmp_path / "other-public")
    whole = sealed(public, b"a register")
    for source, key, place in (
        (whole, tmp_path / "other", "backup|1"), (whole, secret, "backup|2"), (whole[: len(MAGIC) + HALF - 1], secret, "backup|1"),
        (b"XXXX" + whole[4:], secret, "backup|1"), (b"", secret, "backup|1"), (whole[:-1], secret, "backup|1"),
    ):
        with pytest.raises(TamperedField):
            b"".join(opened_for(io.BytesIO(source), secret_of(key), place))


def test_the_private_half_is_its_owners_alone_and_is_never_overwritten(pair, tmp_path):
    secret, _public = pair
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    before = secret.read_text()
    with pytest.raises(FileExistsError):
        write_key_pair(secret, tmp_path / "public-2")
    assert secret.read_text() == before


@pytest.mark.parametrize("text", [None, "", "nothing of the kind", "tuopin-backup-secret-1 AAAA", "tuopin-backup-public-1 " + "A" * 44, "tuopin-backup-secret-1 é"])
def test_a_file_without_a_private_half_is_no_key(tmp_path, text):
    path = tmp_path / "key"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(NoSuchKey):
        secret_of(path)


def test_one_half_is_not_taken_for_the_other(pair):
    secret, public = pair
    with pytest.raises(NoSuchKey):
        secret_of(public)
    with pytest.raises(NoSuchKey):
        public_of(secret)
