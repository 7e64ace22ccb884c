"""What every page's frame needs: who is there, where they may go, which place and year they look at, which languages."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache, lru_cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tuopin.divisions.selectors import names_of, paths_of
from tuopin.kernel.areas import NATION, ancestors, is_code
from tuopin.web.years import years_to_choose

LANGUAGES = (("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English"))
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
# (name of the address, what it asks, picture, word, a line above it)
NAVIGATION = (
    ("home", "read", "home", _("总览"), False),
    ("map", "read", "map", _("地图"), False),
    ("households", "read", "household", _("贫困户"), True),
    ("villages", "read", "village", _("行政村"), False),
    ("cases", "read", "check", _("办理事项"), False),
    ("doubts", "read", "doubt", _("疑点"), False),
    ("imports", "import", "import", _("导入"), False),
    ("my-jobs", "import", "clock", _("我的办理"), False),
    ("editions", "export", "folder", _("年度数据"), False),
    ("trail", "audit", "lock", _("痕迹"), False),
    ("rules", "read", "rule", _("规则"), True),
    ("divisions", "read", "division", _("区划"), False),
)


class Held(NamedTuple):
    """A post as the account menu shows it."""

    area: str
    role: str
    title: str


def shell(request: HttpRequest) -> dict:
    """The frame's own part of a page's context, under the one name `shell`; what takes asking is asked when it is shown."""
    frame = {"language": TAGS.get(get_language() or "", "zh-Hans"), "acts": frozenset(), "section": "", "posts": (), "crumbs": (), "years": ()}
    actor = getattr(request, "actor", None)
    if actor is not None and actor.areas:
        frame |= {
            "acts": frozenset().union(*(acts for _area, acts in actor.areas)), "section": section_of(request.path),
            "crumbs": lambda: crumbs(request), "years": lambda: years_to_choose(request), "posts": lambda: posts(request),
        }
    return {"shell": frame}


def area_shown(request: HttpRequest) -> str:
    """The place the page is about: what the view said (`request.area_code`), else the address, else the asker's own."""
    said = getattr(request, "area_code", "")
    match = request.resolver_match
    asked = said or (match.kwargs.get("code") if match else "") or request.GET.get("area", "")
    return asked if is_code(asked) and request.actor.may("read", asked) else request.actor.home


@cache
def _addresses() -> dict[str, str]:
    """The address of each page of the navigation that is mounted, by name."""
    found = {}
    for name, *_rest in NAVIGATION:
        with suppress(NoReverseMatch):
            found[name] = reverse(name)
    return found


def navigation_of(acts: frozenset[str], section: str) -> list[dict]:
    """The pages that the acts open; the one shown is marked."""
    return [
        {"url": _addresses()[name], "icon": icon, "text": text, "rule": rule, "current": name == section}
        for name, act, icon, text, rule in NAVIGATION if act in acts and name in _addresses()
    ]


def section_of(path: str) -> str:
    """Which page of the navigation the address belongs to, "" when to none."""
    if path == "/" or path.startswith("/area/"):
        return "home"
    return next((name for name, url in _addresses().items() if url != "/" and path.startswith(url)), "")


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
