"""How a recorded fact is written on a page: a word of a code list by its label, an amount with its unit, a dash when not known."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html

from tuopin.registry.selectors.fields import Field
from tuopin.web.templatetags.tuopin import UNSET, label, yes_no

register = template.Library()


@register.simple_tag
def fact(field: Field, value: object):
    """The value of a form's field as it is read."""
    if value is None or value == "":
        return UNSET
    if field.kind == "yes_no":
        return yes_no(value)
    if field.kind in ("code", "codes"):
        return label(value, field.codelist)
    if field.kind in ("number", "whole") and field.unit:
        return format_html('{} <span class="note">{}</span>', amount(value), field.unit)
    return amount(value) if field.kind in ("number", "whole") else value


@register.filter
def amount(value):
    """A quantity with thousands and without useless noughts."""
    if value is None or value == "":
        return UNSET
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
