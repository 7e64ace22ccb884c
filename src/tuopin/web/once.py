"""A form takes effect once: its hidden key and its effect are written in one transaction, and sent again it gets the first answer."""

from __future__ import annotations

import re
from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tuopin.desk.services.take_form import Again, Form, take_form
from tuopin.kernel.acts import OPEN
from tuopin.kernel.home import keyring, room_left
from tuopin.kernel.refusals import Refusal
from tuopin.web.faults import fault_page, refusal_page

NAME = "once"
KEY = re.compile(r"[A-Za-z0-9_-]{16,43}")
UNSAID = {NAME, "csrfmiddlewaretoken"}  # they differ from sending to sending without saying anything else
PIECE = 1 << 16
LARGEST = 34 << 20  # bytes of one request: a roster or a photo with its form


class OnceMiddleware:
    """Runs the view of a form that carries a key inside the transaction that keeps the key; stands after the gate, the last of all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        size = request.META.get("CONTENT_LENGTH") or "0"
        if not size.isdigit() or int(size) > LARGEST:  # said before anything of it is read
            return fault_page(request, 413)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not request.user.is_authenticated or getattr(view, "asks", None) in (OPEN, None):
            return None
        if not room_left():
            return fault_page(request, 507)
        key = request.POST.get(NAME, "")
        if not KEY.fullmatch(key):
            return None
        try:
            done = take_form(_form(request, key), lambda: _done(view(request, *args, **kwargs)))
        except Refusal as refusal:
            return refusal_page(request, refusal)
        return _first_answer(request, done) if isinstance(done, Again) else done


def _form(request: HttpRequest, key: str) -> Form:
    """The form with the keyed digest of its content, so that a short content cannot be guessed from what is kept."""
    said, ring = digest_of(request), keyring()
    return Form(request.user.pk, key, ring.find_by("submission", said), tuple(ring.all_indexes("submission", said)))


def digest_of(request: HttpRequest) -> str:
    """The digest of what a form says: its address, its fields, its files."""
    digest = sha256(request.get_full_path().encode())

    def take(part: bytes) -> None:
        digest.update(len(part).to_bytes(8, "big") + part)

    for name, values in sorted(request.POST.lists()):
        if name not in UNSAID:
            for part in (name, *values):
                take(part.encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            take(name.encode())
            take(str(file.name).encode())
            digest.update(file.size.to_bytes(8, "big"))  # said before the content, which can then say nothing of another file
            for piece in file.chunks(PIECE):
                digest.update(piece)
            file.seek(0)
    return digest.hexdigest()


def _done(response: HttpResponse) -> tuple[HttpResponse, str | None]:
    """The answer and where it leads; only an answer that leads on tells of an effect."""
    if 300 <= response.status_code < 400:
        return response, response["Location"]
    return response, response.headers.get("HX-Redirect") if response.status_code == 204 else None


def _first_answer(request: HttpRequest, again: Again) -> HttpResponse:
    messages.info(request, _("这张表单已经办理过,没有重复办理。"))
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": again.answer})
    return redirect(again.answer)
