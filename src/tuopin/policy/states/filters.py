"""The filters of the household list: which there are, and how they are written in an address.

A filter holds a list of words (any of them), yes or no, a number, or a text. The same dictionary goes from an address to
the list, from a key figure to the rows behind it, and into an export.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.veils import unveil, veil
from tuopin.kernel.words import phrase
from tuopin.policy.states.conditions import NAMES

VERDICTS = {"may_exit": phrase("达到退出标准"), "not_yet": phrase("尚未达标"), "unknown": phrase("情况待核实")}
STATUSES = {
    "poor": phrase("未脱贫"), "pre_exit": phrase("预脱贫"), "exited": phrase("已脱贫"), "returned": phrase("返贫"),
}
WORDS = {
    "verdict": tuple(VERDICTS), "failed": NAMES, "unknown": NAMES, "met": NAMES, "status": tuple(STATUSES), "house": ("A", "B", "C", "D"),
    "cause": None, "attribute": None, "check": None,  # None = any word: an unknown one finds nothing
}
YES_OR_NO = ("helper", "doubts", "near_line", "income_known", "school_out", "uninsured", "water_safe")
NUMBERS = ("income_from", "income_to", "persons_from", "persons_to")
SEARCH = "search"
IN_ADDRESS = (*WORDS, *YES_OR_NO, *NUMBERS, SEARCH, "sort")  # the names that the address of a list may carry
LONGEST = 60


def filters_of(params: Mapping[str, list[str]]) -> dict:
    """Read the filters out of an address, e.g. ``dict(request.GET.lists())``; other names in it are left alone.

    Raises a Refusal `bad-filter` on a value that the filter cannot take.
    """
    filters: dict = {}
    for name, texts in params.items():
        if name == SEARCH:
            texts = [unveil(text.strip()) for text in texts]
        texts = [text.replace("\0", "").strip()[:LONGEST] for text in texts]
        texts = [text for text in texts if text]
        if not texts:
            continue
        if name in WORDS:
            filters[name] = [_word(name, text) for text in texts]
        elif name in YES_OR_NO:
            filters[name] = _yes(name, texts[-1])
        elif name in NUMBERS:
            filters[name] = _number(name, texts[-1])
        elif name == SEARCH:
            filters[name] = texts[-1]
    return filters


def query_of(filters: Mapping) -> list[tuple[str, str]]:
    """The filters as pairs of words."""
    pairs: list[tuple[str, str]] = []
    for name, value in filters.items():
        if isinstance(value, bool):
            pairs.append((name, "yes" if value else "no"))
        elif isinstance(value, (list, tuple)):
            pairs += [(name, str(each)) for each in value]
        elif value is not None:
            pairs.append((name, str(value)))
    return pairs


def address_of(filters: Mapping) -> list[tuple[str, str]]:
    """The filters as the pairs of an address, what was searched for veiled: `filters_of` reads them back."""
    return [(name, veil(value) if name == SEARCH else value) for name, value in query_of(filters)]


def _word(name: str, text: str) -> str:
    allowed = WORDS[name]
    if allowed is not None and text not in allowed:
        raise _bad(name)
    return text


def _yes(name: str, text: str) -> bool:
    if text not in ("yes", "no"):
        raise _bad(name)
    return text == "yes"


def _number(name: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as fault:
        raise _bad(name) from fault
    if not number.is_finite() or abs(number) >= 10**12:
        raise _bad(name)
    return number


def _bad(name: str) -> Refusal:
    return Refusal("bad-filter", phrase("筛选条件“{name}”的取值不可用。"), phrase("请从列表中重新选择筛选条件。"), name=name)
