"""How a page of this room tells a refusal, and where a form goes back to."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuopin.kernel.refusals import NotFound, Refusal


def words_of(refusal: Refusal) -> str:
    """What was refused and what to do, in the reader's language."""
    return " ".join(part for part in refusal.say(lambda sentence: _(sentence) if sentence else "") if part)


def attempt(request: HttpRequest, act: Callable[[], object], done: str) -> object | None:
    """Do it and say so, or say why not; None where it was refused. What is not the asker's to see is not found, as everywhere."""
    try:
        found = act()
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, words_of(refusal))
        return None
    messages.success(request, done)
    return found
