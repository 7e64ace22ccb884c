"""Both stores keep bytes under their names: the folder, and a real S3-compatible server that runs for the test."""

import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from tuopin.evidence.services import read_file
from tuopin.kernel.stores import Absent, StoreFault, evidence_store, store_at
from tuopin.kernel.stores.folder import FolderStore
from tuopin.kernel.stores.names import sound_name

NAME, OTHER = "ab" * 32, "cd" * 32
IDENTITY = '{"identities":[{"name":"t","credentials":[{"accessKey":"tests-only","secretKey":"not-a-secret"}],"actions":["Admin","Read","Write","List","Tagging"]}]}'


def a_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def s3(tmp_path_factory):
    """The address of a store in a SeaweedFS that listens on this machine alone."""
    weed = shutil.which("weed", path=str(Path(sys.executable).parent))
    if weed is None:
        pytest.skip("no S3-compatible server for this system")
    folder = tmp_path_factory.mktemp("weed")
    (folder / "s3.json").write_text(IDENTITY)
    ports = {name: a_port() for name in ("master", "volume", "filer", "s3")}
    grpc = {f"{name}.port.grpc": a_port() for name in ports}
    options = [f"-{name}.port={port}" for name, port in ports.items()] + [f"-{name}={port}" for name, port in grpc.items()]
    server = subprocess.Popen(
        [weed, "server", f"-dir={folder}", "-s3", f"-s3.config={folder / 's3.json'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
         "-volume.max=5", "-s3.autoCreateBucket=false", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.volumeSizeLimitMB=64", *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
    )
    kept = {name: os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    os.environ |= {"AWS_ACCESS_KEY_ID": "tests-only", "AWS_SECRET_ACCESS_KEY": "not-a-secret"}
    try:
        yield _bucket(f"s3://evidence/files?endpoint=http://127.0.0.1:{ports['s3']}")
    finally:
        server.kill()
        server.wait(20)
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _bucket(address):
    for _ in range(60):
        try:
            store = store_at(address)  # each try with a fresh client: it remembers a server that does not answer
            store.client.create_bucket(Bucket="evidence")
            store.put(NAME, b"ready")
            store.remove(NAME)
            return address
        except Exception:
            time.sleep(0.5)
    pytest.fail("the S3-compatible server did not come up")


@pytest.fixture(params=["folder", "s3"])
def one_store(request, tmp_path):
    if request.param == "folder":
        return store_at(str(tmp_path / "files"))
    store = store_at(request.getfixturevalue("s3"))
    for name in list(store.names()):
        store.remove(name)
    return store


def test_what_is_put_is_there_and_comes_back(one_store):
    data = os.urandom(300_000)
    one_store.put(NAME, data)
    assert one_store.has(NAME) and one_store.get(NAME) == data and list(one_store.names()) == [NAME]


def test_what_was_not_put_is_absent(one_store):
    assert not one_store.has(OTHER) and list(one_store.names()) == []
    with pytest.raises(Absent):
        one_store.get(OTHER)


def test_what_is_removed_is_gone_and_may_be_removed_again(one_store):
    one_store.put(NAME, b"x")
    one_store.remove(NAME)
    one_store.remove(NAME)
    assert not one_store.has(NAME)


def test_many_names_are_listed_over_several_pages(one_store):
    names = {f"{n:064x}" for n in range(25)}
    if hasattr(one_store, "client"):
        ask = one_store._ask
        one_store._ask = lambda what, **asked: ask(what, **asked | ({"MaxKeys": 10} if what == "list_objects_v2" else {}))
    for name in names:
        one_store.put(name, b"x")
    assert set(one_store.names()) == names


def test_a_name_that_is_a_path_reaches_no_store(one_store):
    for name in ("../../etc/passwd", "/etc/passwd", "ab", NAME.upper(), f"{NAME}/..", f"{NAME}\n", ""):
        for door in (one_store.get, one_store.has, one_store.remove, lambda name: one_store.put(name, b"x")):
            with pytest.raises(ValueError, match="not the name"):
                door(name)
    assert sound_name(f"{NAME}.small")


def test_a_bucket_that_is_not_there_and_a_server_that_is_not_there_are_faults(s3):
    missing = store_at(s3.replace("evidence/files", "nowhere/files"))
    with pytest.raises(StoreFault):
        missing.put(NAME, b"x")
    with pytest.raises(StoreFault):
        list(missing.names())
    silent = store_at(f"s3://evidence/files?endpoint=http://127.0.0.1:{a_port()}")
    for door in (lambda: silent.put(NAME, b"x"), lambda: silent.get(NAME), lambda: list(silent.names())):
        with pytest.raises(StoreFault):
            door()


def test_a_wrong_key_is_a_fault_and_not_an_absence(s3, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(StoreFault):
        store_at(s3).get(NAME)


def test_a_folder_that_cannot_be_written_is_a_fault_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = FolderStore(tmp_path / "file")
    for door in (lambda: store.put(NAME, b"x"), lambda: store.get(NAME), lambda: store.remove(NAME)):
        with pytest.raises(StoreFault):
            door()


def test_a_folder_whose_disk_is_full_keeps_no_half_file(tmp_path, monkeypatch):
    store = FolderStore(tmp_path)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tuopin.kernel.stores.folder.os.fsync", full)
    with pytest.raises(StoreFault):
        store.put(NAME, b"x")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_sealed_files_are_readable_by_their_owner_alone(tmp_path):
    FolderStore(tmp_path).put(NAME, b"x")
    path = tmp_path / "ab" / NAME
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.django_db
def test_evidence_goes_into_the_s3_store_and_comes_back_whole(s3, monkeypatch):
    import pictures
    from register import VILLAGE, an_actor
    from tuopin.evidence.services import accept_file

    monkeypatch.setenv("TUOPIN_EVIDENCE", s3)
    evidence_store.cache_clear()
    handed = pictures.pdf_bytes(pictures.a_pdf(3))
    row = accept_file(
        kind="document", subject="household:H1", area_code=VILLAGE, file=handed, actor=an_actor(), on=date(2018, 12, 1),
    )
    assert read_file(uid=row.uid, actor=an_actor())[1] == handed
    assert handed[:200] not in evidence_store().get(row.digest)
