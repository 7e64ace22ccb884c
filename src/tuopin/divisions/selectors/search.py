"""Finding a place by what people type: a name or a part of it, in either script, pinyin initials, or a code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from tuopin.divisions.models import Division
from tuopin.divisions.selectors.places import divisions_on, names_of, paths_of
from tuopin.divisions.states.names import PSEUDO, core_of
from tuopin.kernel.areas import NATION, ancestors, is_code, subtree

LONGEST = 60
EXACT, KIND_ADDED, BEGINS, CONTAINS = 0, 1, 2, 3
KINDS = ("村", "村委会", "村民委员会", "村村民委员会", "社区", "居委会", "社区居委会", "社区居民委员会", "镇", "乡", "街道", "县", "区", "市", "省")


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found, with its path from the province down: many places share a name."""

    division: Division
    path: tuple[tuple[str, str], ...]

    @property
    def exact(self) -> bool:
        """Whether the query was the whole name, but for the words of its kind (村, 村委会 …), or the code."""
        return getattr(self.division, "rank", EXACT) <= KIND_ADDED

    @property
    def full_name(self) -> str:
        return "".join(name for _, name in self.path)


def search(text: str, on: date | None = None, within: str = NATION, *, limit: int = 20) -> list[Hit]:
    """The places that the text may mean, best first; on the day, or of any day, under any name, when `on` is None.

    Words before the last narrow the search to places above: `江华 栗安村`. The names themselves are never converted: only
    the query is tried in simplified characters too.
    """
    words = re.split(r"[\s/>›、,,]+", text.strip()[:LONGEST])
    if not words[-1]:
        return []
    low, high = subtree(within)
    places = (divisions_on(on) if on else Division.objects.order_by("code", "-starts_on")).filter(code__gte=low, code__lt=high)
    if on is None:
        places = places.filter(pk__in=places.distinct("code").values("pk")) if words[-1].isdigit() else places
    found = _found(places.exclude(name__in=PSEUDO), words[-1], limit if len(words) == 1 else 50 * limit)
    best: dict[str, Division] = {}
    for division in found:
        best.setdefault(division.code, division)
    found = list(best.values())
    if len(words) > 1:
        found = _below(found, words[:-1], on or date.max)
    paths = paths_of([division.code for division in found[:limit]], on or date.max)
    return [Hit(division, tuple(paths[division.code])) for division in found[:limit]]


def _found(places: QuerySet[Division], word: str, limit: int) -> list[Division]:
    """The places the word fits, by the first way of fitting that gives enough."""
    if word.isascii() and word.isdigit():
        code = word.ljust(12, "0")
        return list(places.filter(code=code)) if is_code(code) else []
    if word.isascii():
        letters = "".join(c for c in word.lower() if c.isalnum())
        if not letters:
            return []
        return list(_ranked(places.filter(initials__startswith=letters), Q(initials=letters), None, None)[:limit])
    forms = {word, simplified(word)}
    begins = _any("name__startswith", forms)
    exact, added = Q(name__in=forms), Q(name__in=[core_of(form, 5) + kind for form in forms for kind in KINDS])
    found = list(_ranked(places.filter(begins), exact, added, begins)[:limit])
    if len(found) < limit:
        inside = places.filter(_any("name__contains", forms)).exclude(begins)
        found += _ranked(inside, exact, added, begins)[:limit - len(found)]
    return found


def _ranked(places: QuerySet[Division], exact: Q, added: Q | None, begins: Q | None) -> QuerySet[Division]:
    whens = [When(exact, then=Value(EXACT))]
    if added is not None and begins is not None:
        whens += [When(added, then=Value(KIND_ADDED)), When(begins, then=Value(BEGINS))]
    rank = Case(*whens, default=Value(CONTAINS), output_field=IntegerField())
    return places.annotate(rank=rank).order_by("rank", "level", "code", "-starts_on")


def _any(lookup: str, forms: set[str]) -> Q:
    condition = Q(pk__in=[])
    for form in forms:
        condition |= Q(**{lookup: form})
    return condition


def _below(found: list[Division], above: list[str], on: date) -> list[Division]:
    """Those of the places that lie below places whose names hold each of the words, in either script."""
    names = names_of({code for division in found for code in ancestors(division.code)}, on)
    forms = [{word, simplified(word)} for word in above]
    return [
        division for division in found
        if all(any(f in names.get(code, "") for code in ancestors(division.code) for f in either) for either in forms)
    ]


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return _converter().convert(text)


@cache
def _converter():
    from opencc import OpenCC

    return OpenCC("t2s")
