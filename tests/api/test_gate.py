"""The gate of programs, condition by condition, before any database is asked."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from tuopin.api import gate
from tuopin.api.gate import LONGEST_TOKEN, READS, TokenGate, _refused, _token, _view
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import Actor
from tuopin.people.services import TooManyCalls

READER = Actor("reader", ((NATION, frozenset({"read"})),))


def asked(path="/api/v1/", token="Bearer abc", **sent):
    request = RequestFactory().get(path, sent, headers={"authorization": token} if token else {})
    request.actor = READER
    return request


def answered(request, beyond=None):
    return TokenGate(beyond or (lambda _request: pytest.fail("let through to the pages")))(request)


def test_only_what_is_under_api_is_answered_here_and_nothing_else():
    assert answered(asked("/households/"), lambda _request: HttpResponse("page")).content == b"page"
    assert answered(asked("/apiary/", token=""), lambda _request: HttpResponse("page")).content == b"page"
    assert answered(asked(token="")).status_code == 401


def test_nothing_is_taken_but_what_reads():
    assert {"GET", "HEAD"} == READS
    for method in ("post", "put", "patch", "delete", "options"):
        answer = answered(getattr(RequestFactory(), method)("/api/v1/"))
        assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD", method
    assert answered(RequestFactory().head("/api/v1/")).status_code == 401


@pytest.mark.parametrize(("said", "token"), [
    ("Bearer abc", "abc"), ("bearer abc", "abc"), (f"Bearer {'x' * LONGEST_TOKEN}", "x" * LONGEST_TOKEN), ("Bearer x", "x"),
    (f"Bearer {'x' * (LONGEST_TOKEN + 1)}", None), ("Bearer", None), ("Bearer ", None), ("Basic abc", None), ("", None), ("abc", None),
])
def test_a_token_comes_in_its_header_and_no_longer_than_one_is(said, token):
    if token is None:
        with pytest.raises(Forbidden, match="token-missing"):
            _token(asked(token=said))
    else:
        assert _token(asked(token=said)) == token


def test_whatever_breaks_is_told_as_such_and_written_down(monkeypatch, caplog):
    def breaks(fault):
        def admit(*_args, **_named):
            raise fault
        monkeypatch.setattr(gate, "admit", admit)
        return answered(asked())

    assert breaks(OperationalError("gone")).status_code == 503 and "did not answer a program" in caplog.text
    caplog.clear()
    assert breaks(ZeroDivisionError()).status_code == 500 and "call failed" in caplog.text
    caplog.clear()
    late = breaks(TooManyCalls("too-many-calls", "慢。", "等。", seconds=7))
    assert (late.status_code, late["Retry-After"]) == (429, "7") and not caplog.text
    no = breaks(Forbidden("token-refused", "无效。", "重来。"))
    assert no.status_code == 401 and no["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/", "/login/", "/households/"])
def test_an_address_that_is_none_of_the_programs_is_not_there(path):
    with pytest.raises(NotFound, match="no-such-address"):
        _view(asked(path))


@pytest.mark.parametrize("changed", [{"asks": "open"}, {"asks": None}, {"operation": None}])
def test_a_view_that_declares_no_act_or_is_no_operation_is_not_there(monkeypatch, changed):
    view = asks("read")(lambda request: HttpResponse("seen"))
    view.operation = {}
    monkeypatch.setattr(gate, "resolve", lambda _path: SimpleNamespace(func=view, kwargs={}))
    assert _view(asked()).content == b"seen"
    for name, value in changed.items():
        setattr(view, name, value)
    with pytest.raises(NotFound, match="no-such-address"):
        _view(asked())


def test_an_act_that_is_not_the_askers_is_forbidden():
    request = asked("/api/v1/openapi.json")
    assert _view(request).status_code == 200
    request.actor = Actor("auditor", ((NATION, frozenset({"audit"})),))
    with pytest.raises(Forbidden, match="act-not-allowed"):
        _view(request)


@pytest.mark.parametrize(("path", "sent"), [
    ("/api/v1/openapi.json", {"is_staff": "1"}), ("/api/v1/openapi.json", {"year": "20\x0018"}), ("/api/v1/openapi.json", {"year": ["2018", "\0"]}),
    ("/api/v1/households/%00/", {}),
])
def test_a_name_that_nobody_declared_and_a_nul_anywhere_are_refused(path, sent):
    with pytest.raises(Refusal) as refusal:
        _view(asked(path, **sent))
    assert refusal.value.code == ("undeclared" if "is_staff" in sent else "no-character")
    assert "is_staff" not in sent or refusal.value.params["names"] == ["is_staff"]
    assert _view(asked("/api/v1/openapi.json", year=["2018", "2019"])).status_code == 200


def test_a_refusal_is_told_in_words_with_what_to_do():
    asked = RequestFactory().get("/api/v1/")
    said = _refused(asked, Refusal("x", "不行。", "请改。"), 400).content.decode()
    assert "不行。" in said and "请改。" in said and asked.refused == "x"
    assert _refused(asked, Refusal("x", "不行。", ""), 400).status_code == 400
