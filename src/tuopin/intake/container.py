"""A look at the file before anything opens it: is it what its name says, how far does it expand, what hides inside.

Everything here works on bytes with fixed memory: each part is inflated in pieces, checked against its stated size and
check sum, and thrown away. Nothing is parsed as XML.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from tuopin.intake.problems import refuse

LARGEST = 20_000_000  # bytes of the file
EXPANDED = 200_000_000  # bytes of all parts together
MOST_PARTS = 1_000
RATIO, RATIO_FROM = 100, 10_000_000  # a part that grows more than this, when it is large enough to matter
PIECE = 1 << 20
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF", "pdf"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"),
    (b"PAR1", "parquet"), (b"{\\rtf", "rtf"), (b"SQLite format 3", "sqlite"),
)  # fmt: skip
ACTIVE = (
    ("vbaproject.bin", "VBA"), ("externallinks/", "external link"), ("embeddings/", "OLE"), ("activex/", "ActiveX"),
    ("macrosheets/", "Excel 4.0"), ("oleobject", "OLE"), ("connections.xml", "connection"), ("ddelink", "DDE"),
)  # fmt: skip


def file_kind(path: Path) -> str:
    """`xlsx` for a workbook, `text` for something that may be delimited text. Raises a Refusal for all else."""
    size = path.stat().st_size
    if size == 0:
        raise refuse("file-empty")
    if size > LARGEST:
        raise refuse("file-too-large", limit=LARGEST // 1_000_000)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return "xlsx"
    for magic, name in MAGIC:
        if head.startswith(magic):
            locked = name == "xls" and _holds_encrypted_package(path)
            raise refuse("workbook-encrypted") if locked else refuse("not-a-workbook", found=name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in ((b"<!doctype html", "html"), (b"<html", "html"), (b"<table", "html"), (b"<?xml", "xml"), (b"<", "xml")):
        if start.startswith(mark):
            raise refuse("not-a-workbook", found="html" if b"<html" in start or b"<table" in start else name)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods"):
        raise refuse("not-a-workbook", found="text")
    return "text"


def _holds_encrypted_package(path: Path) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def open_archive(path: Path) -> zipfile.ZipFile:
    """The archive of a workbook whose table of contents is in order. Raises a Refusal otherwise."""
    archive = sound_archive(path)
    names = {part.filename.lower() for part in archive.infolist()}
    if "xl/workbook.xml" not in names:
        found = "xlsb" if "xl/workbook.bin" in names else "ods" if "content.xml" in names else "zip"
        raise refuse("not-a-workbook", found="docx" if "word/document.xml" in names else found)
    return archive


def holds_tables(archive: zipfile.ZipFile) -> bool:
    """Whether an archive holds text tables (.csv) and nothing else."""
    names = [part.filename.lower() for part in archive.infolist() if not part.is_dir()]
    return bool(names) and all(name.endswith(".csv") for name in names)


def sound_archive(path: Path) -> zipfile.ZipFile:
    """An archive whose table of contents is in order, whatever it holds. Raises a Refusal otherwise."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise refuse("workbook-damaged") from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise refuse("archive-unsafe", what=f"{len(parts)} > {MOST_PARTS}")
    _look_at_names([part.filename for part in parts])
    for part in parts:
        _look_at_part(part)
    if sum(part.file_size for part in parts) > EXPANDED:
        raise refuse("file-expands-too-far", limit=EXPANDED // 1_000_000)
    _look_at_places(archive, parts)
    return archive


def _look_at_names(names: list[str]) -> None:
    seen = set()
    for name in names:
        low = name.lower()
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name or "\x00" in name:
            raise refuse("archive-unsafe", what="path")
        if low in seen:
            raise refuse("archive-unsafe", what="duplicate name")
        seen.add(low)
        for mark, what in ACTIVE:
            if mark in low:
                raise refuse("workbook-active", what=what)


def _look_at_part(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 0x1:
        raise refuse("workbook-encrypted")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse("archive-unsafe", what="method")
    if stat.S_ISLNK(part.external_attr >> 16):
        raise refuse("archive-unsafe", what="symlink")
    if part.file_size > RATIO_FROM and part.file_size > RATIO * max(part.compress_size, 1):
        raise refuse("file-expands-too-far", limit=EXPANDED // 1_000_000)


def _look_at_places(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Every part has bytes of its own: two that share some are a bomb folded up."""
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        start = data_start(archive, part)
        if part.header_offset < end:
            raise refuse("archive-unsafe", what="overlap")
        end = start + part.compress_size
    if end > archive.start_dir:
        raise refuse("archive-unsafe", what="overlap")


def data_start(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Where the part's bytes begin; its local header has to name the same part as the table of contents."""
    if part.header_offset < 0:  # the table of contents lies about where the archive begins
        raise refuse("workbook-damaged")
    archive.fp.seek(part.header_offset)
    head = archive.fp.read(LOCAL_HEADER.size)
    if len(head) < LOCAL_HEADER.size or not head.startswith(b"PK\x03\x04"):
        raise refuse("workbook-damaged")
    *_fields, name_length, extra_length = LOCAL_HEADER.unpack(head)
    name = archive.fp.read(name_length)
    if name != part.orig_filename.encode("utf-8" if part.flag_bits & 0x800 else "cp437", "replace"):
        raise refuse("archive-unsafe", what="name")
    return part.header_offset + LOCAL_HEADER.size + name_length + extra_length


def pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's content piece by piece. Raises a Refusal when it is longer, shorter or other than stated."""
    archive.fp.seek(data_start(archive, part))
    left, size, check = part.compress_size, 0, 0
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    pending = b""
    try:
        while left or pending:
            if not pending:
                pending = archive.fp.read(min(PIECE // 4, left))
                left -= len(pending)
                if not pending:
                    raise refuse("workbook-damaged")
            piece = inflate.decompress(pending, PIECE) if inflate else pending
            pending = inflate.unconsumed_tail if inflate else b""
            size, check = size + len(piece), zlib.crc32(piece, check)
            if size > part.file_size:
                raise refuse("file-expands-too-far", limit=EXPANDED // 1_000_000)
            if piece:
                yield piece
            if inflate and inflate.eof and (left or pending or inflate.unused_data):
                raise refuse("workbook-damaged")
        if inflate and not inflate.eof:  # what the last call held back
            piece = inflate.flush()
            size, check = size + len(piece), zlib.crc32(piece, check)
            if piece:
                yield piece
    except zlib.error as error:
        raise refuse("workbook-damaged") from error
    if size != part.file_size or check != part.CRC or (inflate and not inflate.eof):
        raise refuse("workbook-damaged")
