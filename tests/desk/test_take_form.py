"""What is remembered of a form: whose it was, where its answer led, and nothing where it took no effect."""

import pytest

from tuopin.desk.models import Submission
from tuopin.desk.services.take_form import Again, Form, take_form
from tuopin.kernel.refusals import Refusal
from web import kit

pytestmark = pytest.mark.django_db
DIGEST, FORMER, ANOTHER = b"d" * 32, b"e" * 32, b"f" * 32


@pytest.fixture
def two():
    kit.lay_out_places()
    return kit.an_official().pk, kit.an_official(username="other").pk


def a_form(account: int, key: str = "k" * 22, digest: bytes = DIGEST, former: bytes = FORMER) -> Form:
    return Form(account, key, digest, (digest, former))


def leading_to(where: str | None):
    return lambda: (f"answer to {where}", where)


def never():
    raise AssertionError("done a second time")


def kept() -> set[tuple]:
    return set(Submission.objects.values_list("account_id", "key", "answer"))


def test_each_form_keeps_its_own_answer(two):
    one, other = two
    assert take_form(a_form(one), leading_to("/a/")) == "answer to /a/"
    assert take_form(a_form(one, "l" * 22), leading_to("/b/")) == "answer to /b/"
    assert take_form(a_form(other), leading_to("/c/")) == "answer to /c/", "the same key in another's hand is another form"
    assert kept() == {(one, "k" * 22, "/a/"), (one, "l" * 22, "/b/"), (other, "k" * 22, "/c/")}
    for form, where in ((a_form(one), "/a/"), (a_form(one, "l" * 22), "/b/"), (a_form(other), "/c/")):
        assert take_form(form, never) == Again(where)


def test_a_form_without_effect_is_forgotten_and_no_other(two):
    one, _other = two
    take_form(a_form(one), leading_to("/a/"))
    assert take_form(a_form(one, "l" * 22), leading_to(None)) == "answer to None"
    assert kept() == {(one, "k" * 22, "/a/")}
    assert take_form(a_form(one, "l" * 22), leading_to("/b/")) == "answer to /b/"


def test_a_refusal_is_told_and_its_form_forgotten(two):
    one, _other = two
    take_form(a_form(one), leading_to("/a/"))

    def refused():
        raise Refusal("no", "不行。", "请改。")

    with pytest.raises(Refusal, match="no"):
        take_form(a_form(one, "l" * 22), refused)
    assert kept() == {(one, "k" * 22, "/a/")}


def test_other_content_under_a_key_is_refused_but_not_the_same_under_a_key_being_replaced(two):
    one, _other = two
    take_form(a_form(one), leading_to("/a/"))
    assert take_form(a_form(one, digest=FORMER, former=DIGEST), never) == Again("/a/")
    with pytest.raises(Refusal, match="form-sent-with-other-content"):
        take_form(a_form(one, digest=ANOTHER), never)
