"""The words of the command line in the language its user asked for."""

from __future__ import annotations

from tuopin.cli.contents import english


def translated(sentence: str) -> str:
    """The sentence in the terminal's language; itself when there is no catalogue yet."""
    try:
        from django.utils import translation

        with translation.override("en" if english() else "zh-hans"):
            return translation.gettext(sentence) if sentence else ""
    except Exception:  # settings that cannot be read must not hide the sentence itself
        return sentence
