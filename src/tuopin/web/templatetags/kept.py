"""Parts of a page that depend on nothing but what is named, written once for each reader's language and kept.

`{% kept nav=shell.acts here=shell.section %} … {% endkept %}`: inside, the named values are all there is, no request, no
account, no token; so what is kept for one reader can hold nothing of another that was not named. The values are plain ones
(text, numbers, days, tuples of them), not objects that could change.

`{% kept nav=shell.acts filled area=area query=query %}`: what is named after `filled` is not kept. Inside it can only be
written as it is, `{{ area }}`, and every page writes its own there.
"""

from __future__ import annotations

from django import template
from django.template.base import token_kwargs
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 400  # versions of one part that a process keeps; then it starts anew


class Gap(SafeString):
    """Stands, while a part is written to be kept, for what every page fills in itself; it can be written and nothing else."""

    def __bool__(self) -> bool:
        raise TypeError("what is filled in anew for every page cannot decide what is kept")


class Kept(template.Node):
    """A part of a page with what it was last rendered to, by language and values: texts, with the gaps between them by name."""

    def __init__(
        self, inside: template.NodeList, named: dict[str, template.base.FilterExpression], filled: dict[str, template.base.FilterExpression],
    ) -> None:
        self.nodelist, self.named, self.filled = inside, named, filled
        self.known: dict[tuple, list[str]] = {}

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.named.items()}
        key = (get_language(), *((value.__class__, value) for value in values.values()))  # 1 and True, marked-up and plain: not the same
        written = self.known.get(key)
        if written is None:
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[key] = written = self._written(context, values)
        if len(written) == 1:
            return SafeString(written[0])
        filled = {name: conditional_escape(value.resolve(context)) for name, value in self.filled.items()}
        return SafeString("".join(filled[part] if gap % 2 else part for gap, part in enumerate(written)))

    def _written(self, context: template.Context, values: dict) -> list[str]:
        """The part in pieces: text, the name of a gap, text, …"""
        alone = template.Context(values | {name: Gap(f"\0{name}\0") for name in self.filled})
        with alone.bind_template(context.template):
            return self.nodelist.render(alone).split("\0")


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """Keep what stands up to `endkept` for each combination of the values named; those after `filled` are not kept."""
    words = token.split_contents()[1:]
    named, filled = token_kwargs(words, parser), {}
    if words and words[0] == "filled":
        del words[0]
        filled = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError("kept takes name=value only")
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside, named, filled)
