"""Has the English pages say the words of the country's pack: its money, its land, its levels, its offices."""

from __future__ import annotations

from django.utils.translation import trans_real

from tuopin.kernel.own_words import in_own_words
from tuopin.kernel.pack import pack


def speak_own_words() -> None:
    """Put the pack's words into the catalogue of English, once, before the first page."""
    if not pack().section("terms"):
        return
    for part in trans_real.translation("en")._catalog._catalogs:
        part.update({msgid: in_own_words(text) for msgid, text in part.items() if msgid != ""})
