"""One's own account: posts, another password, the second factor, the end of every session; and who sits there, asked again."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlencode

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tuopin.kernel.acts import SIGNED_IN, asks
from tuopin.kernel.refusals import Refusal
from tuopin.people.forms import ConfirmForm, EnrollForm, PasswordForm
from tuopin.people.selectors import has_second_factor, paper_codes_left
from tuopin.people.services import (
    address_of,
    begin_second_factor,
    begun_secret,
    change_password,
    confirm_identity,
    confirm_second_factor,
    end_session,
    end_sessions,
    mark_of_secret,
    open_sessions,
    remove_second_factor,
    wrong_first_code,
)
from tuopin.people.states import CONFIRMED_AT, confirmed_lately

SHOWN = "factor_shown"  # in the session: the mark of the secret that this session was shown
NOT_CARRIED = {"csrfmiddlewaretoken", "once"}  # the form that goes on has its own


@asks(SIGNED_IN, takes=(PasswordForm,))
@never_cache
@sensitive_post_parameters("password", "new", "again")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: posts, another password, the second factor."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_password(account=request.user, password=data["password"], new=data["new"], at=timezone.now(), on=request.on)
        except Refusal as refusal:
            request.refused = refusal.code
            form.add_error("password" if refusal.code == "wrong-password" else "new", " ".join(refusal.say(_)))
        else:
            update_session_auth_hash(request, request.user)
            with translation.override(request.user.language):
                messages.success(request, _("密码已更换;其他设备上的登录已失效。"))
            return redirect("account")
    return render(request, "people/account.html", {
        "form": form, "enrolled": has_second_factor(request.user), "paper": paper_codes_left(request.user),
        "sessions": open_sessions(request.user, asking=request.session.session_key, at=timezone.now()),
    }, status=200 if request.method == "GET" else 422)


@asks(SIGNED_IN, takes=(EnrollForm,))
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enroll(request: HttpRequest) -> HttpResponse:
    """Give a telephone the secret, see a code of it, hand out the codes for paper. Asks first who sits there."""
    if not confirmed_lately(request.session, time.time()):
        return ask_again(request)
    if has_second_factor(request.user):
        return redirect("account")
    shown = begun_secret(request.user, request.session.get(SHOWN, "")) if request.method == "POST" else None
    secret = shown or begin_second_factor(account=request.user)  # never one that was shown elsewhere: whoever saw that one would have the device too
    request.session[SHOWN] = mark_of_secret(secret)
    form = EnrollForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if shown is None:
                raise wrong_first_code()
            codes = confirm_second_factor(account=request.user, code=form.cleaned_data["code"], at=timezone.now(), on=request.on)
        except Refusal as refusal:
            request.refused = refusal.code
            form.add_error("code", " ".join(refusal.say(_)))
        else:
            return render(request, "people/paper_codes.html", {"codes": codes})
    picture = segno.make(address_of(request.user, secret), error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff", omitsize=False)
    return render(request, "people/enroll.html", {
        "form": form, "picture": mark_safe(picture), "secret": " ".join(secret[n:n + 4] for n in range(0, len(secret), 4)),
    }, status=200 if request.method == "GET" else 422)


@asks(SIGNED_IN)
@require_POST
def disenroll(request: HttpRequest) -> HttpResponse:
    """Take one's own device away, e.g. to enroll another telephone; every session ends, this one too."""
    if not confirmed_lately(request.session, time.time()):
        return ask_again(request)
    remove_second_factor(username=request.user.username, actor=request.actor, on=request.on, basis=_("本人停用"))
    return redirect("login")


@asks(SIGNED_IN)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here. Asks first who sits there."""
    if not confirmed_lately(request.session, time.time()):
        return ask_again(request)
    update_session_auth_hash(request, end_sessions(username=request.user.username, actor=request.user.username, on=request.on))
    messages.success(request, _("其他设备上的登录已失效。"))
    return redirect("account")


@asks(SIGNED_IN)
@require_POST
def end_one_session(request: HttpRequest, mark: str) -> HttpResponse:
    """Log out at one other place. Asks first who sits there."""
    if not confirmed_lately(request.session, time.time()):
        return ask_again(request)
    end_session(request.user, mark, at=timezone.now(), on=request.on)
    messages.success(request, _("该设备上的登录已失效。"))
    return redirect("account")


@asks(SIGNED_IN, takes=(ConfirmForm,))
@never_cache
@sensitive_post_parameters("password", "code", "carried")
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The answer to "who sits there": a right one goes on to where the person was, with what they had sent."""
    form = ConfirmForm(request.POST, with_code=has_second_factor(request.user))
    if not form.is_valid():
        return _asked(request, form)
    data = form.cleaned_data
    try:
        confirm_identity(
            account=request.user, password=data["password"], code=data.get("code", ""), at=timezone.now(), on=request.on)
    except Refusal as refusal:
        request.refused = refusal.code
        form.add_error("code" if refusal.code == "wrong-code" else "password", " ".join(refusal.say(_)))
        return _asked(request, form)
    request.session.cycle_key()
    request.session[CONFIRMED_AT] = int(time.time())
    where = data["where"] if url_has_allowed_host_and_scheme(data["where"], set()) else "/"
    if data["carried"]:
        sent = parse_qsl(data["carried"], keep_blank_values=True)
        return render(request, "people/go_on.html", {"where": where, "sent": sent})
    return redirect(where)


def ask_again(request: HttpRequest) -> HttpResponse:
    """The page that asks for password and code before something weighty; it keeps what the person had sent."""
    sent = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    return _asked(request, ConfirmForm(
        with_code=has_second_factor(request.user), initial={"where": request.get_full_path(), "carried": urlencode(sent)}), 403)


def _asked(request: HttpRequest, form: ConfirmForm, status: int = 422) -> HttpResponse:
    return render(request, "people/confirm.html", {"form": form}, status=status)
