"""What a file is by its own bytes; its name and what the sender calls it are not asked."""

from __future__ import annotations

PICTURES = frozenset({"jpeg", "png", "webp"})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
MAGIC = (
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"%PDF-", "pdf"), (b"GIF8", "gif"), (b"BM", "bmp"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"PK", "zip"), (b"\xd0\xcf\x11\xe0", "office"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"), (b"\x1aE\xdf\xa3", "video"), (b"\x00\x00\x01\xba", "video"), (b"FLV", "video"), (b"\x7fELF", "program"),
    (b"MZ", "program"), (b"#!", "program"), (b"PAR1", "parquet"), (b"\x80\x04\x95", "pickle"), (b"\x80\x05\x95", "pickle"),
)  # fmt: skip


def kind_of(data: bytes) -> str:
    """`jpeg`, `png`, `webp` or `pdf` for what may be evidence; otherwise the nearest word for what it is, else `unknown`."""
    if data[:4] == b"RIFF":
        return "webp" if data[8:12] == b"WEBP" else "video"
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in HEIC_BRANDS else "video"
    for magic, name in MAGIC:
        if data.startswith(magic):
            return name
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    if start.startswith(b"<"):
        return "svg" if b"<svg" in start else "html" if b"<html" in start or b"<script" in start else "xml"
    return "unknown"
