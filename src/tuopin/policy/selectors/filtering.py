"""From the filters of the household list to the condition on the standings."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Exists, OuterRef, Q

from tuopin.kernel.areas import level_of
from tuopin.policy.models import Doubt
from tuopin.policy.states.conditions import as_bits
from tuopin.policy.states.filters import SEARCH
from tuopin.registry.selectors.lookup import households_with_certificate, households_with_phone

COUNTY = 3
PLAIN = {"status": "status__in", "cause": "main_cause__in", "attribute": "attribute__in", "house": "house_grade__in"}
RANGES = {
    "income_from": "per_head_yuan__gte", "income_to": "per_head_yuan__lt",
    "persons_from": "persons__gte", "persons_to": "persons__lte",
}
VERDICTS = {"may_exit": Q(may_exit=True), "not_yet": Q(may_exit=False), "unknown": Q(may_exit=None)}
SWITCHES = {
    "helper": ~Q(helper_name=""), "doubts": Q(doubts__gt=0), "near_line": Q(near_line=True),
    "income_known": Q(net_income_yuan__isnull=False), "school_out": Q(school_out__gt=0), "uninsured": Q(uninsured__gt=0),
}


def condition_of(filters: dict, year: int, codes: list[str]) -> Q:
    """What the filters ask of a standing of the year within the areas `codes`; filters of other names are left alone."""
    condition = Q()
    for name, value in filters.items():
        if name in PLAIN:
            condition &= Q(**{PLAIN[name]: value})
        elif name in RANGES:
            condition &= Q(**{RANGES[name]: value})
        elif name in SWITCHES:
            condition &= SWITCHES[name] if value else ~SWITCHES[name]
        elif name in ("failed", "unknown"):
            condition &= _any_bit(name, as_bits(value))
        elif name == "met":
            condition &= _any(~_any_bit("failed", as_bits([word])) & ~_any_bit("unknown", as_bits([word])) for word in value)
        elif name == "verdict":
            condition &= _any(VERDICTS[word] for word in value)
        elif name == "water_safe":
            condition &= Q(water_safe=value)
        elif name == "check":
            condition &= Q(Exists(_open_doubts(year).filter(check_code__in=value)))
        elif name == SEARCH and value:
            condition &= _search(value, year, codes)
    return condition


def _any(conditions) -> Q:
    whole = Q(pk__in=[])
    for condition in conditions:
        whole |= condition
    return whole


def _any_bit(column: str, bits: int) -> Q:
    """Any of the conditions: the combinations of seven bits that share one with `bits`."""
    return Q(**{f"{column}__in": [n for n in range(128) if n & bits]})


def _open_doubts(year: int):
    return Doubt.objects.filter(household_id=OuterRef("household_id"), year=year, gone_at=None, finding="")


def _search(text: str, year: int, codes: list[str]) -> Q:
    """A number from its start, a head's name, its initials, or a whole certificate or phone number (exact, by index)."""
    text = unicodedata.normalize("NFKC", text).strip().upper()
    if not text.isascii():
        narrow = all(level_of(code) >= COUNTY for code in codes)
        return Q(head_name__contains=text) if narrow else _starts("head_name", text)
    condition = _starts("number", text)
    if re.fullmatch(r"[A-Z]+", text):
        condition |= _starts("head_initials", text.lower())
    if re.fullmatch(r"\d{17}[\dX]", text):
        condition |= Q(household_id__in=households_with_certificate(text))
    if re.fullmatch(r"\d{11}", text):
        condition |= Q(household_id__in=households_with_phone(text))
    return condition


def _starts(column: str, text: str) -> Q:
    """From `text` up to the last string that starts with it: one index range under collation C."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\U0010ffff"})
