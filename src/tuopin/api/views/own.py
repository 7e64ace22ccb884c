"""Who the token is, what it may read, and the whole list of addresses as an OpenAPI document."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

from tuopin.api.answers import DAY, TEXT, WHOLE, answering, as_json, rows_of, thing
from tuopin.api.openapi import document
from tuopin.divisions.selectors import names_of

AREA = thing(code=TEXT, name=TEXT)


@answering("令牌以谁的哪个岗位读取什么 / whose token this is and what it reads", thing(
    account=TEXT, role=TEXT, area=AREA, acts=rows_of(TEXT), token=thing(name=TEXT, ends_on=DAY), calls_left=WHOLE))
def own(request: HttpRequest) -> HttpResponse:
    """The token itself."""
    admitted, area = request.admitted, request.actor.areas[0][0]
    return as_json({
        "account": request.actor.name, "role": str(admitted.token.post.role), "area": {"code": area, "name": names_of([area], on=request.on).get(area, "")},
        "acts": sorted(request.actor.areas[0][1]), "token": {"name": admitted.token.name, "ends_on": admitted.token.ends_on}, "calls_left": admitted.left,
    })


@answering("本文档 / this document, OpenAPI 3.1", {"type": "object"})
def openapi(_request: HttpRequest) -> HttpResponse:
    """Every address, what it takes and what it answers."""
    mounted = [pattern for room in get_resolver().url_patterns for pattern in getattr(room, "url_patterns", [room])]
    return as_json(document(pattern for pattern in mounted if hasattr(pattern.callback, "operation")))
