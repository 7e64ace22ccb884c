"""Files handed in as evidence that are not what they should be, made by code, each with the answer it must get."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from PIL import Image, ImageCms

import pictures


@dataclass(frozen=True)
class MediaFile:
    """One file: of which kind of bad input, its name, as what it is handed in, its bytes, and the code of the refusal ("" = taken)."""

    kind: int
    name: str
    as_what: str
    data: bytes
    code: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def png_of_size(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG whose head claims a size; a few bytes in all."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def media_files() -> Iterator[MediaFile]:
    """All of them: pictures, videos, things that are neither, PDF files that do things."""
    yield from _pictures()
    yield from _not_pictures()
    yield from _documents()


def _pictures() -> Iterator[MediaFile]:
    photo = pictures.a_photo(1)
    flood = zlib.compress(b"\x00" * 50_000_000, 9)
    yield MediaFile(97, "50,000 × 50,000", "photo", png_of_size(50_000, 50_000, zlib.compress(b"\x00" * 50_001)), "evidence-too-many-pixels")
    yield MediaFile(97, "9,000 × 9,000 of nothing", "photo", png_of_size(9_000, 9_000, flood), "evidence-too-many-pixels")
    yield MediaFile(97, "7,000 × 7,000 of nothing, cut", "photo", png_of_size(7_000, 7_000, flood[:40_000]), "evidence-damaged")
    yield MediaFile(97, "100,000 × 1", "photo", png_of_size(100_000, 1, zlib.compress(b"\x00" * 100_001)), "evidence-too-long-a-side")
    yield MediaFile(97, "no size", "photo", png_of_size(0, 0), "evidence-damaged")
    yield MediaFile(97, "four points", "photo", pictures.as_bytes(Image.new("RGB", (2, 2)), "PNG"), "evidence-too-small")
    yield MediaFile(97, "JPEG cut in the middle", "photo", photo[: len(photo) // 2], "evidence-damaged")
    yield MediaFile(97, "JPEG of a head alone", "photo", photo[:300], "evidence-damaged")
    yield MediaFile(97, "PNG with a wrong end", "photo", png_of_size(64, 64, zlib.compress(b"\x00" * 65 * 64))[:-20] + b"\x00" * 20, "")
    yield MediaFile(97, "text in a PNG that unpacks to 100 MB", "photo", _png_with_text(), "evidence-damaged")
    yield MediaFile(97, "a JPEG with a ZIP behind it", "photo", photo + b"PK\x03\x04" + b"x" * 100 + b"PK\x05\x06" + b"\x00" * 18, "")
    yield MediaFile(97, "a JPEG with a script behind it", "photo", photo + b"<script>alert(1)</script>", "")
    yield MediaFile(97, "a JPEG with a script in its comment", "photo", pictures.as_bytes(pictures.a_scene(2), "JPEG", comment=b"<script>alert(1)</script>"), "")
    yield MediaFile(97, "a JPEG with a colour profile", "photo", pictures.as_bytes(pictures.a_scene(3), "JPEG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()), "")
    for form in ("PNG", "WEBP"):
        frames = [pictures.a_scene(n, (100, 80)) for n in range(3)]
        yield MediaFile(97, f"moving {form}", "photo", pictures.as_bytes(frames[0], form, save_all=True, append_images=frames[1:]), "evidence-moving")
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        picture = pictures.a_scene(4).convert("L" if mode == "I;16" else mode)
        data = pictures.as_bytes(picture.point(lambda v: v * 256, "I").convert("I;16") if mode == "I;16" else picture, "PNG")
        yield MediaFile(97, f"PNG {mode}", "photo", data, "")
    yield MediaFile(97, "JPEG CMYK", "photo", pictures.as_bytes(pictures.a_scene(5).convert("CMYK"), "JPEG"), "")
    yield MediaFile(97, "WebP", "photo", pictures.as_bytes(pictures.a_scene(6), "WEBP"), "")
    yield MediaFile(97, "an empty sheet as signature", "signature", pictures.as_bytes(Image.new("RGB", (600, 240), "white"), "PNG"), "evidence-no-ink")
    yield MediaFile(97, "EXIF of rubbish", "photo", photo[:2] + b"\xff\xe1\x00\x20Exif\x00\x00" + b"\xee" * 24 + photo[2:], "")
    yield MediaFile(97, "EXIF with a place of zeros below the line", "photo", _broken_place(), "")


def _png_with_text() -> bytes:
    packed = b"Comment\x00\x00" + zlib.compress(b"x" * 100_000_000, 9)
    plain = png_of_size(64, 64, zlib.compress(b"\x00" * 65 * 64))
    chunk = struct.pack(">I", len(packed)) + b"zTXt" + packed + struct.pack(">I", zlib.crc32(b"zTXt" + packed))
    return plain[:33] + chunk + plain[33:]


def _broken_place() -> bytes:
    camera = pictures.exif(at=(25.0, 111.0))
    camera.get_ifd(0x8825)[2] = ((1, 0), (2, 0), (3, 0))
    try:
        return pictures.as_bytes(pictures.a_scene(7), "JPEG", exif=camera)
    except Exception:
        return pictures.a_photo(7)


def _not_pictures() -> Iterator[MediaFile]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
    others = {
        "SVG with a script": (97, svg), "SVG with a declaration": (97, b'<?xml version="1.0"?>\n' + svg), "SVG with a mark": (97, b"\xef\xbb\xbf \n" + svg),
        "GIF": (97, pictures.as_bytes(pictures.a_scene(1, (60, 60)), "GIF")), "BMP": (97, pictures.as_bytes(pictures.a_scene(1, (60, 60)), "BMP")),
        "TIFF": (97, pictures.as_bytes(pictures.a_scene(1, (60, 60)), "TIFF")), "ICO": (97, b"\x00\x00\x01\x00\x01\x00"), "HTML": (97, b"<html><script>1</script>"),
        "PHP": (97, b"<?php system($_GET['x']); ?>"), "program": (97, b"\x7fELF\x02\x01\x01"), "Windows program": (97, b"MZ\x90\x00"), "script": (97, b"#!/bin/sh\nid\n"),
        "ZIP": (97, b"PK\x03\x04" + b"\x00" * 40), "text": (97, "一段文字".encode()), "zeros": (97, b"\x00" * 5000), "Parquet": (105, b"PAR1"), "pickle": (105, b"\x80\x04\x95\x00"),
        "MP4": (96, b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 100), "MOV": (96, b"\x00\x00\x00\x14ftypqt  " + b"\x00" * 100), "AVI": (96, b"RIFF\x00\x00\x00\x00AVI "),
        "MKV": (96, b"\x1aE\xdf\xa3" + b"\x00" * 60), "EICAR in a GIF's clothes": (97, b"GIF89a;X5O!P%@AP"),
    }  # fmt: skip
    for name, (kind, data) in others.items():
        yield MediaFile(kind, name, "photo", data, "evidence-type")
    for brand in (b"heic", b"mif1", b"avif"):
        yield MediaFile(97, f"HEIC {brand.decode()}", "photo", b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 100, "evidence-heic")
    yield MediaFile(96, "25 MB", "photo", pictures.a_photo(1) + b"\x00" * 25_000_000, "evidence-too-large")
    yield MediaFile(96, "nothing at all", "photo", b"", "evidence-empty")
    yield MediaFile(97, "a PDF as a photo", "photo", pictures.pdf_bytes(pictures.a_pdf()), "evidence-wrong-kind")
    yield MediaFile(97, "a photo as a PDF", "document", pictures.a_photo(1), "evidence-wrong-kind")


def _with(change, **options: object) -> bytes:
    document = pictures.a_pdf()
    change(document)
    return pictures.pdf_bytes(document, **options)


def _documents() -> Iterator[MediaFile]:
    D, N, S, A = pikepdf.Dictionary, pikepdf.Name, pikepdf.String, pikepdf.Array
    packed = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "compress_streams": True}

    def put(document, name, value):
        document.Root[name] = value

    active = {
        "JavaScript on opening": lambda d: put(d, "/OpenAction", D(S=N.JavaScript, JS=S("app.alert(1)"))),
        "JavaScript in the names": lambda d: put(d, "/Names", D(JavaScript=D(Names=A([S("x"), D(S=N.JavaScript, JS=S("1"))])))),
        "a program on opening": lambda d: put(d, "/OpenAction", D(S=N.Launch, F=S("cmd.exe"))),
        "additional actions": lambda d: put(d, "/AA", D(WC=D(S=N.GoTo))),
        "a file inside": lambda d: d.attachments.__setitem__("x.exe", b"MZ"),
        "XFA": lambda d: put(d, "/AcroForm", D(XFA=S("<xdp/>"))),
        "sends a form": lambda d: put(d, "/OpenAction", D(S=N.SubmitForm, F=S("http://127.0.0.1:9/"))),
        "opens another file": lambda d: put(d, "/OpenAction", D(S=N.GoToR, F=S("//host/share"))),
        "rich media": lambda d: d.pages[0].__setattr__("Annots", A([d.make_indirect(D(Type=N.Annot, Subtype=N.RichMedia))])),
        "a video": lambda d: d.pages[0].__setattr__("Annots", A([D(Type=N.Annot, Subtype=N.Movie)])),
        "an attachment on the page": lambda d: d.pages[0].__setattr__("Annots", A([D(Type=N.Annot, Subtype=N.FileAttachment)])),
        "deep inside": lambda d: put(d, "/X", A([D(Y=A([D(Z=D(S=N.JavaScript))]))])),
    }  # fmt: skip
    for name, change in active.items():
        yield MediaFile(97, f"PDF: {name}", "document", _with(change), "evidence-pdf-active")
        yield MediaFile(97, f"PDF, packed: {name}", "document", _with(change, **packed), "evidence-pdf-active")
    whole = pictures.pdf_bytes(pictures.a_pdf(2))
    yield MediaFile(97, "PDF of two pages", "document", whole, "")
    yield MediaFile(97, "PDF scan", "scan", whole, "")
    yield MediaFile(97, "PDF with a link", "document", _with(lambda d: d.pages[0].__setattr__("Annots", A([D(Type=N.Annot, Subtype=N.Link, A=D(S=N.URI, URI=S("https://example.org")))]))), "")
    yield MediaFile(97, "PDF with a password", "document", _with(lambda d: None, encryption=pikepdf.Encryption(owner="x", user="y")), "evidence-pdf-locked")
    yield MediaFile(97, "PDF locked for its owner", "document", _with(lambda d: None, encryption=pikepdf.Encryption(owner="x", user="")), "evidence-pdf-locked")
    yield MediaFile(97, "PDF of 301 pages", "document", pictures.pdf_bytes(pictures.a_pdf(301)), "evidence-pdf-pages")
    yield MediaFile(97, "PDF without pages", "document", _no_pages(), "evidence-pdf-pages")
    yield MediaFile(97, "PDF cut", "document", whole[: len(whole) // 2], "evidence-damaged")
    yield MediaFile(97, "PDF with its end alone", "document", b"%PDF-1.7\n%%EOF", "evidence-damaged")
    yield MediaFile(97, "PDF with a ZIP behind it", "document", whole + b"PK\x03\x04" + b"\x00" * 3000, "evidence-damaged")
    yield MediaFile(97, "PDF with JavaScript where no table points", "document", whole.replace(b"%%EOF", b"9 0 obj<</S/JavaScript/JS(1)>>endobj\n%%EOF"), "evidence-pdf-active")
    yield MediaFile(97, "PDF nested a thousand deep", "document", _nested(), "evidence-damaged")


def _no_pages() -> bytes:
    out = BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


def _nested() -> bytes:
    whole = pictures.pdf_bytes(pictures.a_pdf())
    return whole.replace(b"/Type /Catalog", b"/X " + b"[" * 1000 + b"]" * 1000 + b"/Type /Catalog", 1)
