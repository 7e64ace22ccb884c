"""年度数据: the editions that were made, what is in one, what changed between two, having one made, taking one along."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from tuopin.desk import states
from tuopin.desk.selectors import ahead_of, own_job
from tuopin.desk.services import hand_in
from tuopin.desk.services.sealed import arguments_of, outcome_of
from tuopin.divisions.selectors import names_of
from tuopin.editions.forms import HandOutForm, MakeForm
from tuopin.editions.selectors import edition_made, editions_for, folder_of, manifest_of
from tuopin.editions.services.compare_editions import COLUMNS, SAID, as_row, difference
from tuopin.editions.services.hand_out import hand_out
from tuopin.editions.states import KIND_NAMES, VERDICT_NAMES
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import told_of
from tuopin.web.jobs.words import in_words, phase_of, reason_of
from tuopin.web.pages.sending import sent

PAGE, CHANGES_SHOWN = 30, 100
TABLES = {"household": phrase("户"), "person": phrase("家庭成员"), "village": pgettext_lazy("menu", "行政村"), "county": phrase("县"), "place": phrase("地名")}
MOST_COMPARED = 300_000  # households that a page compares at once; more is for the command


@asks("export", takes=(MakeForm, "after"))
def editions(request: HttpRequest) -> HttpResponse:
    """The editions of one's areas, and the form to have one made."""
    form = MakeForm(*sent(request)[:1], initial={"of_year": request.year, "of_area": request.actor.home})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        request.actor.require("export", asked["of_area"])
        job = hand_in(kind="edition", actor=request.actor, arguments={"year": asked["of_year"], "area": asked["of_area"], "file_name": _title(request, asked)})
        return redirect("edition-job", token=job.token)
    page = Paginator(editions_for(request.actor), PAGE).get_page(request.GET.get("after"))
    names, request.people_told = names_of({found.area_code for found in page}, on=request.on), told_of(page, "actor", "made_at")
    return render(request, "web/editions/editions.html", {
        "form": form, "page": page, "rows": [(found, names.get(found.area_code, found.area_code)) for found in page],
    }, status=422 if request.method == "POST" else 200)


@asks("export")
def job(request: HttpRequest, token: str) -> HttpResponse:
    """How far the making of an edition is; when it is done, the way to it."""
    found = own_job(request.actor, token)
    if found.kind != "edition":
        raise NotFound("no-such-job", phrase("没有这项办理,或已过期。"), phrase("请到“我的办理”查看。"))
    outcome = outcome_of(found)
    if found.state == states.DONE and "edition" in outcome:
        target = redirect("edition", digest=outcome["edition"])
        return HttpResponse(status=204, headers={"HX-Redirect": target["Location"]}) if request.htmx else target
    refusal = outcome.get("refusal") if found.state not in states.OPEN else None
    return render(request, "web/editions/job.html", {
        "job": found, "title": arguments_of(found)["file_name"], "phase": phase_of(found), "open": found.state in states.OPEN,
        "ahead": ahead_of(found), "parked": found.state == states.PARKED, "reason": reason_of(found), "refusal": refusal and in_words(refusal),
    })


@asks("export")
def edition(request: HttpRequest, digest: str) -> HttpResponse:
    """One edition: what it was made from, its files with their digests, the others it may be compared with."""
    found = edition_made(request.actor, digest)
    request.area_code, manifest = found.area_code, manifest_of(found)
    others = [other for other in editions_for(request.actor).filter(area_code=found.area_code)[:PAGE] if other.digest != found.digest]
    name = names_of([found.area_code], on=request.on).get(found.area_code, found.area_code)
    return render(request, "web/editions/edition.html", {
        "edition": found, "area_name": name, "manifest": manifest, "form": HandOutForm(),
        "counts": [(_(TABLES[table]), rows) for table, rows in manifest.rows.items()] if manifest else [],
        "files": [(entry, _(TABLES.get(entry.table, entry.table))) for entry in manifest.files] if manifest else [],
        "others": [(other, reverse("edition-difference", args=_earlier_first(found, other))) for other in others] if manifest else [],
    })


@asks("export", takes=(HandOutForm,), fresh=True)
@require_POST
def download(request: HttpRequest, digest: str) -> HttpResponse:
    """The files of an edition in one ZIP; what for is on record."""
    found = edition_made(request.actor, digest)
    pieces = hand_out(edition=found, purpose=request.POST.get("purpose", ""), actor=request.actor, on=request.on)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="tuopin-{found.year}-{found.area_code}-{found.digest[:12]}.zip"'
    return response


@asks("export")
def compared(request: HttpRequest, before: str, after: str) -> HttpResponse:
    """What changed from one edition to another: counts, and the first of each kind by pseudonym."""
    old, new = edition_made(request.actor, before), edition_made(request.actor, after)
    request.area_code = new.area_code
    if max(old.households, new.households) > MOST_COMPARED:
        raise Refusal("too-many-to-compare", phrase("户数太多,网页上不能比较。"), phrase("请在服务器上用 tuopin snapshot diff 比较。"))
    for found in (old, new):
        if manifest_of(found) is None:
            raise Refusal("edition-gone", phrase("这份年度数据的文件已不在原处。"), phrase("请重新生成。"))
    told = difference(folder_of(old), folder_of(new))
    return render(request, "web/editions/difference.html", {
        "old": old, "new": new, "households": told.households,
        "area_name": names_of([new.area_code], on=request.on).get(new.area_code, new.area_code),
        "kinds": [_kind(request, told, kind, count) for kind, count in told.counts().items()],
        "verdicts": [(_(VERDICT_NAMES[SAID[a]]), _(VERDICT_NAMES[SAID[b]]), n) for (a, b), n in told.verdicts_changed.items()],
    })


def _kind(request: HttpRequest, told, kind: str, count: int) -> dict:
    """A kind of change with the first households of it, places by their names."""
    rows = [dict(zip(COLUMNS, as_row(change).values(), strict=True)) for _n, change in zip(range(CHANGES_SHOWN), told.changes((kind,)), strict=False)]
    names = names_of({row[side] for row in rows for side in ("village_before", "village_after")} - {""}, on=request.on)
    for row in rows:
        for side in ("village_before", "village_after"):
            row[side] = names.get(row[side], row[side])
        for side in ("verdict_before", "verdict_after"):
            row[side] = _(VERDICT_NAMES[row[side]]) if row[side] else ""
    return {"name": kind, "title": _(KIND_NAMES[kind]), "count": count, "rows": rows, "more": count - len(rows)}


def _earlier_first(one, other) -> list[str]:
    pair = sorted((one, other), key=lambda found: (found.year, found.pk))
    return [found.digest for found in pair]


def _title(request: HttpRequest, asked: dict) -> str:
    name = names_of([asked["of_area"]], on=request.on).get(asked["of_area"], asked["of_area"])
    return _("{area}{year}年度数据").format(area=name, year=asked["of_year"])
