"""What every page's frame needs: who is there, where they may go, which place and year they look at, which languages."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
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
    ("doubts", "read", "doubt", _("疑点"), False),
    ("imports", "import", "import", _("导入"), False),
    ("my-jobs", "import", "clock", _("我的办理"), False),
    ("rules", "read", "rule", _("规则"), True),
    ("divisions", "read", "division", _("区划"), False),
)


def shell(request: HttpRequest) -> dict:
    """The frame's own part of a page's context, under the one name `shell`."""
    language = get_language() or "zh-hans"
    frame = {
        "language": TAGS.get(language, language), "language_code": language, "languages": LANGUAGES,
        "language_name": dict(LANGUAGES).get(language, language),
    }
    actor = getattr(request, "actor", None)
    if actor is not None and actor.areas:
        frame |= {
            "nav": SimpleLazyObject(lambda: navigation(request)),
            "crumbs": SimpleLazyObject(lambda: crumbs(request)),
            "years": SimpleLazyObject(lambda: years_to_choose(request)),
            "posts": SimpleLazyObject(lambda: posts(request)),
        }
    return {"shell": frame}


def area_shown(request: HttpRequest) -> str:
    """The place the page is about: what the view said (`request.area_code`), else the address, else the asker's own."""
    said = getattr(request, "area_code", "")
    match = request.resolver_match
    asked = said or (match.kwargs.get("code") if match else "") or request.GET.get("area", "")
    return asked if is_code(asked) and request.actor.may("read", asked) else request.actor.home


def navigation(request: HttpRequest) -> list[dict]:
    """The pages that the asker's posts open; the one shown is marked."""
    items = []
    for name, act, icon, text, rule in NAVIGATION:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if request.actor.areas_for(act):
            items.append({"url": url, "icon": icon, "text": text, "rule": rule, "current": _is_current(request.path, url)})
    return items


def _is_current(path: str, url: str) -> bool:
    return path.startswith(url) if url != "/" else path == "/" or path.startswith("/area/")


def crumbs(request: HttpRequest) -> list[dict]:
    """The places from the nation down to the one shown; those above the asker's areas are names without a link."""
    here = area_shown(request)
    below = [] if here == NATION else paths_of([here], on=request.on, names=names_on_page(request))[here]
    path = [(NATION, _("全国")), *below]
    return [{"name": name, "url": reverse("area", args=[code]) if request.actor.may("read", code) else ""} for code, name in path]


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


def posts(request: HttpRequest) -> list[dict]:
    """What the asker is, where: for the account menu."""
    names = names_on_page(request)
    return [{"area": names.get(p.area_code, p.area_code), "role": p.get_role_display(), "title": p.title} for p in request.posts]
