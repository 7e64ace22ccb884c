"""Poverty in many dimensions out of an edition: Alkire and Foster over the register's own indicators, whole or by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tuopin.analysis.measures import Group, Sample
from tuopin.analysis.measures.multidimensional import Multidimensional, alkire_foster
from tuopin.kernel.areas import LEVELS
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.states.dimensions import CUTOFF, INDICATORS, WEIGHTS, columns_of, deprivations
from tuopin.snapshots.layout import HOUSEHOLD
from tuopin.snapshots.measuring import ENDLESS, group_names, labels_of
from tuopin.snapshots.reading import Edition, unknown_area

Piece = tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, np.ndarray | None]  # deprived, persons, county, group


def measure_dimensions(
    edition: Edition, *, weights: Mapping[str, int] | None = None, cutoff: int | None = None, by: str | None = None, area: str | None = None,
) -> tuple[list[Group], int]:
    """M0, H, A, and each indicator's share, by persons; and how many households were left out.

    `weights` are whole (by default those of the global index, in eighteenths), `cutoff` in their unit (by default a third of all).
    Left out is who has no member, or of whom some indicator is not known. Raises Refusal for an indicator or group that is none.
    """
    weights, cutoff = dict(weights or WEIGHTS), cutoff or (None if weights else CUTOFF)
    _check(weights, cutoff, by)
    if area and not edition.county_codes(area):
        raise unknown_area(area)
    groups, left_out = [], 0
    for (deprived, persons, county, labels), out in _pieces(edition, list(weights), by, area):
        left_out += out
        if len(persons):
            groups += [_group(each) for each in alkire_foster(_sample(persons, county, labels), deprived, weights, cutoff)]
    if not groups:
        raise Refusal("nothing-to-measure-dimensions", phrase("没有各项指标都已知的户。"), phrase("请换一个年度或地方,或用 --indicator 只取已登记的指标。"))
    return groups, left_out


def _check(weights: Mapping[str, int], cutoff: int | None, by: str | None) -> None:
    for name in weights:
        if name not in INDICATORS:
            raise Refusal("no-such-indicator", phrase("没有名为“{name}”的多维指标。"), phrase("可选:{names}。"), name=name, names=", ".join(INDICATORS))
    if cutoff is None:
        raise Refusal("cutoff-missing", phrase("多维贫困要给出临界值。"), phrase("请用 --cutoff 给出整数临界值。"))
    names = [name for name in group_names() if name in LEVELS or name in HOUSEHOLD.names]
    if by is not None and by not in names:
        raise Refusal("no-such-group", phrase("不能按“{name}”分组。"), phrase("可选:{names}。"), name=by, names=", ".join(names))


def _pieces(edition: Edition, names: list[str], by: str | None, area: str | None) -> Iterator[tuple[Piece, int]]:
    """Columns county by county where groups lie within counties, else of all counties together, with how many households are left out."""
    wanted = columns_of(names)
    wanted["households"] = list(dict.fromkeys(["village_code", *wanted["households"], *([by] if by in HOUSEHOLD.names else [])]))
    held: list[tuple[Piece, int]] = []
    for number, (_, facts) in enumerate(edition.counties(wanted, area)):
        deprived, known = deprivations(facts, names)
        persons = facts.members.per_owner.values[known].astype(np.float64)
        labels = None if by is None else labels_of(facts, by)[known]
        piece = {name: column[known] for name, column in deprived.items()}, persons, np.full(len(persons), number), labels
        if by in LEVELS[2:]:
            yield piece, int((~known).sum())
        else:
            held.append((piece, int((~known).sum())))
    if held:
        pieces = [piece for piece, _ in held]
        deprived = {name: np.concatenate([piece[0][name] for piece in pieces]) for name in names}
        persons, county = (np.concatenate([piece[n] for piece in pieces]) for n in (1, 2))
        labels = None if by is None else np.concatenate([piece[3] for piece in pieces])
        yield (deprived, persons, county, labels), sum(out for _, out in held)


def _sample(persons: np.ndarray, county: np.ndarray, labels: np.ndarray | None) -> Sample:
    """Households weighed by their persons, each county a stratum; a county of one household is taken without error."""
    single = np.bincount(county)[county] == 1
    return Sample.of(np.zeros(len(persons)), persons, strata=county, by=labels, population=np.where(single, 1.0, ENDLESS))


def _group(found: Multidimensional) -> Group:
    figures = {"mpi": found.m0, "mpi_h": found.h, "mpi_a": found.a}
    for kind in ("uncensored", "censored", "contribution"):
        figures |= {f"{kind}.{name}": estimate for name, estimate in getattr(found, kind).items()}
    return Group(found.label, found.n, found.weight, figures)
