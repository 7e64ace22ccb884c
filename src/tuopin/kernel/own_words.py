"""The words of a country inside English sentences: where the pages say yuan, mu and county, a pack may say its own."""

from __future__ import annotations

import re
from functools import cache

from tuopin.kernel.pack import pack


@cache
def _own() -> tuple[re.Pattern | None, dict[str, str]]:
    terms = {word.casefold(): own for word, own in pack().section("terms").items()}
    if not terms:
        return None, terms
    longest_first = "|".join(re.escape(word) for word in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<![\w{{-])(?<!%\()(?:{longest_first})(?![\w}}-])", re.IGNORECASE), terms


def in_own_words(text: str) -> str:
    """The English text with the pack's own words (its `[terms]`); a capital stays one, names of placeholders stay what they are."""
    pattern, terms = _own()
    return text if pattern is None else pattern.sub(lambda met: _like(terms[met.group().casefold()], met.group()), text)


def _like(own: str, met: str) -> str:
    return own[:1].upper() + own[1:] if met[:1].isupper() else own
