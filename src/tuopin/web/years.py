"""Which year the pages show: the one chosen in the address, else the one chosen before, else the latest judged."""

from __future__ import annotations

from django.http import HttpRequest

from tuopin.policy.selectors.figures import years_judged

FIRST, LAST = 2012, 2100


def chosen_year(request: HttpRequest) -> int:
    """The year of this request; a choice in the address is kept for the pages that follow."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and FIRST <= int(asked) <= LAST:
        if request.session.get("year") != int(asked):
            request.session["year"] = int(asked)
        return int(asked)
    if "year" in request.session:
        return request.session["year"]
    years = _years(request)
    return years[0] if years else request.on.year


def years_to_choose(request: HttpRequest) -> list[int]:
    """The years of the switch, newest first: those with figures, and the one shown now."""
    return sorted({*_years(request), request.year}, reverse=True)


def _years(request: HttpRequest) -> list[int]:
    """The years judged in the asker's area, asked for once a request."""
    if not hasattr(request, "years_judged"):
        request.years_judged = years_judged(request.actor, request.actor.home)
    return request.years_judged
