"""What measures are taken over, out of an edition: welfare a head, the line it stands against, persons as weights, and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tuopin.analysis.measures import Sample
from tuopin.engine.columns import Codes, Quantity
from tuopin.engine.tables import Facts
from tuopin.engine.truth import Truth
from tuopin.kernel.areas import LEVELS, NATION, WIDTHS
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.layout import HOUSEHOLD, PERSON
from tuopin.snapshots.reading import Edition, Wanted

ENDLESS = 1e18  # households of which a county's are a sample: what they say is meant beyond this one year
AGE_BAND = "age_band"
BANDS = ((0, "0-5"), (6, "6-15"), (16, "16-59"), (60, "60-74"), (75, "75+"))  # first year of age, what the band is called
COUNTY = 2  # its place among the levels
NOT_GROUPS = {"village_code", "household_id", "person_id", "born_on", "health", "other_causes"}
Income = Callable[[Facts], tuple[Quantity, Quantity]]  # net income of the household, and the line times its persons, both in fen


@dataclass(frozen=True)
class Rows:
    """Columns of one length, ready to be measured: yuan a head, the same as a multiple of the line, weights, group labels.

    `cluster` numbers the households where a row is a person; None where a row is a household.
    """

    welfare: np.ndarray
    of_line: np.ndarray
    weight: np.ndarray
    groups: np.ndarray | None
    cluster: np.ndarray | None
    strata: np.ndarray  # the county of each row, numbered
    left_out: int  # households whose income is not known, or who have no member or no line


def sample_of(rows: Rows, *, of_line: bool) -> Sample:
    """The rows as a sample of persons: each county a stratum, each household a unit; welfare in yuan, or as a multiple of the line.

    A county with a single household has nothing to estimate its spread by: it is taken as it is, without error.
    """
    units = rows.strata if rows.cluster is None else rows.strata[np.flatnonzero(np.diff(rows.cluster, prepend=-1))]
    single = np.bincount(units)[rows.strata] == 1
    return Sample.of(
        rows.of_line if of_line else rows.welfare, rows.weight, strata=rows.strata, cluster=rows.cluster, by=rows.groups,
        population=np.where(single, 1.0, ENDLESS),
    )


def group_names() -> tuple[str, ...]:
    """What an edition's rows can be grouped by: the levels of places, columns of households, columns of persons."""
    columns = [c.name for t in (HOUSEHOLD, PERSON) for c in t.columns if c.name not in NOT_GROUPS and (c.field.kind in ("flag", "code") or c.unit == "year")]
    return (*LEVELS, *dict.fromkeys(columns), AGE_BAND)


def rows_to_measure(edition: Edition, columns: list[str], income: Income, *, by: str | None, area: str | None) -> Iterator[Rows]:
    """The rows of an area, a county at a time.

    A group by a column of persons makes a row of every person, with the household's welfare a head. Raises Refusal for no such group.
    """
    if by is not None and by not in group_names():
        raise Refusal("no-such-group", phrase("不能按“{name}”分组。"), phrase("可选:{names}。"), name=by, names=", ".join(group_names()))
    of_persons = by == AGE_BAND or (by in PERSON.names and by not in HOUSEHOLD.names)
    wanted = {"households": [*columns, *([by] if by in HOUSEHOLD.names else [])], "members": []}
    if of_persons:
        wanted["members"] = ["born_on"] if by == AGE_BAND else [by]
    wanted["households"] = list(dict.fromkeys(wanted["households"]))
    yield from _pieces(edition, wanted, income, by, area, of_persons)


def lies_within_counties(by: str | None) -> bool:
    """Whether all rows of a group are of one county, so that counties can be measured one after the other."""
    return by in LEVELS[COUNTY:]


def _pieces(edition: Edition, wanted: Wanted, income: Income, by: str | None, area: str | None, of_persons: bool) -> Iterator[Rows]:
    first = 0
    for number, (_, facts) in enumerate(edition.counties(wanted, area)):
        yield _persons(facts, income, by, first, number) if of_persons else _households(facts, income, by, number)
        first += len(facts.households)


def _households(facts: Facts, income: Income, by: str | None, number: int) -> Rows:
    net, needed = income(facts)
    persons = facts.members.per_owner.values
    known = net.known & needed.known & (needed.values > 0) & (persons > 0)
    groups = None if by is None else labels_of(facts, by)[known]
    net, needed, persons = net.values[known], needed.values[known], persons[known]
    return Rows(
        net / persons / 100.0, net / needed, persons.astype(float), groups, None, np.full(len(net), number), int((~known).sum())
    )


def _persons(facts: Facts, income: Income, by: str, first: int, number: int) -> Rows:
    """The same, a row for each person; the households before are `first`."""
    whole = _households(facts, income, None, number)
    net, needed = income(facts)
    known = net.known & needed.known & (needed.values > 0) & (facts.members.per_owner.values > 0)
    sizes = whole.weight.astype(np.int64)
    mine = np.repeat(known, facts.members.per_owner.values)
    return Rows(
        np.repeat(whole.welfare, sizes), np.repeat(whole.of_line, sizes), np.ones(int(sizes.sum())), labels_of(facts, by)[mine],
        first + np.repeat(np.flatnonzero(known), sizes), np.full(int(sizes.sum()), number), whole.left_out,
    )


def labels_of(facts: Facts, by: str) -> np.ndarray:
    """The group of every row as text; "" where it is not known."""
    if by in LEVELS:
        unit = 10 ** (12 - WIDTHS[LEVELS.index(by)])
        codes, place = np.unique(facts.households.village_code.values // unit * unit, return_inverse=True)
        return np.array([str(code).zfill(12) for code in codes.tolist()] or [NATION])[place]
    if by == AGE_BAND:
        return _bands(facts)
    column = getattr(facts.households if by in HOUSEHOLD.names else facts.members, by)
    if isinstance(column, Truth):
        return np.where(column.yes, "true", np.where(column.no, "false", ""))
    if isinstance(column, Codes):
        return np.array([*column.words, ""])[column.values]  # -1, not known, reads the last
    return np.where(column.known, column.values.astype(str), "")


def _bands(facts: Facts) -> np.ndarray:
    born, labels = facts.members.born_on, None
    for years, name in BANDS:
        reached = born.has_completed(years, facts.on).yes
        labels = np.where(reached, name, "" if labels is None else labels)
    return labels


def sums_by_level(counties: Quantity, level: int, columns: list[Quantity]) -> list[tuple[str, list[int | None]]]:
    """Columns of counties added up by the place of a level (0 = the nation); None where a county's number is not known."""
    unit = 10 ** (12 - (WIDTHS[level - 1] if level else 0))
    codes, place = np.unique(counties.values // unit * unit, return_inverse=True)
    told = []
    for column in columns:
        total = np.zeros(len(codes), np.int64)
        np.add.at(total, place, np.where(column.known, column.values, 0))
        missing = np.bincount(place[~column.known], minlength=len(codes)) > 0
        told.append([None if m else int(t) for m, t in zip(missing, total, strict=True)])
    return [(str(code).zfill(12), [column[n] for column in told]) for n, code in enumerate(codes.tolist())]

