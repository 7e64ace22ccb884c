"""Measures of poverty and the official rates, out of an edition: welfare is net income a head, the line that of the year and place."""

from __future__ import annotations

from collections.abc import Iterable
from math import nan

from tuopin.analysis.measures import NAMES, Group, measure
from tuopin.analysis.measures.asking import AGAINST_EVERYBODY, AGAINST_LINE, Estimate, require_names
from tuopin.analysis.measures.gathering import Gathering
from tuopin.engine.columns import Quantity
from tuopin.engine.tables import Facts
from tuopin.kernel.areas import LEVELS
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook import rule_named
from tuopin.policy.rulebook.poverty_line.rule import income_above_line
from tuopin.snapshots.measuring import Rows, lies_within_counties, rows_to_measure, sample_of, sums_by_level
from tuopin.snapshots.reading import Edition

RATES = ("incidence", "composite_incidence", "false_exit_rate", "omission_rate", "recognition_rate")
COUNTY = 3


def measure_edition(
    names: Iterable[str], edition: Edition, *, line: float | None = None, by: str | None = None, area: str | None = None,
) -> tuple[list[Group], int]:
    """The measures of an edition (or an area of it), whole or by group, and how many households were left out.

    `names` are those of `analysis.measures` or of RATES; `line` in yuan a head stands before the lines in force. Left out is who has
    no member, no known net income or no line. Raises Refusal for a name or group that is none, a rate by anything but places.
    """
    wanted = list(dict.fromkeys(names))
    edition.require(area)
    for name in wanted:
        if name not in (*NAMES, *RATES):
            raise Refusal("no-such-measure", phrase("没有名为“{name}”的指标。"), phrase("可选:{names}。"), name=name, names=", ".join((*NAMES, *RATES)))
    rates, plain = [n for n in wanted if n in RATES], [n for n in wanted if n not in RATES]
    require_names(plain, 1.0 if line is None else line)
    groups, left_out = _measured(plain, edition, line, by, area) if plain else ([], 0)
    return (_with_rates(groups, rates, edition, by, area) if rates else groups), left_out


def _measured(names: list[str], edition: Edition, line: float | None, by: str | None, area: str | None) -> tuple[list[Group], int]:
    """Groups that lie within counties are measured county by county; over others rows are gathered first, so that memory holds neither."""
    columns = [field.name for field in rule_named("poverty-line").tables["households"]]
    alone = lies_within_counties(by) and not any(name in AGAINST_EVERYBODY for name in names)
    groups, left_out = [], 0
    with Gathering(names, by_group=by is not None) as gathering:
        for rows in rows_to_measure(edition, columns, lambda facts: _income(facts, line), by=by, area=area):
            left_out += rows.left_out
            if alone and len(rows.weight):
                groups += _of_rows(names, rows)
            elif len(rows.weight):
                gathering.add(rows.welfare, rows.of_line, rows.weight, groups=rows.groups, unit=rows.cluster)
        groups += gathering.measured()
    if not groups:
        raise Refusal("nothing-to-measure", phrase("没有收入和贫困线都已知的户。"), phrase("请换一个年度或地方,或用 --line 给出贫困线。"))
    return groups, left_out


def _income(facts: Facts, line: float | None) -> tuple[Quantity, Quantity]:
    """Net income and the line times persons, in fen, as the rule compares them."""
    found = income_above_line(facts)
    if line is None:
        return found.value, found.threshold
    return found.value, facts.members.per_owner * round(line * 100)


def _of_rows(names: list[str], rows: Rows) -> list[Group]:
    """Measures against the line see welfare as a multiple of it, because it differs from place to place; the others see yuan."""
    against = [name for name in names if name in AGAINST_LINE]
    others = [name for name in names if name not in AGAINST_LINE]
    found = [measure(against, sample_of(rows, of_line=True), line=1.0)] if against else []
    if others:
        found.append(measure(others, sample_of(rows, of_line=False)))
    return [
        Group(same[0].label, same[0].n, same[0].weight, {name: next(g.measures[name] for g in same if name in g.measures) for name in names})
        for same in zip(*found, strict=True)
    ]


def _with_rates(groups: list[Group], rates: list[str], edition: Edition, by: str | None, area: str | None) -> list[Group]:
    """The official rates by place, down to counties: numerators and denominators added up, and nothing where one is not known."""
    if by is not None and by not in LEVELS[:COUNTY]:
        raise Refusal("rates-by-place", phrase("官方比率只能按省、市、县统计。"), phrase("请用 --by province、city 或 county。"))
    rule = rule_named("county-exit")
    facts = edition.areas("counties", [f.name for f in rule.tables["counties"]], area)
    shares = {name: found.value for name, found in rule.judge(facts).findings.items()} | dict(rule.measure(facts))
    columns = [side for name in rates for side in (shares[name].numerator, shares[name].denominator)]
    known = {group.label: group for group in groups}
    told = []
    for code, sums in sums_by_level(facts.counties.area_code, LEVELS.index(by) + 1 if by else 0, columns):
        label = code if by else None
        old = known.get(label, Group(label, 0, 0.0, {}))
        told.append(Group(label, old.n, old.weight, old.measures | {
            name: _share(*sums[2 * n : 2 * n + 2]) for n, name in enumerate(rates)
        }))
    return told


def _share(top: int | None, bottom: int | None) -> Estimate:
    value = nan if top is None or not bottom else top / bottom
    return Estimate(value, nan, nan, nan)
