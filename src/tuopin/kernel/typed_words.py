"""What is typed at the command line, read by the very forms of the pages: the same limits, the same refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


class Form(Protocol):
    """A form as the pages have it: whether what it was given fits, what it makes of it, and its fields by name."""

    errors: Mapping
    fields: Mapping
    cleaned_data: dict

    def is_valid(self) -> bool: ...


def read_by(form: Form) -> dict:
    """What the form makes of the words that it was given. Raises Refusal for the first of them that does not fit, with the words that would."""
    if form.is_valid():
        return form.cleaned_data
    name = next(iter(form.errors))
    field = form.fields[name]
    if choices := [str(word) for word, _label in getattr(field, "choices", ()) if word]:
        raise Refusal("value-not-listed", phrase("“{field}”不能填这个值。"), phrase("可填:{names}。"), field=str(field.label), names=choices)
    raise Refusal("value-does-not-fit", phrase("“{field}”不能填这个值。"), phrase("请按栏目的单位和格式填写。"), field=str(field.label))
