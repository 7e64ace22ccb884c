"""The search box of every page: a household by number or head's name, a place by name, initials or code."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from tuopin.divisions.selectors.search import search as places_named
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import NATION
from tuopin.kernel.glossary import matching
from tuopin.kernel.veils import unveil, veil
from tuopin.policy.selectors.households import households_for

SHOWN, LONGEST = 20, 60
SCREENS = {  # where a term is worked with
    "three_visits": "exits", "exit_quality": "exits", "visit": "exits", "designation": "exits", "meeting": "meetings", "appraisal": "meetings",
    "change": "changes", "identification": "applications", "case": "cases",
}


@asks("read", takes=("q",))
def search(request: HttpRequest) -> HttpResponse:
    """What the text may mean within the asker's areas; a number that is one household's leads straight to it."""
    if request.method == "POST":  # what is typed into the box goes into no address
        return redirect(f"{reverse('search')}?{urlencode({'q': veil(request.POST.get('q', '').strip()[:LONGEST])})}")
    text = unveil(request.GET.get("q", "").strip())[:LONGEST]
    page, places, words = None, [], []
    if text:
        words = [(term, _screen_of(term.word)) for term in matching(text) if text in (term.zh, *term.also)]
        page = households_for(request.actor, area=NATION, year=request.year, filters={"search": text}, size=SHOWN)
        places = [
            hit for area in request.actor.areas_for("read") for hit in places_named(text, on=request.on, within=area, limit=SHOWN)
        ][:SHOWN]
        if len(page.rows) == 1 and not places and page.rows[0].number == text.upper() and _page_of(text.upper()):
            return redirect(_page_of(text.upper()))
    return render(request, "web/search.html", {
        "text": text, "places": places, "page": page, "words": words,
        "rows": [(row, _page_of(row.number)) for row in page.rows] if page else [],
        "more": f"{reverse('households')}?{urlencode({'area': NATION, 'search': veil(text)})}" if page and page.after else "",
    })


def _screen_of(word: str) -> str:
    """The page on which a term of the field is worked with, where one is mounted."""
    try:
        return reverse(SCREENS[word])
    except (KeyError, NoReverseMatch):
        return ""


def _page_of(number: str) -> str:
    try:
        return reverse("household", args=[number])
    except NoReverseMatch:
        return ""
