"""Handing a roster in: the list of files, the upload, the template, and how far the reading is."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.desk import states
from tuopin.desk.selectors import ahead_of, own_job
from tuopin.desk.services import hand_in
from tuopin.desk.services.sealed import arguments_of, contents_of, is_kept, outcome_of
from tuopin.divisions.selectors import names_of
from tuopin.intake.catalogue import KINDS, sheet_kind
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written
from tuopin.lists import as_written
from tuopin.people.selectors import told_of
from tuopin.registry.selectors.batches import batches_for
from tuopin.registry.services.write_template import write_template
from tuopin.web.jobs.words import in_words, phase_of, reason_of
from tuopin.web.pages.imports.forms import UploadForm
from tuopin.web.pages.sending import sent

PAGE = 30


@asks("import", takes=(UploadForm, "after"))
def imports(request: HttpRequest) -> HttpResponse:
    """The files of one's areas, newest first, and the form to hand one in."""
    form = UploadForm(*sent(request), initial={"year": request.year})
    if request.method == "POST" and form.is_valid():
        return redirect("import-job", token=_hand_in(request, form))
    area = request.GET.get("area", "")
    page = Paginator(batches_for(request.actor, area=area), PAGE).get_page(request.GET.get("after"))
    names, request.people_told = names_of({batch.area_code for batch in page}, on=request.on), told_of(page, "actor", "received_at")
    return render(request, "web/imports/imports.html", {
        "sheets": _("、").join(_(sheet_kind(kind).heading) for kind in KINDS),
        "form": form, "page": page, "batches": [(batch, names.get(batch.area_code, batch.area_code)) for batch in page],
    }, status=422 if request.method == "POST" else 200)


@asks("import")
def template(request: HttpRequest) -> HttpResponse:
    """An empty roster with the official headings."""
    return as_written(_("花名册模板"), "xlsx", write_template)


@asks("import")
def job(request: HttpRequest, token: str) -> HttpResponse:
    """How far a file is; when it is done, the way to what was found."""
    found = own_job(request.actor, token)
    outcome = outcome_of(found)
    if found.state == states.DONE and "batch" in outcome:
        target = redirect("import-batch", pk=outcome["batch"])
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": target["Location"]})
        return target
    refusal, kept = outcome.get("refusal") if found.state not in states.OPEN else None, is_kept(token)
    return render(request, "web/imports/job.html", {
        "job": found, "file_name": arguments_of(found)["file_name"], "phase": phase_of(found), "open": found.state in states.OPEN,
        "ahead": ahead_of(found), "parked": found.state == states.PARKED, "reason": reason_of(found), "refusal": refusal and in_words(refusal),
        "mapping": kept and mapping_asked(refusal),
        "asks_year": kept and bool(refusal) and refusal["code"] in ("year-missing", "several-years"),
    })


@asks("import", takes=("heading", "field"))
@require_POST
def read_again(request: HttpRequest, token: str) -> HttpResponse:
    """Read the same file again, now with the year or the meaning of the columns that it did not tell."""
    found = own_job(request.actor, token)
    if not is_kept(token):
        raise NotFound("no-such-file", phrase("上传的文件已不在。"), phrase("请重新上传。"))
    asked, year = arguments_of(found), request.POST.get("year", "")
    return redirect("import-job", token=hand_in_roster(
        request, asked["file_name"], contents_of(token), year=number_written(year) if len(year) == 4 and number_written(year) else asked["year"],
        mapping=asked["mapping"] | mapping_said(request.POST),
    ))


def hand_in_roster(request: HttpRequest, name: str, chunks: Iterable[bytes], *, year: int | None, mapping: dict) -> str:
    """Hand a roster in to be read; the token to ask after it."""
    return hand_in(
        kind="read", actor=request.actor, arguments={"file_name": name, "year": year, "mapping": mapping}, chunks=chunks
    ).token


def mapping_said(post) -> dict[str, str]:
    """Heading → field, as chosen in the mapping step; what is left open is left out."""
    pairs = zip(post.getlist("heading"), post.getlist("field"), strict=False)
    return {heading[:120]: field for heading, field in pairs if field}


def mapping_asked(refusal: dict | None) -> dict | None:
    """The headings of a refused file and the fields they may mean, when a column it cannot do without was not found."""
    params = (refusal or {}).get("params") or {}
    if (refusal or {}).get("code") != "missing-headings" or not params.get("kind"):
        return None
    return {"sheet": params.get("sheet", ""), "headings": [h for h in params.get("headings", []) if h], "fields": fields_of(params["kind"])}


def fields_of(kind: str) -> list[tuple[str, str]]:
    """The fields that a sheet may have, by their official headings."""
    return [(field.name, field.heading) for field in sheet_kind(kind).fields.values()]


def _hand_in(request: HttpRequest, form: UploadForm) -> str:
    handed = form.cleaned_data["file"]
    messages.info(request, _("已收到“{name}”。").format(name=handed.name))
    return hand_in_roster(request, handed.name, handed.chunks(), year=form.cleaned_data["year"], mapping={})
