"""Finds what became of places by comparing two editions of the list: renamed, recoded, merged, split, each with a confidence.

A confidence says how often findings of its kind looked right when a sample of each was read by eye; it is never 1, which is
kept for what a person has recorded from a document. What the names do not show is not guessed: a village that goes into a neighbour
without leaving its name has no successor here until somebody records it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from tuopin.divisions.states.names import PSEUDO, core
from tuopin.kernel.areas import ancestor, level_of

AFFIXES = frozenset("一二三四五六七八九十东西南北中上下前后新老大小甲乙")
SAME_TOWN, OTHER_TOWN, SETTLED_BY_TOWN = 0.95, 0.8, 0.9  # a village found again under its name
KIN_NAME, STRANGE_NAME = 0.9, 0.6  # one code, two names: some characters shared, none shared
NUMBERED, COMPOSED, CONTAINED, LENGTHENED = 0.85, 0.8, 0.75, 0.6  # 上河 + 下河 = 河; 栗林 + 龙安 = 栗安; 李家 + 王家 = 李家王家
Names = dict[str, str]  # code to name


class Found(NamedTuple):
    """A former place and a place it went into."""

    predecessor: str
    successor: str
    kind: str
    confidence: float


def successions_between(gone: Names, come: Names) -> list[Found]:
    """Compare two editions, given the pairs of code and name only the earlier has and those only the later has."""
    form_only = {code for code in gone.keys() & come.keys() if core(code, gone[code]) == core(code, come[code])}
    gone = {code: name for code, name in gone.items() if code not in form_only}
    come = {code: name for code, name in come.items() if code not in form_only}
    pairs = _same_names(gone, come)
    towns = _votes(pairs, 4)
    pairs |= _contested_names(gone, come, pairs, towns)
    found = [Found(a, b, "recoded", _name_confidence(a, b, towns)) for a, b in pairs.items()]
    found += _by_their_parts(gone, come, pairs)
    found += _composed(gone, come, pairs, towns)
    return found + _renamed(gone, come, found)


def _same_names(gone: Names, come: Names) -> Names:
    """Villages that one place only could have become: the same name, once before and once after, in the county."""
    claims = _claims(gone, come)
    claimed = Counter(code for codes in claims.values() for code in codes)
    return {old: codes[0] for old, codes in claims.items() if len(codes) == 1 and claimed[codes[0]] == 1}


def _contested_names(gone: Names, come: Names, pairs: Names, towns: dict[str, Counter]) -> Names:
    """Villages whose name occurs several times in the county, told apart by their townships."""
    taken = set(pairs.values())
    claims = {}
    for old, codes in _claims(gone, come).items():
        if old not in pairs:
            near = [code for code in codes if code not in taken and _same_town(old, code, towns)]
            if len(near) == 1:
                claims[old] = near[0]
    claimed = Counter(claims.values())
    return {old: code for old, code in claims.items() if claimed[code] == 1}


def _claims(gone: Names, come: Names) -> dict[str, list[str]]:
    """For each village that is gone, the new codes in its county (or where its county went) that bear its name."""
    there = defaultdict(list)
    for code, name in come.items():
        if level_of(code) == 5:
            there[code[:6], core(code, name)].append(code)
    homes = _homes_of_counties(gone, come)
    claims = {}
    for old, name in gone.items():
        if level_of(old) == 5:
            word = core(old, name)
            codes = [c for county in homes.get(old[:6], (old[:6],)) for c in there.get((county, word), ()) if c != old]
            if codes:
                claims[old] = codes
    return claims


def _homes_of_counties(gone: Names, come: Names) -> dict[str, set[str]]:
    """Where the villages of a county may be looked for: itself, and the counties that its townships' names went to.

    A county that is gone is looked for in its province, another one only in its city.
    """
    there = defaultdict(list)
    for code, name in come.items():
        if level_of(code) == 4:
            there[code[:2], core(code, name)].append(code[:6])
    votes: dict[str, Counter] = defaultdict(Counter)
    for code, name in gone.items():
        if level_of(code) == 4:
            places = there.get((code[:2], core(code, name)), ())
            if len(places) == 1:
                votes[code[:6]][places[0]] += 1
    homes = {}
    for county, counter in votes.items():
        ended = county + "000000" in gone and county + "000000" not in come
        least = 0.3 * counter.total() if ended else 1
        homes[county] = {county} | {c for c, n in counter.items() if n >= least and (ended or c[:4] == county[:4])}
    return homes


def _votes(pairs: Names, level: int) -> dict[str, Counter]:
    """For each place of the level, how many of the villages found again went where."""
    votes: dict[str, Counter] = defaultdict(Counter)
    for old, new in pairs.items():
        votes[ancestor(old, level)][ancestor(new, level)] += 1
    return votes


def _same_town(old: str, new: str, towns: dict[str, Counter]) -> bool:
    before, after = ancestor(old, 4), ancestor(new, 4)
    return before == after or towns.get(before, Counter())[after] >= 2


def _name_confidence(old: str, new: str, towns: dict[str, Counter]) -> float:
    return SAME_TOWN if _same_town(old, new, towns) else OTHER_TOWN


def _by_their_parts(gone: Names, come: Names, pairs: Names) -> list[Found]:
    """Townships, counties and cities that are gone went where most of their villages went."""
    found = []
    for level in (4, 3, 2):
        votes = _votes(pairs, level)
        sources = Counter(target for counter in votes.values() for target in counter)
        for old, counter in votes.items():
            if old not in gone or old in come or level_of(old) != level or gone[old] in PSEUDO:
                continue
            total = counter.total()
            shares = {new: n / total for new, n in counter.items() if n >= 2 and n / total >= 0.25 and new != old}
            for new, share in shares.items():
                sole = new in come and (sources[new] == 1 or core(old, gone[old]) == core(new, come[new]))
                kind = "split" if len(shares) > 1 else "recoded" if sole else "merged"
                found.append(Found(old, new, kind, round(0.95 * (1 if len(shares) > 1 else share), 2)))
    return found


def _composed(gone: Names, come: Names, pairs: Names, towns: dict[str, Counter]) -> list[Found]:
    """Merges and splits of villages inside a township that the names give away."""
    taken = set(pairs.values())
    heirs = {old: counter.most_common(1)[0][0] for old, counter in towns.items() if old in gone and old not in come}
    before, after = defaultdict(dict), defaultdict(dict)
    for code, name in gone.items():
        if level_of(code) == 5 and code not in pairs:
            town = ancestor(code, 4)
            before[heirs.get(town, town)][code] = core(code, name)
    for code, name in come.items():
        if level_of(code) == 5 and code not in taken:
            after[ancestor(code, 4)][code] = core(code, name)
    return [f for town in before.keys() & after.keys() for f in _composed_in_town(before[town], after[town])]


def _composed_in_town(before: Names, after: Names) -> list[Found]:
    before, after, found = dict(before), dict(after), []
    for new, name in sorted(after.items()):
        parts, confidence = _parts_of(name, before)
        found += [Found(old, new, "merged", confidence) for old in parts if len(parts) > 1]
        for old in parts if len(parts) > 1 else ():
            del before[old]
    merged = {f.successor for f in found}
    for old, name in sorted(before.items()):
        parts = [new for new, other in after.items() if new not in merged and _numbered(other, name)]
        if len(parts) > 1:
            found += [Found(old, new, "split", NUMBERED) for new in parts]
            continue
        longer = [new for new, other in after.items() if new not in merged and len(name) > 1 and name in other and new != old]
        if len(longer) == 1:
            found.append(Found(old, longer[0], "recoded", LENGTHENED))
    return found


def _parts_of(name: str, before: Names) -> tuple[list[str], float]:
    """The former villages whose names make up `name`, and how sure that is."""
    numbered = [old for old, other in before.items() if _numbered(other, name)]
    if len(numbered) > 1:
        return numbered, NUMBERED
    inside = [old for old, other in before.items() if len(other) > 1 and other in name and other != name]
    if len(inside) > 1 and sum(len(before[old]) for old in inside) <= len(name) <= sum(len(before[old]) for old in inside) + 1:
        return inside, CONTAINED
    if len(name) != 2:
        return [], 0
    first = [old for old, other in before.items() if name[0] in other and name[1] not in other]
    second = [old for old, other in before.items() if name[1] in other and name[0] not in other]
    return ([first[0], second[0]], COMPOSED) if len(first) == len(second) == 1 else ([], 0)


def _numbered(name: str, stem: str) -> bool:
    """Whether `name` is `stem` with one of the usual words for its parts before or after it (上, 东, 二 …)."""
    return len(name) == len(stem) + 1 and (
        (name.startswith(stem) and name[-1] in AFFIXES) or (name.endswith(stem) and name[0] in AFFIXES)
    )


def _renamed(gone: Names, come: Names, found: list[Found]) -> list[Found]:
    """Places that kept their code under another name, unless the old one was found elsewhere: then the code was reused."""
    explained = {f.predecessor for f in found} | {f.successor for f in found}
    answer = []
    for code in gone.keys() & come.keys() - explained:
        shared = set(core(code, gone[code])) & set(core(code, come[code]))
        answer.append(Found(code, code, "renamed", KIN_NAME if shared else STRANGE_NAME))
    return answer


