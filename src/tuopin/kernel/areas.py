"""Area codes: the twelve digits of the statistical division code, and the range of codes that lies below a place.

Digits 1-2 name the province, 3-4 the city, 5-6 the county, 7-9 the township, 10-12 the village. A place's subtree is the
half-open range from its own code to the code of the place after it, so an index answers "everything below" in one range.
"""

from __future__ import annotations

from functools import lru_cache

from tuopin.kernel.pack import pack

LEVELS = ("province", "city", "county", "township", "village")
WIDTHS = (2, 4, 6, 9, 12)
NATION = "000000000000"
COUNTY = 3
KNOWN = 20_000  # codes whose level and range a process remembers: every page asks them of a few places dozens of times


@lru_cache(maxsize=KNOWN)
def level_of(code: str) -> int:
    """1 province … 5 village, 0 for the nation; by the zeros at the end of the twelve digits."""
    if code == NATION:
        return 0
    return next(n for n, width in enumerate(WIDTHS, 1) if not code[width:].strip("0"))


def undivided() -> tuple[str, ...]:
    """The cities that have no counties, as the pack names them: townships lie right below them (东莞市, 中山市, 儋州市)."""
    return tuple(pack().section("places").get("undivided", ()))


@lru_cache(maxsize=KNOWN)
def depth_of(code: str) -> int:
    """The lowest level at which the place stands: its own, but 3 for a city without counties, which does a county's work as well as its own."""
    return COUNTY if code in undivided() else level_of(code)


def stands_at(code: str, level: int) -> bool:
    """Whether the place does the work of `level` (1 province … 5 village)."""
    return level in (level_of(code), depth_of(code))


@lru_cache(maxsize=KNOWN)
def subtree(code: str) -> tuple[str, str]:
    """The half-open range [low, high) of twelve-digit codes at and below `code`."""
    level = level_of(code)
    if level == 0:
        return NATION, ":"  # sorts after every digit
    width = WIDTHS[level - 1]
    if code[:width] == "9" * width:
        return code, ":"
    return code, str(int(code[:width]) + 1).zfill(width).ljust(12, "0")


def ancestor(code: str, level: int) -> str:
    """The code of the place of `level` (0 nation … 5 village) above or at `code`."""
    return NATION if level == 0 else code[: WIDTHS[level - 1]].ljust(12, "0")


def ancestors(code: str) -> list[str]:
    """The codes above `code`, from the province down to the one right above it; without the nation and itself.

    Below a city without counties (东莞市) the county's code is the city's own, and named once.
    """
    return list(dict.fromkeys(ancestor(code, level) for level in range(1, level_of(code))))


def parent(code: str) -> str:
    """The code right above; the nation above a province."""
    return ancestor(code, max(level_of(code) - 1, 0))


def within(code: str, area: str) -> bool:
    """Whether `code` is `area` or lies below it."""
    low, high = subtree(area)
    return low <= code < high


def is_code(text: str) -> bool:
    """Whether the text has the form of an area code."""
    return len(text) == 12 and text.isascii() and text.isdigit()
