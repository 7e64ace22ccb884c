"""What every page's frame needs: who is there, where they may go, which place and year they look at, which languages."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from tuopin.divisions.selectors import names_of, paths_of
from tuopin.kernel.areas import NATION, ancestors, is_code
from tuopin.people.states import IDLE_SECONDS, seconds_left
from tuopin.web.menu import section_of
from tuopin.web.years import years_to_choose

LANGUAGES = tuple((code, name) for code, name in (("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")) if code in dict(settings.LANGUAGES))
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


class Held(NamedTuple):
    """A post as the account menu shows it."""

    area: str
    role: str
    title: str


def shell(request: HttpRequest) -> dict:
    """The frame's own part of a page's context, under the one name `shell`; what takes asking is asked when it is shown."""
    frame = {"language": TAGS.get(get_language() or settings.LANGUAGE_CODE, "en"), "acts": frozenset(), "section": "", "posts": (), "crumbs": (), "years": ()}
    actor = getattr(request, "actor", None)
    if actor is not None and actor.areas:
        frame |= {
            "acts": frozenset().union(*(acts for _area, acts in actor.areas)), "section": section_of(request.path),
            "idle": IDLE_SECONDS, "left": seconds_left(request.session, time.time()),
            "crumbs": lambda: crumbs(request), "years": lambda: years_to_choose(request), "posts": lambda: posts(request),
        }
    return {"shell": frame}


def area_shown(request: HttpRequest) -> str:
    """The place the page is about: what the view said (`request.area_code`), else the address, else the asker's own."""
    said = getattr(request, "area_code", "")
    match = request.resolver_match
    asked = said or (match.kwargs.get("code") if match else "") or request.GET.get("area", "")
    return asked if is_code(asked) and request.actor.may("read", asked) else request.actor.home


def crumbs(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The places from the nation down to the one shown, with their addresses; "" for those above the asker's areas."""
    here = area_shown(request)
    below = [] if here == NATION else paths_of([here], on=request.on, names=names_on_page(request))[here]
    path = [(NATION, gettext("全国")), *below]
    return tuple((name, _address_of_area(code) if request.actor.may("read", code) else "") for code, name in path)


@lru_cache(maxsize=10_000)
def _address_of_area(code: str) -> str:
    return reverse("area", args=[code])


def names_on_page(request: HttpRequest, codes: Iterable[str] = ()) -> dict[str, str]:
    """The names of the places, and of those that the frame shows, on the day of the request: one question a page.

    A page that names places asks here first, before the frame does.
    """
    known: dict[str, str | None] = request.__dict__.setdefault("names_of_places", {})
    here = area_shown(request)
    wanted = {*codes, here, *ancestors(here), *(post.area_code for post in request.posts)} - known.keys()
    if wanted:
        known |= dict.fromkeys(wanted) | names_of(wanted, on=request.on)
    return {code: name for code, name in known.items() if name is not None}


def posts(request: HttpRequest) -> tuple[Held, ...]:
    """What the asker is, where: for the account menu."""
    names = names_on_page(request)
    return tuple(Held(names.get(p.area_code, p.area_code), str(p.get_role_display()), p.title) for p in request.posts)
