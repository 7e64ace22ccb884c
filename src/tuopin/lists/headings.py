"""What the columns and words of a table that is handed in are called in every language of the house, and what is said of a cell that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tuopin.intake.problems import EVERY
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

Columns = Mapping[str, tuple[str, list[str]]]  # name: (kind of cell, what it is called)


def headings(columns: Columns) -> dict[str, tuple[str, list[str]]]:
    """The columns with all names they go by, in every language of the house; the language of the pack first."""
    found: dict[str, tuple[str, list[str]]] = {}
    for _language in _languages():
        for name, (kind, known) in columns.items():
            found.setdefault(name, (kind, []))[1].extend(_(heading) for heading in known)
    return {name: (kind, list(dict.fromkeys(known))) for name, (kind, known) in found.items()}


def words_known(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The word of each choice, by its labels in every language of the house and by itself."""
    choices = list(choices)
    found = {word: word for word, _label in choices}
    for _language in _languages():
        found |= {str(label): word for word, label in choices}
    return found


def unfit(part: str, flaw: Mapping) -> Refusal:
    """The refusal of a row for a cell of this column (as `COLUMNS` calls it) that the reader could not read."""
    why = _(EVERY[flaw["code"]].message).format(**flaw["params"])
    return Refusal("cell-unfit", phrase("“{part}”不能读取:{why}"), phrase("请在表中改正。"), part=_(part), why=why)


def _languages() -> Iterator[str]:
    """Each language of the house while it is the one that is spoken, the pack's first."""
    for language in dict.fromkeys((settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES))):
        with override(language):
            yield language
