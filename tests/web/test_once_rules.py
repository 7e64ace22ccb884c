"""Which forms are taken once, what makes two of them the same, and which answers tell of an effect."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from tuopin.desk.models import Submission
from tuopin.desk.services.take_form import Again
from tuopin.kernel import folders
from tuopin.kernel.acts import OPEN, asks
from tuopin.web import once
from tuopin.web.once import KEY, LARGEST, UNSAID, OnceMiddleware, _done, _first_answer, digest_of
from web import kit

TAKEN = asks("read")(lambda _request: HttpResponseRedirect("/there/"))


def sent(path="/a/", user=None, **fields):
    request = RequestFactory().post(path, fields)
    request.user, request.session = user or AnonymousUser(), {}
    request._messages = FallbackStorage(request)
    return request


@pytest.mark.parametrize(("length", "passes"), [("", True), ("0", True), (str(LARGEST), True), (str(LARGEST + 1), False), ("-1", False), ("1e3", False), ("abc", False)])
def test_what_is_too_large_or_says_no_size_is_refused_before_it_is_read(length, passes):
    request = RequestFactory().get("/")
    request.META["CONTENT_LENGTH"] = length
    assert OnceMiddleware(lambda _request: HttpResponse("let through"))(request).status_code == (200 if passes else 413)
    del request.META["CONTENT_LENGTH"]
    assert OnceMiddleware(lambda _request: HttpResponse())(request).status_code == 200


@pytest.mark.parametrize(("key", "is_one"), [("a" * 15, False), ("a" * 16, True), ("Az09_-" * 4, True), ("a" * 43, True), ("a" * 44, False), ("a" * 15 + "!", False), ("", False)])
def test_a_key_has_this_form(key, is_one):
    assert bool(KEY.fullmatch(key)) is is_one


@pytest.mark.django_db
def test_only_a_form_of_somebody_with_a_key_on_a_declared_page_is_taken_once():
    kit.lay_out_places()
    official, gate = kit.an_official(), OnceMiddleware(None)
    good = {"once": "k" * 22, "value": "A"}
    read = RequestFactory().get("/a/", good)
    read.user = official
    for request, view in (
        (read, TAKEN), (sent(**good), TAKEN), (sent(user=official, **good), asks(OPEN)(lambda _r: None)), (sent(user=official, **good), lambda _r: None),
        (sent(user=official, value="A"), TAKEN), (sent(user=official, once="short"), TAKEN),
    ):
        assert gate.process_view(request, view, (), {}) is None
    assert not Submission.objects.exists()
    first, second = (gate.process_view(sent(user=official, **good), TAKEN, (), {}) for _ in range(2))
    assert first["Location"] == second["Location"] == "/there/" and Submission.objects.get().answer == "/there/"
    assert gate.process_view(sent(user=official, **good | {"value": "B"}), TAKEN, (), {}).status_code == 409


@pytest.mark.django_db
def test_a_full_disk_takes_no_form(monkeypatch):
    kit.lay_out_places()
    monkeypatch.setattr(folders, "LEAST_ROOM", 1 << 62)
    assert OnceMiddleware(None).process_view(sent(user=kit.an_official(), once="k" * 22), TAKEN, (), {}).status_code == 507


def test_two_forms_are_the_same_when_they_say_the_same():
    assert {once.NAME, "csrfmiddlewaretoken"} == UNSAID
    said = digest_of(sent(value="A", note="x"))
    assert digest_of(sent(note="x", value="A", once="k", csrfmiddlewaretoken="t")) == said
    others = [sent("/b/", value="A", note="x"), sent(value="B", note="x"), sent(value="A"), sent(value="A", note="x", more=""), sent(value="x", note="A"),
              sent(value=["A", "A"], note="x"), sent(value="A", not_="ex"), sent("/a/?y=1", value="A", note="x")]
    assert len({said, *map(digest_of, others)}) == len(others) + 1


def test_files_count_by_field_name_and_content_and_can_still_be_read():
    def with_file(field="file", name="a.xlsx", content=b"abc", **more):
        return sent(**{field: SimpleUploadedFile(name, content)}, **more)

    said, request = digest_of(with_file()), with_file()
    assert digest_of(request) == said and request.FILES["file"].read() == b"abc"
    others = [with_file("other"), with_file(name="b.xlsx"), with_file(content=b"abd"), with_file(content=b""), sent(file="abc"), with_file(note="x"),
              sent(file=[SimpleUploadedFile("a.xlsx", b"abc"), SimpleUploadedFile("a.xlsx", b"")])]
    assert len({said, *map(digest_of, others)}) == len(others) + 1


@pytest.mark.parametrize(("status", "headers", "leads_to"), [
    (200, {}, None), (299, {"Location": "/x/"}, None), (300, {"Location": "/x/"}, "/x/"), (302, {"Location": "/x/"}, "/x/"), (399, {"Location": "/x/"}, "/x/"),
    (400, {"Location": "/x/"}, None), (204, {"HX-Redirect": "/y/"}, "/y/"), (204, {}, None), (200, {"HX-Redirect": "/y/"}, None), (403, {"HX-Redirect": "/y/"}, None),
])
def test_only_an_answer_that_leads_on_tells_of_an_effect(status, headers, leads_to):
    response = HttpResponse(status=status, headers=headers)
    assert _done(response) == (response, leads_to)


def test_the_first_answer_is_given_as_it_was_asked_for():
    request = sent()
    plain = _first_answer(request, Again("/x/"))
    assert (plain.status_code, plain["Location"]) == (302, "/x/") and "没有重复办理" in str(list(request._messages)[0])
    request.htmx = True
    assert (_first_answer(request, Again("/x/")).status_code, _first_answer(request, Again("/x/"))["HX-Redirect"]) == (204, "/x/")
