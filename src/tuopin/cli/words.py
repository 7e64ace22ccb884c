"""The words of the command line in the language its user asked for; needs no database and no Django."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from tuopin.cli.contents import english

CATALOGUES = Path(__file__).resolve().parent.parent / "locale"


@cache
def _english() -> gettext.NullTranslations:
    return gettext.translation("django", CATALOGUES, ["en"], fallback=True)


def translated(sentence: str) -> str:
    """The sentence in the terminal's language; itself when there is no catalogue or no entry."""
    return _english().gettext(sentence) if english() and sentence else sentence
