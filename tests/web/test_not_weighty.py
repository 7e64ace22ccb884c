"""What is not declared weighty is taken from whoever is logged in, however long ago they showed who sits there."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from web import kit
from web.test_gate_rules import asked, passed, view_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("fresh", "answer"), [(False, None), (True, 403)])
def test_only_what_is_weighty_is_asked_for_again(fresh, answer):
    kit.lay_out_places()
    kit.judged_figures()
    official = kit.an_official(kit.TOWN, "clerk")
    sent = {kind: asked(user=official, session=SessionStore(), **({"post": {}} if kind == "post" else {})) for kind in ("get", "post")}
    assert passed(sent["post"], view_of("correct", fresh=fresh)) == answer
    for method in ("GET", "HEAD"):  # whoever looks is asked nothing
        sent["get"].method = method
        assert passed(sent["get"], view_of("correct", fresh=fresh)) is None
