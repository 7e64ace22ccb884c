"""One's own access tokens: which there are, a new one shown once, and the button that ends one."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import SIGNED_IN, asks
from tuopin.kernel.refusals import Refusal
from tuopin.people.forms import TokenForm
from tuopin.people.services import A_MINUTE, make_token, open_tokens, revoke_token

USUAL = timedelta(days=90)


@asks(SIGNED_IN, takes=(TokenForm,), fresh=True)
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the account, and the form for a new one; whoever makes one shows first who sits there."""
    names = names_of({post.area_code for post in request.posts}, on=request.on)
    posts = [(post.pk, f"{names.get(post.area_code, post.area_code)} · {post.get_role_display()}") for post in request.posts]
    form = TokenForm(request.POST or None, posts=posts, initial={"ends_on": request.on + USUAL})
    made = text = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made, text = make_token(account=request.user, post_id=said["post"], name=said["name"], ends_on=said["ends_on"], on=request.on)
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_)))
    return render(request, "people/tokens.html", {
        "form": TokenForm(posts=posts, initial={"ends_on": request.on + USUAL}) if made else form, "made": made, "text": text, "most": A_MINUTE,
        "rows": [(token, dict(posts).get(token.post_id, "")) for token in open_tokens(request.user, on=request.on)],
    }, status=422 if form.errors else 200)


@asks(SIGNED_IN)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one at once."""
    revoke_token(account=request.user, token_id=pk, at=timezone.now(), on=request.on)
    messages.success(request, _("令牌已停用。"))
    return redirect("tokens")
