"""Parts of a page that depend on nothing but what is named, written once for each reader's language and kept.

`{% kept nav=shell.acts here=shell.section %} … {% endkept %}`: inside, the named values are all there is, no request, no
account, no token; so what is kept for one reader can hold nothing of another that was not named. The values are plain ones
(text, numbers, days, tuples of them), not objects that could change.
"""

from __future__ import annotations

from django import template
from django.template.base import token_kwargs
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 400  # versions of one part that a process keeps; then it starts anew


class Kept(template.Node):
    """A part of a page with what it was last rendered to, by language and values."""

    def __init__(self, inside: template.NodeList, named: dict[str, template.base.FilterExpression]) -> None:
        self.nodelist, self.named = inside, named
        self.known: dict[tuple, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.named.items()}
        key = (get_language(), *((value.__class__, value) for value in values.values()))  # 1 and True, marked-up and plain: not the same
        written = self.known.get(key)
        if written is None:
            alone = template.Context(values)
            with alone.bind_template(context.template):
                written = self.nodelist.render(alone)
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[key] = written
        return written


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """Keep what stands up to `endkept` for each combination of the values named."""
    words = token.split_contents()[1:]
    named = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError("kept takes name=value only")
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside, named)
