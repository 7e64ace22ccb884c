"""Small files that would keep a reader busy or fill its memory, and files that are two things at once."""

import struct
import time
import zlib
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from PIL import Image

from tuopin.intake.media.parent import read_media
from tuopin.kernel.refusals import Refusal


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*more: bytes, side: int = 300) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(bytes(side * (3 * side + 1)))) + chunk(b"IEND")


def jpeg() -> bytes:
    out = BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def pdf() -> bytes:
    document, out = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()


def archive(comment: bytes = b"") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("x.html", "<script>1</script>")
        packed.comment = comment
    return out.getvalue()


def doubled_stream(size: int = 50 << 20) -> bytes:
    document, out = pikepdf.new(), BytesIO()
    document.add_blank_page()
    stream = pikepdf.Stream(document, zlib.compress(zlib.compress(bytes(size), 9), 9))
    stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
    document.Root.X = document.make_indirect(stream)
    document.save(out)
    return out.getvalue()


HUGE = zlib.compress(bytes(120_000_000), 9)
BOMBS = {
    "a JPEG of three million empty comments": ("photo", lambda: jpeg()[:2] + b"\xff\xfe\x00\x02" * 3_000_000 + jpeg()[2:], "evidence-damaged"),
    "a PNG of a million empty pieces": ("photo", lambda: png(chunk(b"teSt") * 1_200_000), "evidence-damaged"),
    "a PNG of a million empty pieces of picture": ("photo", lambda: png(chunk(b"IDAT") * 1_200_000), "evidence-damaged"),
    "a PNG with a text of 120 MB": ("photo", lambda: png(chunk(b"zTXt", b"k\0\0" + HUGE)), "evidence-damaged"),
    "a PNG with a colour profile of 120 MB": ("photo", lambda: png(chunk(b"iCCP", b"k\0\0" + HUGE)), "evidence-damaged"),
    "a picture in a program's tail": ("photo", lambda: b"MZ" + jpeg(), "evidence-type"),
    "a PDF file that is an archive too": ("document", lambda: pdf() + archive(), "evidence-pdf-active"),
    "a PDF file whose end is an archive's comment": ("document", lambda: pdf()[:-6] + archive(b"\n%%EOF\n"), "evidence-pdf-active"),
    "a page before a PDF file": ("document", lambda: b"<html><script>1</script>" + pdf(), "evidence-type"),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_soon(what):
    kind, made, code = BOMBS[what]
    data, began = made(), time.process_time()
    assert len(data) < 20_000_000
    with pytest.raises(Refusal) as refused:
        read_media(data, kind=kind)
    assert refused.value.code == code and time.process_time() - began < 1, "the asking process does nothing of it itself"


@pytest.mark.parametrize("made", [
    lambda: jpeg() + archive(), lambda: png(chunk(b"tEXt", b"k\0<script>alert(1)</script>")), lambda: jpeg()[:2] + b"\xff\xfe\x00\x1b<script>alert(1)</script>" + jpeg()[2:],
])
def test_of_a_picture_that_is_something_else_too_only_the_picture_is_kept(made):
    kept = read_media(made(), kind="photo")
    assert kept.media_type == "image/jpeg" and b"<script>" not in kept.kept + kept.thumbnail and b"PK\x05\x06" not in kept.kept


def test_a_stream_that_unpacks_a_thousandfold_is_never_unpacked():
    kept = read_media(doubled_stream(), kind="document")
    assert kept.pages == 1


def test_a_picture_in_as_many_pieces_as_programs_make_is_taken():
    data = zlib.compress(bytes(300 * 901), 0)
    pieces = b"".join(chunk(b"IDAT", data[n : n + 100]) for n in range(0, len(data), 100))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 300, 300, 8, 2, 0, 0, 0))
    whole = b"\x89PNG\r\n\x1a\n" + head + pieces + chunk(b"IEND")
    assert read_media(whole, kind="photo").width == 300 and pieces.count(b"IDAT") > 2000
