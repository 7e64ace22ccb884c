"""Handing a roster in: the list of files, the upload, the template, and how far the reading is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.divisions.selectors import names_of
from tuopin.intake.catalogue import sheet_kind
from tuopin.kernel.acts import asks
from tuopin.kernel.home import home
from tuopin.kernel.words import phrase
from tuopin.registry.selectors.batches import batches_for
from tuopin.registry.services.write_template import write_template
from tuopin.web.jobs import desk
from tuopin.web.pages.imports.forms import UploadForm
from tuopin.web.pages.sending import sent

PAGE = 30
PHASES = {
    "": phrase("排队"), "read": phrase("读取文件"), "stage": phrase("核对内容"), "merge": phrase("合并入库"), "judge": phrase("正在评判"),
}


@asks("import")
def imports(request: HttpRequest) -> HttpResponse:
    """The files of one's areas, newest first, and the form to hand one in."""
    form = UploadForm(*sent(request), initial={"year": request.year})
    if request.method == "POST" and form.is_valid():
        return redirect("import-job", token=_hand_in(request, form))
    page = Paginator(batches_for(request.actor), PAGE).get_page(request.GET.get("after"))
    names = names_of({batch.area_code for batch in page}, on=request.on)
    return render(request, "web/imports/imports.html", {
        "form": form, "page": Numbered(page), "batches": [(batch, names.get(batch.area_code, batch.area_code)) for batch in page],
    }, status=422 if request.method == "POST" else 200)


@asks("import")
def template(request: HttpRequest) -> HttpResponse:
    """An empty roster with the official headings."""
    handle, name = tempfile.mkstemp(suffix=".xlsx", dir=home())
    os.close(handle)
    path = Path(name)
    try:
        write_template(path)
        return FileResponse(path.open("rb"), as_attachment=True, filename="花名册模板.xlsx")
    finally:
        path.unlink()


@asks("import")
def job(request: HttpRequest, token: str) -> HttpResponse:
    """How far a file is; when it is done, the way to what was found."""
    found = desk.job_of(request.user.username, token)
    if found["state"] == desk.DONE:
        target = redirect("import-batch", pk=found["batch"])
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": target["Location"]})
        return target
    refusal = found.get("refusal")
    return render(request, "web/imports/job.html", {
        "job": found, "phase": _(PHASES.get(found["phase"], found["phase"])), "running": found["state"] == desk.RUNNING,
        "cut_short": found["state"] == desk.CUT_SHORT, "refusal": refusal and _in_words(refusal), "mapping": mapping_asked(found),
        "asks_year": bool(refusal) and refusal["code"] in ("year-missing", "several-years") and found["has_file"],
    })


@asks("import")
@require_POST
def read_again(request: HttpRequest, token: str) -> HttpResponse:
    """Read the same file again, now with the year or the meaning of the columns that it did not tell, or go on where it was cut short."""
    found = desk.job_of(request.user.username, token)
    if found["state"] == desk.CUT_SHORT:
        desk.resume(request.user.username, token)
        return redirect("import-job", token=token)
    year = request.POST.get("year", "")
    return redirect("import-job", token=desk.hand_in(
        account=request.user.username, kind="read", file=desk.file_of(request.user.username, token), file_name=found["file_name"],
        year=int(year) if year.isdigit() and len(year) == 4 else found["year"], mapping=found["mapping"] | mapping_said(request.POST),
    ))


def mapping_said(post) -> dict[str, str]:
    """Heading → field, as chosen in the mapping step; what is left open is left out."""
    pairs = zip(post.getlist("heading"), post.getlist("field"), strict=False)
    return {heading[:120]: field for heading, field in pairs if field}


def mapping_asked(found: dict) -> dict | None:
    """The headings of a refused file and the fields they may mean, when a column it cannot do without was not found."""
    refusal = found.get("refusal") or {}
    params = refusal.get("params") or {}
    if refusal.get("code") != "missing-headings" or not found["has_file"] or not params.get("kind"):
        return None
    return {"sheet": params.get("sheet", ""), "headings": [h for h in params.get("headings", []) if h], "fields": fields_of(params["kind"])}


def fields_of(kind: str) -> list[tuple[str, str]]:
    """The fields that a sheet may have, by their official headings."""
    return [(field.name, field.zh) for field in sheet_kind(kind).fields.values()]


class Numbered:
    """A numbered page in the clothes of the pager: the pages before and after by their numbers."""

    def __init__(self, page) -> None:
        self.before = str(page.previous_page_number()) if page.has_previous() else ""
        self.after = str(page.next_page_number()) if page.has_next() else ""
        self.total = page.paginator.count


def _hand_in(request: HttpRequest, form: UploadForm) -> str:
    handed = form.cleaned_data["file"]
    handle, name = tempfile.mkstemp(dir=home())
    with os.fdopen(handle, "wb") as file:
        for part in handed.chunks():
            file.write(part)
    messages.info(request, _("已收到“{name}”。").format(name=handed.name))
    return desk.hand_in(
        account=request.user.username, kind="read", file=Path(name), file_name=handed.name, year=form.cleaned_data["year"], mapping={}
    )


def _in_words(refusal: dict) -> dict:
    params = {k: _("、").join(map(str, v)) if isinstance(v, list) else v for k, v in refusal["params"].items()}
    return {
        "code": refusal["code"], "message": _(refusal["message"]).format_map(_Dashes(params)),
        "fix": _(refusal["fix"]).format_map(_Dashes(params)) if refusal["fix"] else "",
    }


class _Dashes(dict):
    def __missing__(self, name: str) -> str:
        return "—"
