"""Counts of households for the public: by place and category, and what of an edition may be read by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tuopin.kernel.areas import NATION, ancestor, level_of, subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.policy.models import Standing
from tuopin.privacy.models import PublicCount, PublicEdition
from tuopin.privacy.states.disclosure import TOTAL, Table

ATTRIBUTES = ("status", "attribute", "main_cause")


@dataclass(frozen=True)
class Counted:
    """The true counts, and what each column of the table stands for: (attribute, category)."""

    table: Table
    columns: tuple[tuple[str, str], ...]


def true_counts(*, area: str, year: int, lowest: int) -> Counted:
    """Households at and below `area` down to level `lowest` (4 township, 5 village), by status, attribute and main cause.

    The caller has checked that the asker may publish there: this reads every household below the area.
    """
    low, high = subtree(area)
    rows = Standing.objects.filter(year=year, village_code__gte=low, village_code__lt=high)
    found = {a: list(rows.values_list("village_code", a).annotate(Count("id")).order_by()) for a in ATTRIBUTES}
    columns: list[tuple[str, str]] = [("total", "")]
    ranges = []
    for name in ATTRIBUTES:
        words = sorted({word for _, word, _ in found[name]})
        ranges.append(range(len(columns), len(columns) + len(words)))
        columns += [(name, word) for word in words]
    position = {column: n for n, column in enumerate(columns)}
    top = level_of(area)
    counts: dict[str, list[int]] = {area: [0] * len(columns)}
    parent: dict[str, str | None] = {area: None}
    for name in ATTRIBUTES:
        for village, word, number in found[name]:
            for level in range(lowest, top, -1):
                place = ancestor(village, level)
                parent.setdefault(place, ancestor(village, level - 1) if level - 1 > top else area)
                _add(counts, place, position[name, word], number, len(columns), name)
            _add(counts, area, position[name, word], number, len(columns), name)
    return Counted(Table(parent, counts, [r for r in ranges if len(r)]), tuple(columns))


def _add(counts: dict[str, list[int]], place: str, column: int, number: int, width: int, name: str) -> None:
    row = counts.setdefault(place, [0] * width)
    row[column] += number
    if name == ATTRIBUTES[0]:
        row[TOTAL] += number


def published_before(*, area: str, year: int) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """(place, attribute, category) of all that earlier editions of the year hid, and of all that they showed, at and below the area."""
    low, high = subtree(area)
    rows = PublicCount.objects.filter(edition__year=year, area_code__gte=low, area_code__lt=high)
    cells = ("area_code", "attribute", "category")
    return (
        set(rows.filter(households=None).values_list(*cells).distinct()),
        set(rows.filter(households__isnull=False).values_list(*cells).distinct()),
    )


def editions_published(*, area: str = "", year: int | None = None) -> QuerySet[PublicEdition]:
    """What went out, the newest first: of the place and all below it, of the year. Anybody may read it."""
    found = PublicEdition.objects.order_by("-id")
    if area and area != NATION:
        low, high = subtree(area)
        found = found.filter(area_code__gte=low, area_code__lt=high)
    return found if year is None else found.filter(year=year)


def edition_published(number: int) -> PublicEdition:
    """One edition; raises NotFound."""
    found = PublicEdition.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("no-such-edition", phrase("没有这一期公开数据。"), phrase("请从公开数据目录中选择。"))
    return found


@dataclass(frozen=True)
class Published:
    """An edition as a table: its columns (attribute, category), and for each place its counts in their order (None = hidden)."""

    columns: list[tuple[str, str]]
    rows: list[tuple[str, list[int | None]]]

    @property
    def hidden(self) -> int:
        """How many counts are not shown."""
        return sum(count is None for _place, counts in self.rows for count in counts)


def as_table(edition: PublicEdition) -> Published:
    """The whole edition, a row a place."""
    columns: dict[tuple[str, str], int] = {}
    rows: dict[str, dict[tuple[str, str], int | None]] = {}
    for place, attribute, category, households in lines_of(edition):
        columns.setdefault((attribute, category), len(columns))
        rows.setdefault(place, {})[attribute, category] = households
    return Published(list(columns), [(place, [counts[column] for column in columns]) for place, counts in rows.items()])


def lines_of(edition: PublicEdition) -> Iterator[tuple[str, str, str, int | None]]:
    """Place, attribute, category and count (None = hidden) of an edition, in the order of the codes."""
    return edition.counts.order_by("area_code", "id").values_list("area_code", "attribute", "category", "households").iterator()
