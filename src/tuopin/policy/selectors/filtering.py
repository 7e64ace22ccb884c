"""From the filters of the household list to the condition on the standings, in the database's own words.

In plain words and not put together by Django: the list is the page that is asked for most, and putting the question
together took longer than answering it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Self

from tuopin.kernel.areas import depth_of, subtree
from tuopin.kernel.certificates import chinese, read_identity
from tuopin.kernel.pack import pack
from tuopin.policy.states.conditions import as_bits
from tuopin.policy.states.filters import SEARCH
from tuopin.registry.selectors.lookup import households_with_certificate, households_with_phone

COUNTY = 3
PLAIN = {"status": "status", "cause": "main_cause", "attribute": "attribute", "house": "house_grade"}
RANGES = {
    "income_from": "per_head_yuan >= %s", "income_to": "per_head_yuan < %s", "persons_from": "persons >= %s", "persons_to": "persons <= %s",
}
VERDICTS = {"may_exit": "may_exit", "not_yet": "NOT may_exit", "unknown": "may_exit IS NULL"}
SWITCHES = {
    "helper": "helper_name <> ''", "doubts": "doubts > 0", "near_line": "near_line", "income_known": "net_income_yuan IS NOT NULL",
    "school_out": "school_out > 0", "uninsured": "uninsured > 0",
}
OPEN_DOUBT = """EXISTS (SELECT FROM policy_doubt d WHERE d.household_id = policy_standing.household_id AND d.year = policy_standing.year
    AND d.gone_at IS NULL AND d.finding = '' AND d.check_code = ANY(%s))"""


@dataclass
class Condition:
    """A condition on the standings: sentences that all hold, with the values for their places, in order."""

    sentences: list[str] = field(default_factory=list)
    values: list = field(default_factory=list)

    def add(self, sentence: str, *values: object) -> Self:
        self.sentences.append(sentence)
        self.values += values
        return self

    def add_any(self, conditions: list[Condition]) -> Self:
        """At least one of the conditions holds; none of none."""
        return self.add(
            "(" + (" OR ".join(each.text for each in conditions) or "false") + ")", *(v for each in conditions for v in each.values)
        )

    @property
    def text(self) -> str:
        return "(" + " AND ".join(self.sentences) + ")"


def condition_of(filters: dict, year: int, codes: list[str]) -> Condition:
    """What is asked of a standing: of the year, within the areas `codes`, and as the filters say; filters of other names are left alone."""
    condition = Condition().add("year = %s", year)
    condition.add_any([Condition().add("village_code >= %s AND village_code < %s", *subtree(code)) for code in codes])
    for name, value in filters.items():
        if name in PLAIN:
            condition.add(f"{PLAIN[name]} = ANY(%s)", list(value))
        elif name in RANGES:
            condition.add(RANGES[name], value)
        elif name in SWITCHES:
            condition.add(SWITCHES[name] if value else f"NOT ({SWITCHES[name]})")
        elif name in ("failed", "unknown"):
            condition.add(f"{name} & %s <> 0", as_bits(value))
        elif name == "met":
            condition.add_any([Condition().add("(failed | unknown) & %s = 0", as_bits([word])) for word in value])
        elif name == "verdict":
            condition.add_any([Condition().add(VERDICTS[word]) for word in value])
        elif name == "water_safe":
            condition.add("water_safe = %s", value)
        elif name == "check":
            condition.add(OPEN_DOUBT, list(value))
        elif name == SEARCH and value:
            condition.add_any(_search(value, codes))
    return condition


def _search(text: str, codes: list[str]) -> list[Condition]:
    """A number from its start, a head's name, its initials, or a whole certificate or phone number (exact, by index)."""
    text = unicodedata.normalize("NFKC", text).strip().upper()
    if not text.isascii():
        narrow = all(depth_of(code) >= COUNTY for code in codes)
        return [Condition().add("strpos(head_name, %s) > 0", text) if narrow else _starts("head_name", text)]
    found = [_starts("number", text)]
    if not pack().in_chinese and re.fullmatch(r"[A-Z][A-Z .'-]*", text):
        found.append(Condition().add("strpos(upper(head_name), %s) > 0", text))
    if re.fullmatch(r"[A-Z]+", text):
        found.append(_starts("head_initials", text.lower()))
    if re.fullmatch(r"\d{17}[\dX]", text) if chinese() else not isinstance(read_identity(text), str):
        found.append(Condition().add("household_id = ANY(%s)", households_with_certificate(text)))
    if re.fullmatch(r"\d{11}", text) if chinese() else re.fullmatch(r"\+?\d{7,15}", text):
        found.append(Condition().add("household_id = ANY(%s)", households_with_phone(text)))
    return found


def _starts(column: str, text: str) -> Condition:
    """From `text` up to the last string that starts with it: one index range under collation C."""
    return Condition().add(f"{column} >= %s AND {column} < %s", text, text + "\U0010ffff")
