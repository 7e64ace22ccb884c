"""The gate for programs: everything under /api/ is asked for with a token, answered as JSON, and knows neither session nor cookie."""

from __future__ import annotations

import logging

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from tuopin.api.answers import as_json
from tuopin.kernel.acts import ACTS, undeclared
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import working_as
from tuopin.people.services import A_MINUTE, TooManyCalls, admit

UNDER = "/api/"
READS = frozenset({"GET", "HEAD"})
LONGEST_TOKEN = 200
log = logging.getLogger(__name__)


class TokenGate:
    """Stands before sessions, cookies and forms: what is asked for under /api/ never reaches them, and what is not never comes here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(UNDER):
            return self.get_response(request)
        try:
            return self._answer(request)
        except TooManyCalls as refusal:
            return _refused(request, refusal, 429, **{"Retry-After": str(refusal.params["seconds"]), "RateLimit-Limit": str(A_MINUTE), "RateLimit-Remaining": "0"})
        except Refusal as refusal:
            return _refused(request, refusal, {NotFound: 404, Forbidden: 403}.get(type(refusal), 400))
        except (DatabaseError, InterfaceError):
            log.exception("the database did not answer a program")
            return _said("unavailable", phrase("数据库暂时连接不上。"), phrase("请稍后重试。"), 503, **{"Retry-After": "5"})
        except Exception:
            log.exception("a program's call failed")
            return _said("fault", phrase("系统没有完成这次请求。"), phrase("请稍后重试;若再次出现,请告诉系统管理员。"), 500)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READS:
            return _said("read-only", phrase("接口只读。"), phrase("请用 GET。"), 405, Allow="GET, HEAD")
        request.on = timezone.localdate()
        try:
            admitted = admit(_token(request), at=timezone.now(), on=request.on)
        except TooManyCalls:
            raise
        except Refusal as refusal:
            return _refused(request, refusal, 401, **{"WWW-Authenticate": 'Bearer realm="tuopin"'})
        request.actor, request.admitted = admitted.actor, admitted
        with translation.override(admitted.token.account.language), working_as(admitted.actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")  # whatever a selector or its caller may come to do: nothing is written for a program
            response = _view(request)
        for name, value in (("RateLimit-Limit", A_MINUTE), ("RateLimit-Remaining", admitted.left), ("Content-Language", admitted.token.account.language)):
            response.headers[name] = str(value)
        return response


def _view(request: HttpRequest) -> HttpResponse:
    """What the address leads to, once its act is the asker's and nothing undeclared was sent."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        raise NotFound("no-such-address", phrase("没有这个地址。"), phrase("全部地址见 /api/v1/openapi.json。")) from None
    request.resolver_match = match
    act = getattr(match.func, "asks", None)
    if act not in ACTS or getattr(match.func, "operation", None) is None:
        raise NotFound("no-such-address", phrase("没有这个地址。"), phrase("全部地址见 /api/v1/openapi.json。"))
    if not request.actor.areas_for(act):
        raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))
    if any("\0" in text for texts in (request.GET.getlist(name) for name in request.GET) for text in texts) or "\0" in request.path_info:
        raise Refusal("no-character", phrase("请求中有不能使用的字符(NUL)。"), phrase("请去掉后重新请求。"))
    unknown = undeclared(match.func.takes, request.GET)
    if unknown:
        raise Refusal("undeclared", phrase("请求中有不认识的参数:{names}。"), phrase("可用的参数见 /api/v1/openapi.json。"), names=[name[:40] for name in unknown[:5]])
    return match.func(request, **match.kwargs)


def _token(request: HttpRequest) -> str:
    kind, _blank, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not 0 < len(text) <= LONGEST_TOKEN:
        raise Forbidden("token-missing", phrase("没有令牌。"), phrase("请在请求头中写 Authorization: Bearer 令牌。"))
    return text.strip()


def _refused(request: HttpRequest, refusal: Refusal, status: int, **headers: str) -> HttpResponse:
    request.refused = refusal.code  # for the log
    message, fix = refusal.say(lambda sentence: translation.gettext(sentence) if sentence else "")
    return as_json({"code": refusal.code, "message": message, "fix": fix}, status=status, **headers)


def _said(code: str, message: str, fix: str, status: int, **headers: str) -> HttpResponse:
    return as_json({"code": code, "message": translation.gettext(message), "fix": translation.gettext(fix)}, status=status, **headers)
