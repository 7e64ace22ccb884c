"""The figures that were published: what, when, by whom and on which decision; and the page that anybody may read."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel import codelists
from tuopin.kernel.acts import OPEN, asks
from tuopin.kernel.areas import is_code
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.tables import write_rows
from tuopin.people.selectors import told_of
from tuopin.policy.states.filters import STATUSES
from tuopin.privacy.forms import PublishForm
from tuopin.privacy.selectors.public_figures import as_table, edition_published, editions_published
from tuopin.privacy.services.publish_figures import publish_figures

PAGE, PLACES = 30, 200
LISTS = {"attribute": "attribute", "main_cause": "cause"}


@asks("read", takes=("of", "after"))
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """What of one's areas went out to the public, with the form for whoever may publish."""
    return _published(request, PublishForm(initial={"of_year": request.year, "of_area": request.actor.home}))


@asks("publish", takes=(PublishForm,), fresh=True)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the counts of a year, after the service has seen that the asker may do so there."""
    form = PublishForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            edition = publish_figures(
                area=asked["of_area"], year=asked["of_year"], lowest=asked["lowest"], basis=asked["basis"], actor=request.actor, on=request.on)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            messages.success(request, _("已公布。任何人都可以在公开页查看。"))
            return redirect("public-edition", number=edition.pk)
    return _published(request, form, status=422)


def _published(request: HttpRequest, form: PublishForm, status: int = 200) -> HttpResponse:
    year = request.GET.get("of", "")
    found = editions_published(area=request.actor.home, year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None)
    page = Paginator(found, PAGE).get_page(request.GET.get("after"))
    request.people_told = told_of(page, "actor", "published_at")
    return render(request, "privacy/published.html", {
        "form": form, "rows": _named(request, page), "page": page, "of": year, "may_publish": bool(request.actor.areas_for("publish")),
    }, status=status)


@asks(OPEN, takes=("place", "after"))
def public_figures(request: HttpRequest) -> HttpResponse:
    """All that was published, for anybody: no log-in, nothing but figures that went out."""
    place = request.GET.get("place", "").strip()
    found = editions_published(area=place.ljust(12, "0") if is_code(place.ljust(12, "0")) else "")
    page = Paginator(found, PAGE).get_page(request.GET.get("after"))
    return render(request, "privacy/public.html", {"rows": _named(request, page), "page": page, "place": place[:12]})


@asks(OPEN, takes=("csv", "after"))
def public_edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition as a table, for anybody; with `csv` as a file."""
    edition = edition_published(number)
    table = as_table(edition)
    names = names_of({place for place, _counts in table.rows}, on=request.on)
    headings = [_heading(*column) for column in table.columns]
    rows = [(names.get(place, place), place, counts) for place, counts in table.rows]
    if "csv" in request.GET:
        return _as_csv(edition, headings, rows)
    page = Paginator(rows, PLACES).get_page(request.GET.get("after"))
    return render(request, "privacy/public_edition.html", {
        "edition": edition, "area": names.get(edition.area_code, edition.area_code), "headings": headings, "rows": page.object_list, "page": page,
        "hidden": table.hidden, "of": _of_edition(edition),
    })


def _named(request: HttpRequest, page: Page) -> list[tuple[object, str]]:
    names = names_of({found.area_code for found in page}, on=request.on)
    return [(found, names.get(found.area_code, found.area_code)) for found in page]


def _heading(attribute: str, category: str) -> str:
    if attribute == "total":
        return _("总户数")
    if not category:
        return _("不详")
    if attribute == "status":
        return _(STATUSES.get(category, category))
    return codelists.label(LISTS[attribute], category, get_language() or "zh-hans")


def _of_edition(edition) -> str:
    return f"{edition.area_code}-{edition.year}-{edition.pk}"


def _as_csv(edition, headings: list[str], rows: list[tuple[str, str, list[int | None]]]) -> HttpResponse:
    """The table as a file; a hidden count is a star. The names of places are the published list's own."""
    text = io.StringIO()
    write_rows(text, [
        [_("区划"), _("区划代码"), *headings], *([name, code, *("*" if count is None else count for count in counts)] for name, code, counts in rows),
    ])
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="published-{_of_edition(edition)}.csv"'})
