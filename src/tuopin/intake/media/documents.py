"""A PDF file is looked through object by object and kept as it is: what runs by itself or carries other files is refused."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf

from tuopin.intake.media.refusals import refuse

MOST_PAGES, MOST_OBJECTS, DEEPEST = 300, 100_000, 60
TAIL = 1024  # bytes at the end in which the mark of the end has to stand
ARCHIVE_END, ARCHIVE_TAIL = b"PK\x05\x06", 22 + 65_535  # the end of a ZIP archive, and how far from the end of a file programs look for it
KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AA", "/RichMediaContent", "/Launch"})
VALUES = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound", "/RichMedia",
    "/RichMediaExecute", "/FileAttachment", "/EmbeddedFile", "/Filespec", "/3D", "/Screen",
})  # fmt: skip
TYPED = ("/S", "/Subtype", "/Type")
RAW = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")  # also where no table of the file points


def read_document(data: bytes) -> int:
    """The number of pages of a PDF file that is whole, open and passive. Raises a Refusal otherwise."""
    if b"%%EOF" not in data[-TAIL:]:
        raise refuse("evidence-damaged")
    if ARCHIVE_END in data[-ARCHIVE_TAIL:]:
        raise refuse("evidence-pdf-active", found="ZIP")
    for word in RAW:
        if word in data:
            raise refuse("evidence-pdf-active", found=word[1:].decode())
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as document:
            if document.is_encrypted:
                raise refuse("evidence-pdf-locked")
            _look_through(document)
            pages = len(document.pages)
    except pikepdf.PasswordError as fault:
        raise refuse("evidence-pdf-locked") from fault
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, RecursionError) as fault:
        raise refuse("evidence-damaged") from fault
    if not 1 <= pages <= MOST_PAGES:
        raise refuse("evidence-pdf-pages", pages=pages, limit=MOST_PAGES)
    return pages


def _look_through(document: pikepdf.Pdf) -> None:
    if len(document.objects) > MOST_OBJECTS:
        raise refuse("evidence-damaged")
    for found in (document.trailer, *document.objects):
        for part in _parts(found):
            _look_at(part)


def _parts(found: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The dictionaries of an object, those inside it too; what it points at comes in its own turn."""
    waiting = [(found, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > DEEPEST:
            raise refuse("evidence-damaged")
        if isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            yield part
            inner = [part.get(key) for key in part.keys()]  # noqa: SIM118 (not a dict)
        elif isinstance(part, pikepdf.Array):
            inner = list(part)
        else:
            continue
        waiting += [(one, depth + 1) for one in inner if isinstance(one, pikepdf.Object) and not one.is_indirect]


def _look_at(part: pikepdf.Object) -> None:
    for key in part.keys():  # noqa: SIM118
        if key in KEYS:
            raise refuse("evidence-pdf-active", found=key[1:])
    for key in TYPED:
        value = part.get(key)
        if isinstance(value, pikepdf.Name) and str(value) in VALUES:
            raise refuse("evidence-pdf-active", found=str(value)[1:])
