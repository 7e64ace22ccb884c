"""What a page or command declares, and what it refuses that was sent beside it."""

import pytest

from tuopin.kernel.acts import ACTS, EVERYWHERE, OPEN, OPERATOR, RUNS, SIGNED_IN, WITH_EVERY_FORM, asks, undeclared


class AForm:
    """Stands for a form of Django: all that is asked of it are the names of its fields."""

    base_fields = {"amount": None, "note": None}  # noqa: RUF012


def test_these_acts_and_no_others_can_be_declared():
    assert {"read", "import", "correct", "confirm", "export", "reveal", "publish", "audit"} == ACTS
    for act in (*ACTS, OPEN, SIGNED_IN, OPERATOR, RUNS):
        assert asks(act)(lambda: None).asks == act
    for act in ("", "write", "Read", "open ", None):
        with pytest.raises(ValueError, match="no such act"):
            asks(act)


def test_what_is_declared_stands_on_the_view():
    view = asks("correct", takes=("search", "cell:*", AForm), fresh=True)(lambda: None)
    assert view.takes == {"search", "cell:*", "amount", "note"} and view.fresh is True
    assert asks("read")(lambda: None).takes == frozenset() and asks("read")(lambda: None).fresh is False


def test_a_name_that_nobody_declared_is_told():
    takes = frozenset({"search", "cell:*"})
    assert {"year", "area"} == EVERYWHERE and {"csrfmiddlewaretoken", "once", "next"} == WITH_EVERY_FORM
    assert undeclared(takes, ["search", "cell:3", "cell:", "year", "area", "csrfmiddlewaretoken", "once", "next"]) == []
    assert undeclared(takes, ["searching", "sear", "cell", "is_staff", ""]) == ["searching", "sear", "cell", "is_staff", ""]
    assert undeclared(frozenset(), ["year", "role"]) == ["role"]
