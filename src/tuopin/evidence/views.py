"""One file of evidence: its page, its bytes, its small picture. Every address asks first whose it is."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tuopin.evidence.selectors import file_shown
from tuopin.evidence.services import read_file, read_thumbnail
from tuopin.kernel.acts import asks
from tuopin.people.selectors import told_of

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
STRICT = "default-src 'none'; sandbox; frame-ancestors 'none'"


@asks("read")
@require_safe
def evidence(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One file with all that is known of it."""
    shown = file_shown(request.actor, uid)
    request.area_code = shown.file.area_code
    request.people_told = told_of([shown.file], "actor", "recorded_at")
    return render(request, "evidence/evidence.html", {
        "shown": shown, "file": shown.file, "household": shown.file.subject.removeprefix("household:"),
        "is_household": shown.file.subject.startswith("household:"),
    })


@asks("read", takes=("show",))
@require_safe
def evidence_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The bytes that are kept, to be saved; a picture may be shown on our own pages with `?show=1`."""
    file, data = read_file(uid=uid, actor=request.actor)
    inline = request.GET.get("show") == "1" and file.media_type.startswith("image/")
    return _bytes(data, file.media_type, f"{file.digest[:16]}.{ENDINGS[file.media_type]}", inline=inline)


@asks("read")
@require_safe
def evidence_thumbnail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The small picture."""
    file, data = read_thumbnail(uid=uid, actor=request.actor)
    return _bytes(data, "image/jpeg", f"{file.thumbnail_digest[:16]}.jpg", inline=True)


def _bytes(data: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    """Bytes that a browser takes for what they are and runs nothing of; the name tells nothing of anybody."""
    return HttpResponse(data, content_type=media_type, headers={
        "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
        "X-Content-Type-Options": "nosniff", "Content-Security-Policy": STRICT,
        "Cross-Origin-Resource-Policy": "same-origin",
    })
