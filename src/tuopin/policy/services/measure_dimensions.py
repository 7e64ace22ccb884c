"""Poverty in many dimensions out of an edition: Alkire and Foster over the register's own indicators, whole or by group."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tuopin.analysis.measures import Group
from tuopin.analysis.measures.moments import Moments
from tuopin.analysis.measures.multidimensional import Multidimensional
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.states.dimensions import CUTOFF, INDICATORS, WEIGHTS, columns_of, deprivations
from tuopin.snapshots.answering import answers_of, household_groups
from tuopin.snapshots.measuring import group_names, lies_within_counties
from tuopin.snapshots.reading import Edition


def measure_dimensions(
    edition: Edition, *, weights: Mapping[str, int] | None = None, cutoff: int | None = None, by: str | None = None, area: str | None = None,
) -> tuple[list[Group], int]:
    """M0, H, A, and each indicator's share, by persons; and how many households were left out.

    `weights` are whole (by default those of the global index, in eighteenths), `cutoff` in their unit (by default a third of all).
    Left out is who has no member, or of whom some indicator is not known. Raises Refusal for an indicator or group that is none.
    """
    weights, cutoff = dict(weights or WEIGHTS), cutoff or (None if weights else CUTOFF)
    _check(weights, cutoff, by)
    edition.require(area)
    groups, left_out, moments = [], 0, Moments(weights, cutoff)
    for answers in answers_of(edition, columns_of(list(weights)), partial(deprivations, names=list(weights)), by=by, area=area):
        left_out += answers.left_out
        if len(answers):
            moments.add(answers.yes, answers.persons, answers.groups)
        if lies_within_counties(by):
            groups += map(_group, moments.measured())
            moments = Moments(weights, cutoff)
    groups += map(_group, moments.measured())
    if not groups:
        raise Refusal("nothing-to-measure-dimensions", phrase("没有各项指标都已知的户。"), phrase("请换一个年度或地方,或用 --indicator 只取已登记的指标。"))
    return groups, left_out


def _check(weights: Mapping[str, int], cutoff: int | None, by: str | None) -> None:
    for name in weights:
        if name not in INDICATORS:
            raise Refusal("no-such-indicator", phrase("没有名为“{name}”的多维指标。"), phrase("可选:{names}。"), name=name, names=", ".join(INDICATORS))
    if cutoff is None:
        raise Refusal("cutoff-missing", phrase("多维贫困要给出临界值。"), phrase("请用 --cutoff 给出整数临界值。"))
    names = household_groups(group_names())
    if by is not None and by not in names:
        raise Refusal("no-such-group", phrase("不能按“{name}”分组。"), phrase("可选:{names}。"), name=by, names=", ".join(names))


def _group(found: Multidimensional) -> Group:
    figures = {"mpi": found.m0, "mpi_h": found.h, "mpi_a": found.a}
    for kind in ("uncensored", "censored", "contribution"):
        figures |= {f"{kind}.{name}": estimate for name, estimate in getattr(found, kind).items()}
    return Group(found.label, found.n, found.weight, figures)
