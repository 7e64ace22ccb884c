"""Log-in in one step, two or three, log-out, language."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tuopin.kernel.acts import OPEN, SIGNED_IN, asks
from tuopin.kernel.refusals import Refusal
from tuopin.people.forms import CodeForm, FirstPasswordForm, LoginForm
from tuopin.people.selectors import account_numbered, has_second_factor
from tuopin.people.services import check_login, check_login_code, choose_first_password, mark_of_name
from tuopin.people.services import choose_language as remember_language
from tuopin.people.services.known_browser import LASTS, mark_of
from tuopin.people.states import BROWSER, CONFIRMED_AT, browser_in_words

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_WAY = "half_way"  # in the session between password and code: who, and when
CHOOSING = "choosing"  # the same between a password that was given out and the choice of another
PAGE_OF = {HALF_WAY: "people/login_code.html", CHOOSING: "people/login_password.html"}
HALF_WAY_SECONDS = 300


@asks(OPEN, takes=(LoginForm, "ended", "unsent"))
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; where one wanted to go is where one arrives."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = check_login(**form.cleaned_data, on=timezone.localdate(), at=timezone.now(), browser=request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""))
        except Refusal as refusal:
            _refused(request, refusal, form.cleaned_data["username"])
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            if not has_second_factor(account):
                return _let_in(request, account, _way_back(request))
            _remember_half(request, HALF_WAY, account, _way_back(request))
            return redirect("login-code")
    return render(request, "people/login.html", {
        "form": form, "next": request.GET.get("next", ""), "ended": "ended" in request.GET, "unsent": "unsent" in request.GET,
    }, status=200 if request.method == "GET" else 422)


@asks(OPEN, takes=(CodeForm,))
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def log_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: the code that the telephone shows, within five minutes of the password."""

    def checked(account: AbstractBaseUser, code: str) -> AbstractBaseUser:
        check_login_code(account=account, code=code, on=timezone.localdate(), at=timezone.now())
        return account

    return _step(request, HALF_WAY, CodeForm, "code", checked)


@asks(OPEN, takes=(FirstPasswordForm,))
@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def log_in_password(request: HttpRequest) -> HttpResponse:
    """The last step of whoever came with a password that was given out: choosing one that nobody else knows, within five minutes."""
    return _step(request, CHOOSING, FirstPasswordForm, "new", lambda account, new: choose_first_password(account=account, new=new, on=timezone.localdate()))


@asks(SIGNED_IN)
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """The end of the session; the browser is told to forget what it has seen."""
    logout(request)
    answer = redirect("login")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@asks(OPEN, takes=("language",))
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Show the pages in another language, now and from now on."""
    language = request.POST.get("language", "")
    response = redirect(_way_back(request))
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", httponly=True, secure=settings.HTTPS)
        if request.user.is_authenticated:
            remember_language(account=request.user, language=language)
    return response


def _step(request: HttpRequest, step: str, kind: type[Form], field: str, take: Callable[[AbstractBaseUser, str], AbstractBaseUser]) -> HttpResponse:
    """A step after the password, of whoever has come half way: what is typed in the field is taken, and its account let in, or refused in words."""
    half = _half(request, step)
    if half is None:
        return redirect("login")
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = account_numbered(half["account"])
        try:
            account = take(account, form.cleaned_data[field])
        except Refusal as refusal:
            _refused(request, refusal, account.username)
            form.add_error(field, " ".join(refusal.say(_)))
        else:
            del request.session[step]
            return _let_in(request, account, half["next"])
    return render(request, PAGE_OF[step], {"form": form}, status=200 if request.method == "GET" else 422)


def _refused(request: HttpRequest, refusal: Refusal, name: str) -> None:
    """For the log: why, and under which name, as far as a log may know it."""
    request.refused, request.tried = refusal.code, mark_of_name(name)


def _remember_half(request: HttpRequest, step: str, account: AbstractBaseUser, where: str) -> None:
    """Keep in the session, under a new key, who has come half way, when, and where they wanted to go."""
    request.session.cycle_key()
    request.session[step] = {"account": account.pk, "at": int(time.time()), "next": where, "ended": account.sessions_ended}


def _half(request: HttpRequest, step: str) -> dict | None:
    """Who has come half way; None, and forgotten, when that was too long ago or the password was changed, or everything ended, since."""
    half = request.session.get(step)
    if half and time.time() - half["at"] <= HALF_WAY_SECONDS and account_numbered(half["account"]).sessions_ended == half.get("ended"):
        return half
    request.session.pop(step, None)
    return None


def _let_in(request: HttpRequest, account: AbstractBaseUser, where: str) -> HttpResponse:
    if account.password_given_at is not None:
        _remember_half(request, CHOOSING, account, where)
        return redirect("login-password")
    login(request, account, backend=BACKEND)
    request.session[CONFIRMED_AT] = int(time.time())
    request.session[BROWSER] = browser_in_words(request.headers.get("User-Agent", ""))
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if asked in dict(settings.LANGUAGES) and asked != account.language:
        remember_language(account=account, language=asked)
    answer = redirect(where)
    answer.set_cookie(
        settings.KNOWN_COOKIE_NAME, mark_of(account.username), max_age=int(LASTS.total_seconds()), samesite="Lax", httponly=True, secure=settings.HTTPS)
    return answer


def _way_back(request: HttpRequest) -> str:
    """Where the person came from or wanted to go, as long as it is a page of ours."""
    asked = request.POST.get("next", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else settings.LOGIN_REDIRECT_URL
