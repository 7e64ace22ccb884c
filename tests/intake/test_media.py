"""Evidence files of every bad sort get their answer; what is taken is made anew; and the reader's process is shut in."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import pictures
from intake.media_files import media_files, png_of_size
from tuopin.intake.media import child, parent
from tuopin.intake.media.child import read
from tuopin.intake.media.parent import LARGEST, read_media
from tuopin.intake.media.sniff import kind_of
from tuopin.kernel.refusals import Refusal

FILES = list(media_files())


def answered(door, data, kind):
    try:
        return "", door(data, kind)
    except Refusal as refusal:
        assert refusal.say()[0] and refusal.say()[1]
        return refusal.code, None


@pytest.mark.parametrize("file", [f for f in FILES if len(f.data) < LARGEST], ids=str)
def test_a_file_gets_the_answer_it_must(file):
    code, made = answered(read, file.data, file.as_what)
    assert code == file.code
    if made and made.media_type != "application/pdf":
        again = Image.open(BytesIO(made.kept))
        assert again.format == "JPEG" and not again.getexif() and set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"<script" not in made.kept and b"PK\x03\x04" not in made.kept[-200:]
    elif made:
        assert made.kept == file.data


@pytest.mark.parametrize("file", [f for f in FILES if f.name in (
    "50,000 × 50,000", "7,000 × 7,000 of nothing, cut", "text in a PNG that unpacks to 100 MB", "25 MB", "PDF nested a thousand deep",
    "SVG with a script", "PDF: JavaScript on opening", "WebP", "PDF scan", "nothing at all", "zeros")], ids=str)
def test_the_same_answer_comes_out_of_the_shut_in_process(file):
    code, made = answered(lambda data, kind: read_media(data, kind=kind), file.data, file.as_what)
    assert code == file.code and (made is None) == bool(code)


@pytest.mark.parametrize(("size", "told"), [
    ((8_001, 8_000), ("8001×8000", "6400")), ((50_000, 50_000), ("50000×50000", "6400")), ((60_000, 60), ("60000×60", "30000")),
])
def test_who_hands_in_too_large_a_picture_is_told_its_size_and_the_limit(size, told):
    with pytest.raises(Refusal) as caught:
        read(png_of_size(*size, zlib.compress(b"\x00")), "photo")
    assert all(number in caught.value.say(str)[0] for number in told), caught.value.say(str)
    with pytest.raises(Refusal) as caught:
        read_media(b"\xff\xd8\xff" + b"\0" * 23_450_000, kind="photo")
    assert "23.5 MB" in caught.value.say(str)[0] and "20 MB" in caught.value.say(str)[0]


def test_what_is_taken_is_turned_the_right_way_up_and_no_larger_than_it_needs_to_be():
    lying = pictures.a_scene(1, (4800, 1200))
    data = Image.Exif()
    data[0x0112] = 6
    made = read(pictures.as_bytes(lying, exif=data), "photo")
    assert (made.width, made.height) == (1024, 4096)
    assert max(Image.open(BytesIO(made.thumbnail)).size) == 480


def test_a_signature_keeps_only_greys():
    made = read(pictures.as_bytes(pictures.a_signature(1), "PNG"), "signature")
    assert made.media_type == "image/png" and Image.open(BytesIO(made.kept)).mode == "L" and len(made.prints) == 33


def test_an_empty_sheet_as_photo_has_no_prints_to_be_confused_by():
    assert read(pictures.as_bytes(Image.new("RGB", (600, 400), "white")), "photo").prints == []


def test_a_reader_that_dies_dawdles_or_babbles_has_refused_the_file(tmp_path, monkeypatch):
    photo = pictures.a_photo(1)
    for words in ("kill -SEGV $$", "exit 3", "printf '\\000\\000\\000\\003{}x'", "printf 'x'", "sleep 5", "printf '\\000\\000\\000\\020{\"kept\":9,\"x\":12}'"):
        (tmp_path / "reader").write_text(f"#!/bin/sh\ncat > /dev/null\n{words}\n")
        (tmp_path / "reader").chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(tmp_path / "reader"))
        monkeypatch.setattr(parent, "PATIENCE", 1)
        assert answered(lambda data, kind: read_media(data, kind=kind), photo, "photo")[0] == "evidence-reader-stopped", words


def test_a_refusal_that_the_reader_made_up_is_a_damaged_file(tmp_path, monkeypatch):
    head = b'{"refused":"made-up","params":{}}'
    (tmp_path / "answer").write_bytes(struct.pack(">I", len(head)) + head)
    (tmp_path / "reader").write_text(f"#!/bin/sh\ncat > /dev/null\ncat {tmp_path / 'answer'}\n")
    (tmp_path / "reader").chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "reader"))
    assert answered(lambda data, kind: read_media(data, kind=kind), pictures.a_photo(1), "photo")[0] == "evidence-damaged"


def test_the_reader_is_shut_in_and_knows_no_secret(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@127.0.0.1/x")
    assert "DATABASE_URL" not in parent._bare()
    code = (
        "import resource; from tuopin.intake.media import child; child.shut_in();"
        "print(*(resource.getrlimit(getattr(resource, n))[0] for n in ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE')));"
        "import sys; print(sorted({'django', 'tuopin.kernel.crypto'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert told == [f"{1 << 30} 30 0 0", "[]"]


def test_running_out_of_memory_is_an_answer(monkeypatch):
    def greedy(*_, **__):
        raise MemoryError

    monkeypatch.setattr(child, "read", greedy)
    assert b"evidence-reader-stopped" in child.answer(b"x", "photo")


def test_the_reader_s_own_door_answers_in_this_process_too(monkeypatch, capsysbinary):
    class In:
        buffer = BytesIO(pictures.pdf_bytes(pictures.a_pdf()))

    monkeypatch.setattr(sys, "stdin", In)
    monkeypatch.setattr(sys, "argv", ["child", "document"])
    monkeypatch.setattr(child, "shut_in", lambda: None)
    child.main()
    assert capsysbinary.readouterr().out[4:].startswith(b'{"media_type": "application/pdf"')


@pytest.mark.parametrize(("data", "kind"), [(b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"), (b"<a>", "xml"), (b"\x80\x05\x95", "pickle"), (b"", "unknown")])
def test_what_a_file_is_is_told_by_its_bytes(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize("path", sorted((Path(__file__).parent.parent / "corpus" / "document").glob("*")), ids=lambda path: path.name)
def test_a_file_that_kills_the_library_kills_the_reader_alone(path):
    """qpdf dies of it with a segmentation fault; whoever hands it in is told so, and the asking process goes on."""
    assert answered(lambda data, kind: read_media(data, kind=kind), path.read_bytes(), "document")[0] in ("evidence-reader-stopped", "evidence-damaged")
