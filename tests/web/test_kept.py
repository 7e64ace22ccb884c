"""What is kept of a page for one reader holds nothing of another that was not named."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

KEPT = '{% kept shown=shown filled who=who %}{% translate "总览" %}{% if shown %}: <b>{{ who }}</b>, {{ who }}{% endif %}{{ secret }}{% endkept %}'


def test_a_gap_is_filled_anew_and_escaped_and_nothing_unnamed_gets_in():
    part = Template(KEPT)
    written = [part.render(Context({"shown": True, "who": who, "secret": "!"})) for who in ("甲", "<乙>", "甲")]
    assert written == ["总览: <b>甲</b>, 甲", "总览: <b>&lt;乙&gt;</b>, &lt;乙&gt;", "总览: <b>甲</b>, 甲"]
    assert part.render(Context({"shown": False, "who": "甲"})) == "总览"
    with override("en"):
        assert part.render(Context({"shown": True, "who": "甲"})) != written[0]


def test_what_is_filled_in_cannot_decide_what_is_kept():
    with pytest.raises(TypeError):
        Template("{% kept filled who=who %}{% if who %}x{% endif %}{% endkept %}").render(Context({"who": "甲"}))


def test_what_is_filled_in_cannot_be_changed_before_it_is_kept():
    part = Template("{% kept filled who=who %}{{ who|upper }}{% endkept %}")
    with pytest.raises(KeyError):
        part.render(Context({"who": "x"}))
