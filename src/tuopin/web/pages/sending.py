"""What a form was sent with: nothing, unless its page was asked to take something in."""

from __future__ import annotations

from django.http import HttpRequest


def sent(request: HttpRequest) -> tuple:
    """The data and the files of a form that was sent, even an empty one; (None, None) for a page that is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
