"""Nothing is served to nobody: every page asks who is there, unless it is on the short list of open pages."""

from __future__ import annotations

import time
from contextlib import ExitStack
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from tuopin.kernel.acts import OPEN, SIGNED_IN, undeclared
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import actor_for, factor_wanted, has_second_factor, posts_of, working_as
from tuopin.people.states import confirmed_lately, is_over, news_of
from tuopin.people.views.account import ask_again
from tuopin.web.faults import fault_page, in_words, refusal_page
from tuopin.web.sessions import user_of
from tuopin.web.years import chosen_year

READS = frozenset({"GET", "HEAD"})
METHODS = READS | {"POST"}
OPEN_PAGES = frozenset({"login", "login-code", "login-password", "language", "public-figures", "public-edition", "calendar-feed"})  # what was published; a calendar by a password of its own

UNTIL_ENROLLED = frozenset({"account", "enroll", "confirm", "logout"})  # what is open to whoever must have a second factor and has none yet


class AskerMiddleware(AuthenticationMiddleware):
    """Django's `request.user`, from what was read together with the session."""

    def process_request(self, request):
        super().process_request(request)
        request.user = user_of(request)


class GateMiddleware:
    """Gives each request its day (`request.on`), its asker (`request.actor`) and its year (`request.year`), or an end.

    The posts are read anew for every request, so one that ended yesterday opens nothing today.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.on = timezone.localdate()
        request.actor, request.year = None, None
        if request.user.is_authenticated:  # here and not with the view: a page that does not exist speaks to them too
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with ExitStack() as request.sight:  # closed however the request ends: the next one on this connection sees nothing
            response = in_words(request, self.get_response(request))
        if request.user.is_authenticated:  # what one person saw stays in no shared cache and no "back" button
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request, view, args, kwargs):
        if _has_nul(request, kwargs):
            request.refused = "no-character"
            return fault_page(request, 400)
        if request.method not in METHODS:
            return fault_page(request, 405)
        act = getattr(view, "asks", None)
        if act == OPEN and request.resolver_match.url_name in OPEN_PAGES:
            return _refuse_undeclared(request, view)
        if not request.user.is_authenticated or _is_over(request):
            return _to_login(request)
        request.posts = _posts(request)
        request.actor = actor_for(request.user, on=request.on, posts=request.posts)
        if not request.actor.areas:
            logout(request)
            return _to_login(request, ended=True)
        if settings.SECOND_FACTOR_OF_ALL and request.resolver_match.url_name not in UNTIL_ENROLLED and not has_second_factor(request.user):
            return redirect("enroll")
        request.sight.enter_context(working_as(request.actor))
        request.year = chosen_year(request)
        if act != SIGNED_IN and not (act and request.actor.areas_for(act)):
            return refusal_page(request, Forbidden(
                "act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。")))
        if (refused := _refuse_undeclared(request, view)) is not None:
            return refused
        return _asked_again(request) if getattr(view, "fresh", False) and request.method not in READS else None

    def process_exception(self, request, fault):
        return refusal_page(request, fault) if isinstance(fault, Refusal) else None


def _refuse_undeclared(request, view):
    """A page with 400 when the address or the form carries a name that the view does not take; else nothing."""
    unknown = undeclared(getattr(view, "takes", frozenset()), (*request.GET, *request.POST, *request.FILES))
    if not unknown:
        return None
    request.refused = "undeclared"
    return fault_page(request, 400)


def _asked_again(request):
    """Before something weighty: the page that asks who sits there, or that says a second factor is needed first; else None."""
    if not confirmed_lately(request.session, time.time()):
        return ask_again(request)
    wanted = factor_wanted(request.actor, request.user)
    return refusal_page(request, wanted) if wanted else None


def _is_over(request) -> bool:
    """Whether the session has lasted or lain idle too long, and is ended; else the request is noted in it now and then."""
    now = time.time()
    if is_over(request.session, now):
        logout(request)
        return True
    for name, value in news_of(request.session, now).items():
        request.session[name] = value
    return False


def _posts(request) -> list:
    """The asker's posts of today: those read with the session, else (a log-in in this very request) read now."""
    asking = getattr(request.session, "asking", None)
    read = asking is not None and asking.account is request.user
    return list(asking.posts if read else posts_of(request.user, on=request.on))


def _has_nul(request, kwargs) -> bool:
    """Whether the address or the form holds a NUL: no person types one, and the database can keep none."""
    sent = (text for part in (request.GET, request.POST) for texts in part.lists() for text in (texts[0], *texts[1]))
    return any("\0" in str(text) for text in (*kwargs.values(), *sent))


def _form_of(request) -> str:
    """The page of this system that what was sent was filled in on; the home page where the browser does not tell."""
    told = urlsplit(request.headers.get("Referer", ""))
    if told.netloc != request.get_host() or not told.path.startswith("/") or told.path.startswith(("//", resolve_url("login"))):
        return resolve_url("home")
    if told.path == request.path:  # shown again where it was sent to, an address that may take forms alone: the page above it is one to look at
        return request.path.rstrip("/").rpartition("/")[0] + "/"
    return f"{told.path}?{told.query}" if told.query else told.path


def _to_login(request, *, ended: bool = False):
    sent = request.method == "POST" and not request.htmx
    came_from = _form_of(request) if sent else request.get_full_path() if request.method == "GET" and not request.htmx else resolve_url("home")
    response = redirect_to_login(came_from, resolve_url("login"))
    if ended or sent:
        response["Location"] += "&ended=1" if ended else "&unsent=1"
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": response["Location"]})
    return response


