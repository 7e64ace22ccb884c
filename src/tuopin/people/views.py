"""Log-in, log-out, language and one's own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tuopin.kernel.acts import OPEN, SIGNED_IN, asks
from tuopin.kernel.refusals import Refusal
from tuopin.people.forms import LoginForm, PasswordForm
from tuopin.people.services import change_password, check_login
from tuopin.people.services import choose_language as remember_language

BACKEND = "django.contrib.auth.backends.ModelBackend"


@asks(OPEN)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; where one wanted to go is where one arrives."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = check_login(**form.cleaned_data, on=timezone.localdate(), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            login(request, account, backend=BACKEND)
            asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
            if asked in dict(settings.LANGUAGES) and asked != account.language:
                remember_language(account=account, language=asked)
            return redirect(_way_back(request))
    return render(request, "people/login.html", {
        "form": form, "next": request.GET.get("next", ""), "ended": "ended" in request.GET,
    }, status=200 if request.method == "GET" else 422)


@asks(SIGNED_IN)
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")


@asks(OPEN)
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Show the pages in another language, now and from now on."""
    language = request.POST.get("language", "")
    response = redirect(_way_back(request))
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", httponly=True)
        if request.user.is_authenticated:
            remember_language(account=request.user, language=language)
    return response


@asks(SIGNED_IN)
@never_cache
@sensitive_post_parameters("password", "new", "again")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: posts, and another password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_password(account=request.user, password=data["password"], new=data["new"], on=request.on)
        except Refusal as refusal:
            form.add_error("password" if refusal.code == "wrong-password" else "new", " ".join(refusal.say(_)))
        else:
            update_session_auth_hash(request, request.user)
            with translation.override(request.user.language):
                messages.success(request, _("密码已更换;其他设备上的登录已失效。"))
            return redirect("account")
    return render(request, "people/account.html", {"form": form}, status=200 if request.method == "GET" else 422)


def _way_back(request: HttpRequest) -> str:
    """Where the person came from or wanted to go, as long as it is a page of ours."""
    asked = request.POST.get("next", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else settings.LOGIN_REDIRECT_URL
